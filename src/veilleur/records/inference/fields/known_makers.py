"""What is known of a few makers whose tables or objects do not explain themselves.

In: the names of the fields. Out: a `Maker`, or none. The rest of such a table is read as any other's.
Pitfall: a word may mean the opposite elsewhere: Kazoo counts directions from its switch (a telephone's call
comes *in*), and a wholesaler's `TERM` is a call that goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from veilleur.records.inference.fields.field_words import words_of
from veilleur.words.calls import Direction


@dataclass(frozen=True, slots=True)
class Maker:
    """One layout. marks: names that only this maker uses together, without signs and capitals.

    roles: role -> name of its field. ways: beginning of a word for the direction -> what it means.
    zone: of times that name none. are_hours: whether `0:18` is hours and minutes.
    authorised: name of the field that is filled when a telephone of the site made the leg; leg: name of the
    field with the other leg, whose record holds the call.
    """

    marks: frozenset[str]
    roles: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[str, Direction] = field(default_factory=dict)
    zone: str = ""
    are_hours: bool = False
    authorised: str = ""
    leg: str = ""

    def way_of(self, word: str) -> Direction | None:
        """The direction that a word means here."""
        small = word.lower()
        return next((way for start, way in self.ways.items() if small.startswith(start)), None)


_MAKERS = (
    Maker(  # AVM FRITZ!Box, the list over TR-064
        marks=frozenset({"id", "type", "caller", "called", "numbertype", "device", "duration"}),
        roles={
            "start": "date",
            "direction": "type",
            "caller": "caller",
            "called": "called",
            "duration": "duration",
            "person": "device",
        },
        ways={
            "10": Direction.IN,
            "11": Direction.OUT,
            "1": Direction.IN,
            "2": Direction.IN,
            "3": Direction.OUT,
            "9": Direction.IN,
        },
        are_hours=True,
    ),
    Maker(  # Kazoo (2600Hz), by the columns of its module cb_cdrs
        marks=frozenset({"authorizingid", "calleeidnumber", "calleridnumber", "durationseconds"}),
        roles={"caller": "calleridnumber", "called": "calleeidnumber"},
        zone="UTC",
        authorised="authorizingid",
        leg="otherlegcallid",
    ),
    Maker(  # Cisco BroadWorks, named fields of its accounting
        marks=frozenset({"usertimezone", "answerindicator", "releasetime", "callingnumber"}),
        zone="UTC",
    ),
    Maker(  # VoIP Innovations, as Freeside's importer names its columns
        marks=frozenset({"calltype", "callduration", "billduration", "callminimum", "ani", "dnis"}),
        ways={"term": Direction.OUT, "orig": Direction.IN},
    ),
)


def plain_name(name: str) -> str:
    """The letters and digits of a name."""
    return "".join(words_of(name))


def maker_of(names: Sequence[str]) -> Maker | None:
    """Whose fields these are, when it is one of those that are known."""
    plain = {plain_name(name) for name in names}
    return next((maker for maker in _MAKERS if maker.marks <= plain), None)
