"""Whole nights on the embedded PBX: the demonstration, and live runs."""
