"""What the calibrations found: tables that a command fits, of groups and marks, not of single signals.

Out: `FACTORS` of the groups of signals, `FIRST_RECORD_WEIGHTS` of the marks of a record without a watch. The
weight of one signal stands in its declaration.
Pitfall: a factor corrects the answer only, never what the filter remembers.
"""

from __future__ import annotations

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

# Of the features of a record (`judge/first_record_model.py`), and a shift, for the odds that it is one of the
# first two of an attack: as the same command wrote them into docs/calibration/first-records.json; a test
# compares them.
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
