"""A third kind of switch, which only the tests have: one TCP line, on which it reports, asks and obeys."""
