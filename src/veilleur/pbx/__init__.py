"""The switches. Each adapter is a sans-I/O half and a thin connection."""
