"""What an owner does with a running guard: status, incidents, answer, pause, undo, codes."""
