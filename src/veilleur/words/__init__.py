"""The one vocabulary of the house.

Plain data and Protocols only: no I/O, no clock, no library beyond Python's own.
Everything above speaks in these words; a word changes here or nowhere.
"""
