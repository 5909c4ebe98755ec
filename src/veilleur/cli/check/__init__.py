"""`veilleur check` and `cases`: fraud found in files of call records, shown and kept."""
