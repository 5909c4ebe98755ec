"""Code openings: the numbers and places that are called because somebody keyed a right code.

In: right codes, and what they were asked for. Out: whether calls to a destination rest on a code. Who steals
a telephone may have its code too, so what a code opened is counted apart (`cap_codes`) until the owner says
yes to it or `OPENED_S` have passed. Pitfall: a code that was asked for a number the company knows, such as
for a limit or for haste, opens that one call and nothing more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.calls.parameters import OPENED_S, OPENINGS_MAX
from veilleur.detection.profile.familiarity import number_key, place_of
from veilleur.words.decisions import Decision
from veilleur.words.destinations import Destination

OPENING_EXTENSIONS_MAX = 100  # whose codes are remembered for one number or place
_NEW_PLACES = frozenset({"new_territory_site", "new_kind_of_number"})


class Opening(NamedTuple):
    """What right codes opened. until: seconds since 1970 UTC, counted from the first code.

    extensions: whose codes it rests on; the owner has to vouch for each of them.
    """

    until: float
    extensions: tuple[str, ...]
    territory: str


class CodeOpenings:
    """The openings of one site, by number or place."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: dict[str, Opening] = {}  # in order of `until`, for all last equally long

    def opened(self, asked: Decision, destination: Destination, at: float) -> None:
        """A right code was keyed to this question."""
        codes = {reason.code for reason in asked.reasons}
        is_about_limit = bool(asked.reasons) and asked.reasons[0].code.startswith("cap_")
        keys = []
        if "new_habit" in codes or not (is_about_limit or "known_number" in codes):
            keys.append(number_key(destination))
        if codes & _NEW_PLACES:
            keys.append(f"place {place_of(destination)}")
        for key in keys:
            known = self._open.get(key)
            if known is not None and at < known.until:
                # Another code makes it no stranger than it was, and rests on another telephone.
                known_by = known.extensions
                if asked.extension not in known_by and len(known_by) < OPENING_EXTENSIONS_MAX:
                    self._open[key] = known._replace(extensions=(*known_by, asked.extension))
                continue
            self._open.pop(key, None)
            self._open[key] = Opening(at + OPENED_S, (asked.extension,), destination.territory)
        while self._open and (len(self._open) > OPENINGS_MAX or next(iter(self._open.values())).until <= at):
            del self._open[next(iter(self._open))]

    def forget_expired(self, now: float) -> None:
        """What a code opened rests on it for a time only."""
        self._open = {key: opening for key, opening in self._open.items() if now < opening.until}

    def covers(self, destination: Destination, at: float) -> bool:
        """Whether calls to this destination rest on a code."""
        if not self._open:
            return False
        for key in (number_key(destination), f"place {place_of(destination)}"):
            found = self._open.get(key)
            if found is not None and at < found.until:
                return True
        return False

    def owner_accepted(self, scope: str, value: str) -> None:
        """The owner vouches for a number, a territory or an extension: it rests on no such code any more."""
        for key, opening in list(self._open.items()):
            of = {"number": key.removeprefix("n"), "territory": opening.territory}
            if scope in of:
                is_accepted = value != "" and value == of[scope]
            else:
                others = tuple(one for one in opening.extensions if one != value or not value)
                is_accepted = not others
                self._open[key] = opening._replace(extensions=others)
            if is_accepted:
                del self._open[key]

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            key: [opening.until, list(opening.extensions), opening.territory]
            for key, opening in self._open.items()
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._open = {}
        for key, (until, by, territory) in data.items():
            # A state of before names the first extension alone.
            extensions = (by,) if isinstance(by, str) else tuple(by)
            self._open[key] = Opening(until, extensions, territory)
