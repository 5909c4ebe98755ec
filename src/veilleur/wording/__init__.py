"""Decisions and status as French and English sentences."""
