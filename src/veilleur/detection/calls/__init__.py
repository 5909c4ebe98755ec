"""Calls from admission to settlement: permits, legs, enforcement, records."""
