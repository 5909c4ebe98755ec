"""Weights of the signals in decibans: PROVISIONAL, set by hand and not calibrated.

In: nothing. Out: `WEIGHTS_DB`, read by `signals.py`. Easily read wrong: these are not fitted
likelihood ratios, so a probability computed from them is an order of magnitude only. A
reproducible calibration on simulated companies and attacks has still to replace them.
"""

from __future__ import annotations

PROVISIONAL = True

WEIGHTS_DB: dict[str, int] = {
    "wrong_pin": 2,
    "pin_sweep": 15,
    "pin_after_guessing": 25,
    "pin_changed": 4,
    "forward_set_abroad": 14,
    "forward_after_entry": 30,
    "forwarded_call_abroad": 12,
    "voicemail_dialout": 25,
    "disa_abroad": 15,
    "transfer_abroad": 8,
    "unasked_leg": 35,
    "registration_guessing": 8,
    "new_network": 8,
    "new_telephone": 6,
    "closed_hours": 14,
    "new_hour": 4,
    "new_territory_site": 12,
    "new_territory_extension": 4,
    "new_number": 3,
    "price_high": 6,
    "range_risk": 0,
    "burst": 12,
    "concurrency": 6,
    "same_number_repeated": 6,
    "short_test_call": 4,
    "prefix_enumeration": 8,
    "decoy_mailbox": 45,
    "decoy_extension": 45,
    "known_number": -15,
    "known_territory": -6,
    "open_hours": -4,
}
