"""Witnesses of the journal: heads that left the machine, what was written of them, and what that proves."""
