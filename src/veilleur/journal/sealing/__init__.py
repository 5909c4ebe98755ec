"""Forward-secure seals of the chain: their keys, the one in use, and whether those of a journal hold."""
