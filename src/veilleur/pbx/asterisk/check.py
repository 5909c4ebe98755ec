"""What this manager login may do, and what is missing.

Asks with actions that change nothing. Easily got wrong: `ListCommands` tells only the actions that the
login's own write rights allow, so an absent name is a missing right (or too old an Asterisk).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from veilleur.pbx.asterisk.ami import Message
from veilleur.words.errors import SwitchError


class Capability(NamedTuple):
    """One thing that is needed: its name, whether it is there, and a sentence for people."""

    capability: str
    ok: bool
    sentence: str


_NEEDED = (
    ("cut calls", "hangup", "write = call"),
    ("see the calls alive", "coreshowchannels", "write = system,reporting"),
    ("read forwards", "dbget", "write = system,reporting"),
    ("remove forwards", "dbdel", "write = system"),
    ("restore forwards", "dbput", "write = system"),
    ("check the dialplan", "showdialplan", "write = config,reporting"),
)


async def check(act: Callable[[str, dict[str, str]], Awaitable[list[Message]]]) -> list[Capability]:
    """The capabilities of a login, in the order in which they matter.

    Raises:
        SwitchError: when the connection is lost meanwhile.
    """
    answer = (await act("ListCommands", {}))[0]
    if answer.get("response") == "Error":
        raise SwitchError(
            "Asterisk does not tell what this manager login may do "
            f"({answer.get('message')}): give it the rights of `veilleur setup asterisk`"
        )
    return capabilities(frozenset(answer.fields))


def capabilities(allowed: frozenset[str]) -> list[Capability]:
    """The same, from the lower-case names of allowed actions."""
    found = []
    for what, action, right in _NEEDED:
        ok = action in allowed
        sentence = (
            f"The manager login can {what}."
            if ok
            else f"The manager login cannot {what}: add '{right}' to its section of manager.conf."
        )
        found.append(Capability(what, ok, sentence))
    return found


def missing_to_watch(found: list[Capability]) -> str:
    """One sentence when the watch could not do its work at all, else ""."""
    return " ".join(one.sentence for one in found[:2] if not one.ok)
