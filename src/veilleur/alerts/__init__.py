"""Messages to people: whom an attack wakes, in which words, by which channel, and who answered."""
