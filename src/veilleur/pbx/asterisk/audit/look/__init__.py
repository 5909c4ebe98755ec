"""The checks as functions of what was read, by what they are about; each is small and pure."""
