"""The switch's configuration while the guard runs: snapshots, changes, an audit each day."""
