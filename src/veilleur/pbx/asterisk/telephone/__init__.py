"""Calls to people: originated by a login that may do nothing else, spoken and heard over FastAGI."""
