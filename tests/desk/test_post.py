"""Messages handed to their channels: each has its own time, and none holds up another."""

from __future__ import annotations

import asyncio

from veilleur.alerts.channels.message import ChannelError, Outgoing
from veilleur.alerts.composer import Text
from veilleur.alerts.escalation import Attempt
from veilleur.desk.post import Post
from veilleur.words.events import AlertSent


def message(channel: str, step: str = "first") -> Outgoing:
    return Outgoing(
        attempt=Attempt("i1", step, "Paul", channel),
        text=Text("", "", ()),
        at=0.0,
        is_urgent=True,
        thread="i1",
        is_first_of_thread=True,
    )


async def test_a_push_goes_out_at_once_while_the_mail_hangs_and_the_pbx_has_no_line() -> None:
    """The second path needs no switching over: every way to a person is used at the same moment."""
    pushed, mail_hangs, sent = asyncio.Event(), asyncio.Event(), list[AlertSent]()

    async def push(_outgoing: Outgoing) -> None:
        pushed.set()

    async def mail(_outgoing: Outgoing) -> None:
        await pushed.wait()  # had the push waited for the mail, neither would ever end
        await mail_hangs.wait()

    async def call(_outgoing: Outgoing) -> str:
        raise ChannelError("no line was free, or the number cannot be reached")

    async def report(event: AlertSent) -> None:
        sent.append(event)
        if len(sent) == 2:
            mail_hangs.set()

    channels = {("Paul", "mail"): mail, ("Paul", "telephone"): call, ("Paul", "ntfy"): push}
    post = Post(channels, report, lambda: 0.0)
    assert await post.send_turn([message(name) for name in ("mail", "telephone", "ntfy")])
    assert [(one.channel, bool(one.why)) for one in sent[:2]] == [("telephone", True), ("ntfy", False)]
    assert set(post.failures) == {"telephone Paul"}


async def test_how_a_call_ended_is_part_of_the_proof() -> None:
    sent: list[AlertSent] = []

    async def call(_outgoing: Outgoing) -> str:
        return "no_answer"

    async def report(event: AlertSent) -> None:
        sent.append(event)

    assert await Post({("Paul", "telephone"): call}, report, lambda: 0.0).send_turn([message("telephone")])
    assert [(one.why, one.outcome) for one in sent] == [("", "no_answer")]
