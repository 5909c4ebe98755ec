"""Snapshots of a switch's configuration: kept beside the journal, named by their digests, compared."""
