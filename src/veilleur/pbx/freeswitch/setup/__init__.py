"""The dialplan files that `veilleur setup freeswitch` writes, checks and removes."""
