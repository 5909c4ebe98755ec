"""The checks, by what they are about; `CATALOGUE` has them all by number."""

from __future__ import annotations

from veilleur.audit.check import Check
from veilleur.audit.checks import (
    accounts,
    administration,
    codes,
    coverage,
    entry,
    indicators,
    people,
    records,
    voicemail,
    ways_out,
)

_ROOMS = (codes, voicemail, entry, ways_out, accounts, administration, records, people)
CHECKS: tuple[Check, ...] = tuple(
    sorted((one for room in _ROOMS for one in room.CHECKS), key=lambda one: one.number)
)
FURTHER: tuple[Check, ...] = (*coverage.CHECKS, *indicators.CHECKS)
CATALOGUE: dict[int, Check] = {one.number: one for one in (*CHECKS, *FURTHER)}
