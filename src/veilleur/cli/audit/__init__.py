"""`veilleur audit`: the doors of a telephone system, judged, reported, kept."""
