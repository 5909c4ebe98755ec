"""What an owner does with a running guard: status, incidents, answer, pause, maintenance, undo, drill,
codes, token, personal, limits.
"""
