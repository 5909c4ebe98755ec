"""The calls of a bill and of a PBX in one form. In: records of either. Out: `BilledCall`, `MadeCall`."""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.money import MicroEuro


class BilledCall(NamedTuple):
    """One line of the bill. called: in the form by which both sides are compared. seconds: as billed.

    charged: micro-euros as the bill has them, before or after tax; None where the line has no price.
    """

    line: int
    at: float
    called: str
    number: str
    extension: str
    seconds: float
    charged: MicroEuro | None
    is_forwarded: bool = False  # the bill itself calls it a forwarded call


class MadeCall(NamedTuple):
    """One call as the PBX recorded it. seconds: answered; 0 when nobody answered."""

    line: int
    at: float
    called: str
    extension: str
    seconds: float
