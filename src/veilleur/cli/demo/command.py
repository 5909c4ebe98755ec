"""`veilleur demo`: a small company's PBX is attacked at night, here, on loopback sockets.

The same night is lived twice: first bare, in virtual time, to know what is lost; then on real sockets with
the guard behind Veilleur's dialplan snippets. Pitfall: the guard reads the time of the embedded PBX, so
its log and forwards are observed only every few virtual minutes: a real night is watched more closely.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from veilleur.cli.demo.story import Story
from veilleur.cli.options import JsonOption, LangOption, language_or_error
from veilleur.config import JournalSection, Settings
from veilleur.config.page_section import PAGE_PORT, PageSettings
from veilleur.guard import Guard
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.simulation.nights.demo_night import BEGINS_AT, ENDS_AFTER_S, Act, Chapter, night
from veilleur.simulation.pbx import CallFact, EmbeddedPbx, Outcome
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx
from veilleur.words.calls import Mode
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import Event, FeedRestored
from veilleur.words.messages import Message
from veilleur.words.site import Site

SLICE_S = 30.0  # virtual seconds between two observations of the switch
SETTLE_S = 7200.0  # after the night, so that running calls end and are billed
SEES_WITHIN_S = 20.0
# Decisions with a line of their own; refusals and cuts of calls are shown with the call itself.
SHOWN = {(DecisionKind.LOCK, Subject.MAILBOX), (DecisionKind.UNDO, Subject.FORWARD)}


def command(
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same story.")] = 1,
    speed: Annotated[
        float, typer.Option("--speed", min=60.0, help="Seconds of the night in one real second.")
    ] = 1800.0,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """A small company's PBX is attacked at night, here, in under a minute."""
    story = Story(language_or_error(lang), as_json)
    bare, _acts = night(seed, asks=False)
    bare.advance(BEGINS_AT + ENDS_AFTER_S + SETTLE_S)
    story.begin()
    pbx, acts = night(seed, asks=True)
    journal = Path(tempfile.mkdtemp(prefix="veilleur-demo-")) / "journal.db"
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_live(pbx, acts, speed, story, journal, lambda: story.end(pbx, bare, journal)))


async def _live(
    pbx: EmbeddedPbx,
    acts: list[Act],
    speed: float,
    story: Story,
    journal: Path,
    end: Callable[[], None],
) -> None:
    log = journal.with_name("voicemail.log")
    log.touch()
    switch = LoopbackPbx(pbx, 0, log)
    await switch.start()
    sees = asyncio.Event()

    def listen(event: Event, decisions: list[Decision]) -> None:
        if isinstance(event, FeedRestored):
            sees.set()
        for decision in decisions:
            if decision.attempt == 1 and (decision.kind, decision.subject) in SHOWN:
                story.line(decision.at, decision.kind.value, "watchman", "", None, hostile=True)

    clock = _NightClock(pbx, speed)
    settings = _settings(switch.ami_port, log, journal)
    guard = Guard(settings, clock=clock, listener=listen)
    watching = asyncio.create_task(guard.run())
    showing: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(SEES_WITHIN_S):
            await sees.wait()
        switch.agi_port = guard.questions_port
        showing = asyncio.create_task(_show(settings, story, clock)) if story.is_for_people else None
        observe = _Observer(pbx, acts, story)
        until = BEGINS_AT + ENDS_AFTER_S
        while pbx.now < until:
            await switch.run(min(until, pbx.now + SLICE_S), speed)
            observe()
        pbx.advance(until + SETTLE_S)
        observe()
        end()
        if showing is not None and sys.stdin.isatty() and sys.stdout.isatty():
            story.say(Message("The page stays open for you to look around; Ctrl-C ends it."))
            await showing
    finally:
        for task in (showing, watching):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await switch.stop()


async def _show(settings: Settings, story: Story, clock: _NightClock) -> None:
    """The page of this night. In this process, because a night's time passes nowhere else."""
    from veilleur.desk.process import Desk  # late: loads a web server

    await Desk(settings, story.language, story.say, clock.now, is_demo=True).run()


def _page_port() -> int:
    """The usual port of the page, or any where that is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PAGE_PORT))
        except OSError:
            return 0
    return PAGE_PORT


def _settings(ami_port: int, log: Path, journal: Path) -> Settings:
    return Settings(
        site=Site(name="Garage Martin", mode=Mode.ENFORCE, observe_days=0, trunks=("PJSIP/carrier*",)),
        switches=(AsteriskSettings(port=ami_port, agi_port=0, log_file=str(log), poll_forwards_s=0.2),),
        journal=JournalSection(journal),
        page=PageSettings(port=_page_port()),
    )


class _NightClock:
    """The guard's time is that of the embedded PBX."""

    def __init__(self, pbx: EmbeddedPbx, speed: float) -> None:
        self._pbx = pbx
        self._speed = speed

    def now(self) -> float:
        """Seconds since 1970 UTC on the embedded PBX."""
        return self._pbx.now

    def wall(self) -> float:
        """The same: nobody sets this clock."""
        return self._pbx.now

    def wait_s(self, until: float) -> float:
        """Real seconds until then."""
        return max(0.0, until - self._pbx.now) / self._speed


class _Observer:
    """Finds what is new on the switch since it was last observed, and shows it."""

    def __init__(self, pbx: EmbeddedPbx, acts: list[Act], story: Story) -> None:
        self._pbx = pbx
        self._shown: dict[int, Outcome] = {}
        self._pins = dict(pbx.pins)
        self._guessed_at = next(act.after_s for act in acts if act.chapter is Chapter.GUESSING) + BEGINS_AT
        self._is_guessing_shown = self._is_forward_shown = False
        self._story = story

    def __call__(self) -> None:
        """Show what is new."""
        if not self._is_guessing_shown and self._pbx.now >= self._guessed_at:
            self._is_guessing_shown = True
            self._story.line(self._guessed_at, "guessing", "outside", "", None, hostile=True)
        if self._pins != self._pbx.pins:
            self._pins = dict(self._pbx.pins)
            self._story.line(self._pbx.now, "pin", "outside", "", None, hostile=True)
        target = self._pbx.database.get("/CF/104")
        if target is not None and not self._is_forward_shown:
            self._is_forward_shown = True
            self._story.line(self._pbx.now, "forward", "outside", target, None, hostile=True)
        new = [
            (call.ended_at or call.at, place)
            for place, call in enumerate(self._pbx.facts)
            if call.outcome is not self._shown.get(place)
        ]
        for _at, place in sorted(new):
            self._shown[place] = self._pbx.facts[place].outcome
            self._call(self._pbx.facts[place])

    def _call(self, call: CallFact) -> None:
        if call.outcome in (Outcome.HELD, Outcome.REFUSED, Outcome.CONGESTED):
            self._story.line(call.at, call.outcome.value, call, call.number, None, hostile=call.hostile)
        elif call.outcome is Outcome.ENDED and call.ended_at is not None:
            # One line a call, when its price is known.
            what = "cut" if call.cut else "ended"
            self._story.line(call.ended_at, what, call, call.number, call.cost, hostile=call.hostile)
