"""Ways out that no line of the dialplan shows: members of queues, telephones of FreePBX, keys of a running
call, and what cannot be read from files.

In: a plan and what stands around it. Out: `Way`s. Pitfall: none of them ever asks; a telephone of the house
among them is no way out.
"""

from __future__ import annotations

from collections.abc import Iterator

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.channels import Channels, Leads
from veilleur.pbx.asterisk.dialplan.model import Blind, Dialplan, Step
from veilleur.pbx.asterisk.dialplan.reasons import Reason
from veilleur.pbx.asterisk.dialplan.surroundings import Member, Surroundings
from veilleur.pbx.asterisk.dialplan.text import without_secrets
from veilleur.pbx.asterisk.dialplan.way import Verdict, Way

_QUEUES = ("queue_members", "queues")


def ways_elsewhere(plan: Dialplan, around: Surroundings, channels: Channels) -> Iterator[Way]:
    """All of them."""
    blind = [*plan.blind]
    blind += [one for context in plan.contexts.values() for one in context.switches]
    yield from (_of_blind(one) for one in blind)
    yield from _of_queues(plan, around, is_all_seen=not blind)
    for member in around.members:
        way = _of_member(member, channels)
        if way is not None:
            yield way


def _of_queues(plan: Dialplan, around: Surroundings, *, is_all_seen: bool) -> Iterator[Way]:
    """Queues whose members live in a database, where the lines that call them may not be seen either."""
    names = [name for name in _QUEUES if name in around.realtime]
    if not names or is_all_seen:
        return
    kinds = (application(step.application) for step in plan.acting())
    if any(kind is not None and kind.does is Does.QUEUES for kind in kinds):
        return  # each Queue is named by itself
    yield Way(
        verdict=Verdict.NOT_KNOWN,
        reason=Reason.MEMBERS_ELSEWHERE,
        place=around.realtime[names[0]],
        context="",
        extension="",
        priority=0,
        application="queue",
        arguments=", ".join(names),
    )


def _of_member(member: Member, channels: Channels) -> Way | None:
    step = Step(member.owner, "", 0, "", "member", member.channel)
    leads = channels.leads(member.channel, step)
    if member.channel and all(one.kind in (Leads.INSIDE, Leads.TELEPHONE) for one in leads):
        return None
    is_out = any(one.kind is Leads.OUT for one in leads)
    return Way(
        verdict=Verdict.NOT_ASKED if is_out else Verdict.NOT_KNOWN,
        reason=member.reason if is_out or not member.channel else Reason.VARIABLE,
        place=member.place,
        context=member.owner,
        extension="",
        priority=0,
        application="member",
        arguments=without_secrets(member.text),
    )


def _of_blind(blind: Blind) -> Way:
    return Way(
        verdict=Verdict.NOT_KNOWN,
        reason=_OF_BLIND[blind.kind],
        place=blind.place,
        context=blind.context,
        extension="",
        priority=0,
        application=blind.kind,
        arguments=f"{blind.kind} {without_secrets(blind.text)}",
    )


_OF_BLIND = {
    "switch": Reason.SWITCH,
    "exec": Reason.EXEC,
    "lua": Reason.LUA,
    "realtime": Reason.REALTIME,
    "static": Reason.STATIC,
    "missing": Reason.MISSING,
    "loop": Reason.UNREAD,
    "depth": Reason.UNREAD,
    "size": Reason.UNREAD,
    "unreadable": Reason.UNREAD,
    "refused": Reason.REFUSED,
    "broken_off": Reason.BROKEN_OFF,
}
