"""Attackers whose way in or out is their mark: forwards, scans, stolen accounts, legs that nobody dialled."""
