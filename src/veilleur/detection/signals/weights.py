"""Weights of the evidence in decibans, and how far each group of the profile's evidence is believed.

In: nothing. Out: `WEIGHTS_DB` for what is witnessed at the doors, `FACTORS` for what the profile computes
itself, `FIRST_RECORD_WEIGHTS` for records alone.
Easily read wrong: a weight is 10 log10 of how many times likelier the evidence is in an attack
than without one; a factor corrects the answer only, never what the filter remembers.
"""

from __future__ import annotations

WEIGHTS_DB: dict[str, int] = {
    "wrong_pin": 2,
    "pin_sweep": 15,
    "pin_after_guessing": 25,
    "pin_after_wrong": 6,
    "pin_changed": 2,
    "forward_set_abroad": 8,
    "forward_after_entry": 30,
    "unasked_leg": 35,
    "wrong_code": 15,
    "registration_guessing": 4,
    "registered_after_guessing": 15,
    "new_network": 4,
    "new_telephone": 3,
    "short_test_call": 2,
    "prefix_enumeration": 8,
    "decoy_mailbox": 45,
    "decoy_extension": 45,
}

# What the bare model must be corrected by, for each group: its decibans times (factor - 1), and a shift.
# Fitted by `veilleur bench calibrate` (docs/calibration); 1 and 0 leave the model as it is.
FACTORS: dict[str, float] = {
    "time": 0.85,
    "place": 1.17,
    "price": 1.28,
    "number": 0.94,
    "extension": 0.98,
    "origin": 0.96,
    "identity": 1.15,
    "rhythm": 0.44,
    "entry": 1.00,
}
SHIFT_DB = -4.1

# Of the marks of a record (`first_records.py`), and a shift, for the odds that it is one of the first two of
# an attack: as the same command wrote them into docs/calibration/first-records.json; a test compares them.
FIRST_RECORD_WEIGHTS: dict[str, float] = {
    "odds": 0.057,
    "time": 0.476,
    "place": 0.573,
    "price": 1.064,
    "number": 0.432,
    "extension": -0.262,
    "origin": 0.776,
    "rhythm": 0.074,
    "burn": 1.644,
    "long": 1.273,
    "detour": 1.043,
    "age": 0.821,
    "site": -1.411,
    "telephone": 4.56,
    "new_country": 0.539,
}
FIRST_RECORD_SHIFT_DB = -52.1
