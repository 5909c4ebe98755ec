"""What this manager login may do, and what is missing.

Asks with actions that change nothing. Pitfall: `ListCommands` lists only the actions that the login's own
write rights allow, so an absent name is a missing right (or too old an Asterisk).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.words import messages
from veilleur.words.errors import SwitchError


class Capability(NamedTuple):
    """One thing that is needed: its name, whether it is there, and a sentence for people."""

    capability: str
    ok: bool
    sentence: messages.Message


ENOUGH_CALLS = 20  # channels after which silence about their dialplan is no chance
_NEEDED = (
    (messages.Message("cut calls"), "hangup", "write = call"),
    (messages.Message("see the calls alive"), "coreshowchannels", "write = system,reporting"),
    (messages.Message("read forwards"), "dbget", "write = system,reporting"),
    (messages.Message("remove forwards"), "dbdel", "write = system"),
    (messages.Message("restore forwards"), "dbput", "write = system"),
    (messages.Message("check the dialplan"), "showdialplan", "write = config,reporting"),
)


Act = Callable[[str, dict[str, str]], Awaitable[list[Message]]]


async def check(act: Act) -> list[Capability]:
    """The capabilities of a login, in the order in which they matter.

    Raises:
        SwitchError: when the connection is lost meanwhile.
    """
    return capabilities(await allowed_actions(act))


async def allowed_actions(act: Act) -> frozenset[str]:
    """The names, in lower case, of the actions that a login may do.

    Raises:
        SwitchError: when the connection is lost meanwhile.
    """
    answer = (await act("ListCommands", {}))[0]
    if answer.get("response") == "Error":
        raise SwitchError(
            "Asterisk does not tell what this manager login may do ({why}): give it the rights "
            "of `veilleur setup asterisk`",
            why=answer.get("message"),
        )
    return frozenset(answer.fields)


def capabilities(allowed: frozenset[str]) -> list[Capability]:
    """The same, from the lower-case names of allowed actions."""
    found = []
    for what, action, right in _NEEDED:
        ok = action in allowed
        sentence = (
            messages.Message("The manager login can {what}.", what=what)
            if ok
            else messages.Message(
                "The manager login cannot {what}: add '{right}' to its section of manager.conf.",
                what=what,
                right=right,
            )
        )
        found.append(Capability(what, ok, sentence))
    return found


def unheard(heard: Mapping[str, int], missed_calls: int) -> list[Capability]:
    """What a login does not receive although it happens: read rights show only by their absence.

    heard: how many messages of each name came. missed_calls: calls that the switch lists and never reported.
    """
    found = []
    if missed_calls:
        found.append(_unheard("hear of calls", messages.Message("of its calls"), "call"))
    elif heard.get("Newchannel", 0) >= ENOUGH_CALLS and not heard.get("Newexten"):
        found.append(_unheard("hear of voicemail", messages.Message("what calls do"), "dialplan"))
    return found


def _unheard(capability: str, what: messages.Message, right: str) -> Capability:
    sentence = messages.Message(
        "Asterisk does not tell this manager login {what}: add '{right}' to the 'read =' of its section.",
        what=what,
        right=right,
    )
    return Capability(capability, False, sentence)


def missing_to_watch(found: list[Capability]) -> messages.Message:
    """What to say when the watch could not do its work at all, else an empty message."""
    return messages.joined(one.sentence for one in found[:2] if not one.ok)
