"""What is going on now, asked of the guard once for all readers, and sent to each of them as it changes."""
