"""Forwards as they lie in the switch's own database. Pure: readings in, changes out.

Writing there makes no event, so all of it is read every few seconds. Families CF, CFB and CFU, and FreePBX's
follow-me and VmX. Pitfall: a follow-me is a list of numbers with a switch of its own (`ddial`: DIRECT is on,
EXTENSION is off), and a forward to oneself or a colleague is none that leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.peer_names import Plan, bounded
from veilleur.words import events
from veilleur.words.events import Event

FORWARD_FAMILIES = ("CF", "CFB", "CFU", "AMPUSER")
FOLLOW_ME, FOLLOW_ME_OFF, FOLLOW_ME_ON = "followme", "EXTENSION", "DIRECT"
MAX_NUMBERS_OF_A_LIST = 20


class Entry(NamedTuple):
    """One entry of the switch's database."""

    family: str
    key: str
    value: str


def lamps_of(entry: Entry) -> dict[str, str]:
    """The device states by which FreePBX shows a forward on telephones, after this entry was written. The
    forwards when busy and when nobody answers have none."""
    parts = entry.key.split("/")
    if entry.family == "CF":
        names, is_on = [f"Custom:CF{entry.key}", f"Custom:DEVCF{entry.key}"], bool(entry.value)
    elif entry.family == "AMPUSER" and parts[1:] == [FOLLOW_ME, "ddial"]:
        names, is_on = [f"Custom:FOLLOWME{parts[0]}"], entry.value == FOLLOW_ME_ON
    else:
        return {}
    return dict.fromkeys(names, "BUSY" if is_on else "NOT_INUSE")


class Forwards:
    """The forwards of one switch. poll_wanted: something showed that they have changed."""

    def __init__(self, plan: Plan) -> None:
        """plan: says which numbers are extensions."""
        self.known: dict[tuple[str, str], tuple[str, ...]] = {}
        self.poll_wanted = False
        self._plan = plan
        self._is_first = True

    def read(self, entries: Mapping[str, str], at: float, seen_at: float) -> list[Event]:
        """The whole of the database's forwards, by key: what changed since the last reading."""
        now: dict[tuple[str, str], tuple[str, ...]] = {}
        for key, value in entries.items():
            name = forward_of(key)
            if name is None:
                continue
            if name[1] == FOLLOW_ME:
                switch = entries.get(f"/AMPUSER/{name[0]}/followme/ddial", "")
                numbers = () if switch == FOLLOW_ME_OFF else self._numbers_of_list(name[0], value)
            else:
                numbers = (bounded(value.strip()),) if value.strip() else ()
            if numbers:
                now[name] = numbers
        found: list[Event] = []
        for name, numbers in now.items():
            before = self.known.get(name, ())
            found += [
                events.ForwardSet(at, seen_at, name[0], name[1], number, found=self._is_first)
                for number in numbers
                if number not in before
            ]
        for name, numbers in self.known.items():
            if name not in now:
                found.append(events.ForwardCleared(at, seen_at, name[0], name[1], numbers[0]))
        self.known = now
        self._is_first = False
        return found

    def device_state(self, message: Message) -> None:
        """FreePBX reports a forward by a device state: the number must be read."""
        if message.get("device").startswith(("Custom:CF", "Custom:DEVCF", "Custom:FOLLOWME")):
            self.poll_wanted = True

    def _numbers_of_list(self, extension: str, value: str) -> tuple[str, ...]:
        """The numbers of a follow-me that are no extensions: `104-0639981234#` -> 0639981234."""
        numbers = (bounded(one.strip().rstrip("#")) for one in value.split("-"))
        outside = (one for one in numbers if one and one != extension and not self._plan.is_extension(one))
        return tuple(dict.fromkeys(outside))[:MAX_NUMBERS_OF_A_LIST]


def forward_of(key: str) -> tuple[str, str] | None:
    """Extension and kind of a database key, None when it is no forward."""
    parts = key.strip("/").split("/")
    if len(parts) == 2 and parts[0] in ("CF", "CFB", "CFU"):
        return parts[1], parts[0]
    if len(parts) >= 4 and parts[0] == "AMPUSER":
        if parts[2] == "followme" and parts[3] == "grplist":
            return parts[1], FOLLOW_ME
        if parts[2] == "vmx" and parts[-1] == "ext":
            return parts[1], "/".join(parts[2:])
    return None


def keys_of(extension: str) -> tuple[tuple[str, str], ...]:
    """Family and key of each entry in which a forward of an extension may lie, for a switch that is read
    entry by entry."""
    in_user = ("followme/grplist", "followme/ddial", "vmx/unavail/0/ext", "vmx/busy/0/ext")
    return (
        *((family, extension) for family in ("CF", "CFB", "CFU")),
        *(("AMPUSER", f"{extension}/{place}") for place in in_user),
    )


def cleared(extension: str, kind: str) -> Entry:
    """What the database must hold for a forward to be off; an empty value means that nothing is left."""
    if kind == FOLLOW_ME:
        # Switched off, not emptied: the owner's list stays and can be switched on again.
        return Entry("AMPUSER", f"{extension}/followme/ddial", FOLLOW_ME_OFF)
    return set_to(extension, kind, "")


def set_to(extension: str, kind: str, number: str) -> Entry:
    """What the database must hold for a forward to be on again."""
    if kind == FOLLOW_ME:
        return Entry("AMPUSER", f"{extension}/followme/ddial", FOLLOW_ME_ON)
    if kind in ("CF", "CFB", "CFU"):
        return Entry(kind, extension, number)
    return Entry("AMPUSER", f"{extension}/{kind}", number)
