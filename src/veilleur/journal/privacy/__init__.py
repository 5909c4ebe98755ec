"""What the journal knows of people: pseudonyms of its public part, what is kept about one, its deletion."""
