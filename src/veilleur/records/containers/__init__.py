"""What holds records: SQL dumps, JSON objects, XML elements."""
