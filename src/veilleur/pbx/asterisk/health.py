"""The inspection of one Asterisk by the guard that watches it: at the start, at each return, each hour.

In: how to reach it. Out: sentences for the person who runs the guard, and what is in force. Pitfall: what a
person must mend (a refused login, missing rights) ends the guard at its start only; later it is blind or
limited, says so, and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Callable
from typing import Any

from veilleur.pbx.adapter import Coverage, Protection, unprotected
from veilleur.pbx.asterisk.ami.connection import LoginRefusedError
from veilleur.pbx.asterisk.events.contacts import Contacts
from veilleur.pbx.asterisk.files.log_source import log_source
from veilleur.pbx.asterisk.log_follower import LogFollower
from veilleur.pbx.asterisk.needed_modules import GOSUB, asks, loaded_again, not_loaded
from veilleur.pbx.asterisk.probe import (
    Probe,
    glimpse,
    glimpsed,
    load_gosub,
    pieces_in_force,
    probe,
    surveyed,
)
from veilleur.pbx.asterisk.settings import NAME, AsteriskSettings
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event, FeedLost, FeedRestored
from veilleur.words.messages import Message
from veilleur.words.site import Site

MODELLED_AT_ONCE_ROWS = 500  # some 10 ms
REPEATED_AFTER_S = 3_600.0
# A switch that starts again is whole a moment later: it is looked at some times more.
REPEATED_WHILE_GONE_S, SOON_LOOKS = 5.0, 6
REPEATED_SOON_S = 20.0  # what is taken away is to be known within half a minute
# pieces without which some call is not asked about
_FOR_A_GUARANTEE = ("gate", "used", "every_dial", "port", "needs")
# and those without which none is, or the rule for an absent guard is not reached
_FOR_THE_RULE = ("absent", "gate", "used", "port", "needs")
QUESTIONS_FEED = f"{NAME}-questions"


class Health:
    """What was seen of one PBX (pbx.adapter.Inspection).

    say: is given sentences; note: keeps a note in the journal. emit: is given FeedLost where calls may leave
    unasked, so that the watch takes no unasked call for an attack, and FeedRestored afterwards.
    pieces: which pieces of the dialplan are in force (see `setup.check`); None while that is not known.
    """

    def __init__(
        self,
        asterisk: AsteriskSettings,
        site: Site,
        say: Callable[[str], None],
        note: Callable[[dict[str, Any]], None],
        emit: Callable[[Event], None] = lambda _event: None,
        now: Callable[[], float] = lambda: 0.0,
        log: LogFollower | None = None,
        contacts: Contacts | None = None,
        protection: Protection = unprotected,
    ) -> None:
        """log: what each look of ours, which is a login, is to show in. contacts: of the accounts.
        protection: see GuardHooks."""
        self._contacts = contacts
        self._log, self._protection = log, protection
        self.pieces: dict[str, bool] | None = None
        self._seen: Probe | None = None
        self._asterisk, self._site = asterisk, site
        self._say, self._note, self._emit, self._now = say, note, emit, now
        self._reported: bool | None = None  # whether every call is asked about, as the watch knows it
        self._returned = asyncio.Event()
        self._soon_looks = 0  # left, since the dialplan asked no more

    @property
    def can_cut(self) -> bool:
        """Whether the login may hang up calls; taken to be so until it was seen."""
        capabilities = () if self._seen is None else self._seen.capabilities
        return all(one.ok for one in capabilities if one.capability == "cut calls")

    @property
    def coverage(self) -> Coverage | None:
        """How far the dialplan asks; None while it was not read."""
        if self.pieces is None:
            return None
        is_complete = all(self.pieces.get(piece, True) for piece in _FOR_A_GUARANTEE)
        keeps_rule = all(self.pieces.get(piece, True) for piece in _FOR_THE_RULE)
        return Coverage(
            self.pieces,
            is_complete=is_complete,
            holds_alone=self.pieces["absent"],
            holds_in_part=keeps_rule and not is_complete,
        )

    @property
    def writes_records(self) -> bool | None:
        """Whether the module that writes Master.csv is loaded; None when that is not known."""
        return None if self._seen is None else self._seen.writes_records

    async def first(self) -> None:
        """Ask the PBX once, so that what a person must mend is said at the start and not every night.

        Raises:
            SwitchError: when the login is refused or lacks rights, or the log cannot be read.
        """
        if self._asterisk.log_file:
            tail = log_source(self._asterisk.log_file)
            tail.poll()
            tail.close()
        if self._asterisk.asks and not _is_loopback(self._asterisk.agi_host):
            self._say(
                Message(
                    "FastAGI has no login and listens on {host}: whoever reaches that port can ask for "
                    "leave to call; keep it on 127.0.0.1, or on a network of the PBX alone.",
                    host=self._asterisk.agi_host,
                )
            )
        if not _is_loopback(self._asterisk.host) and not self._asterisk.tls:
            self._say(
                Message(
                    "The manager connection to {host} is not encrypted: use its TLS port (tls in [asterisk]) "
                    "or a VPN, for whoever is between may read who calls whom.",
                    host=self._asterisk.host,
                )
            )
        try:
            seen = await probe(self._asterisk)
        except LoginRefusedError:
            raise
        except SwitchError:
            return  # not there yet: the feed goes on trying, and says that it is blind
        if seen.missing_to_watch:
            raise SwitchError.saying(seen.missing_to_watch)
        for capability in seen.capabilities:
            if not capability.ok:
                self._say(capability.sentence)
        await self._keep(seen)

    def returned(self) -> None:
        """The PBX is seen again: it may have been changed or upgraded meanwhile."""
        self._returned.set()

    async def repeat(self) -> None:
        """Inspect now and then and after each return, until cancelled."""
        while True:
            self._report()
            await self._wait()
            self._returned.clear()
            try:
                await self._keep(await self._looked())
            except LoginRefusedError as error:
                self._protection("login", error.message)
            except SwitchError:
                pass  # blind, or without rights: the feed says so
            else:
                self._protection("login", None)

    async def _looked(self) -> Probe:
        before = self._log.before_login() if self._log is not None else None
        seen = await probe(self._asterisk)
        if self._log is not None and before is not None:
            self._log.logged_in(before)
        return seen

    async def _wait(self) -> None:
        """Until the next look: some seconds for a small dialplan, which costs little to read; for a large one
        an hour, with a glimpse as often at the contexts in which a question goes missing."""
        waited_s = 0.0
        pause_s = REPEATED_SOON_S
        if self._soon_looks:
            self._soon_looks, pause_s = self._soon_looks - 1, REPEATED_WHILE_GONE_S
        while waited_s < REPEATED_AFTER_S:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):  # not `wait_for`: see guard/backfill
                    await self._returned.wait()
                return
            waited_s += pause_s
            self._look_at_contacts()
            if pause_s < REPEATED_SOON_S or not self._is_large or await self._has_changed():
                return

    def _look_at_contacts(self) -> None:
        """Say which account is reached at more machines than is usual: its password may be known."""
        for one in self._contacts.crowds() if self._contacts is not None else ():
            self._say(
                Message(
                    "The account {account} is reached at {count} machines at once ({machines}), {usual} is "
                    "usual: if one is not its own telephone, change its password.",
                    account=one.account,
                    count=len(one.machines),
                    machines=", ".join(one.machines),
                    usual=one.usual,
                )
            )
            self._note({"note": "contacts", "account": one.account, "machines": len(one.machines)})

    @property
    def _is_large(self) -> bool:
        return self._seen is not None and len(self._seen.dialplan or ()) > MODELLED_AT_ONCE_ROWS

    async def _has_changed(self) -> bool:
        """Whether the contexts that a glimpse shows are others than at the last look."""
        assert self._seen is not None
        try:
            found = await glimpse(self._asterisk)
        except SwitchError:
            return False  # blind: the feed says so
        return found is not None and found != glimpsed(self._seen)

    def _report(self) -> None:
        """Let the watch know whether an unasked call proves something."""
        coverage = self.coverage
        if self._seen is None or not self._asterisk.asks:
            return
        is_complete = coverage is not None and coverage.is_complete
        self._protection("dialplan", None if is_complete else _why(coverage))
        if is_complete is self._reported:
            return
        self._soon_looks = SOON_LOOKS if self._reported and not is_complete else 0
        was, self._reported, now = self._reported, is_complete, self._now()
        if not is_complete:
            lost = FeedLost(now, now, QUESTIONS_FEED, _why(coverage), calls_are_seen=True, is_asked=False)
            self._emit(lost)
        elif was is False:
            self._emit(FeedRestored(now, now, QUESTIONS_FEED))

    async def _keep(self, seen: Probe) -> None:
        """Keep what the PBX looks like; say it when the dialplan asks no more, or again."""
        if self._asterisk.asks and GOSUB in seen.not_loaded and asks(seen.dialplan or ()):
            seen = await self._with_gosub(seen)
        before, is_same = self.pieces, self._seen is not None and _is_same(self._seen, seen)
        self._seen = seen
        if (is_same and before is not None) or not self._asterisk.asks:
            return
        found = await self._in_force(seen)
        if found is None or found == before:
            return
        self.pieces = found
        missing = [name for name, in_force in found.items() if not in_force]
        if missing:
            self._say(
                Message(
                    "The dialplan is not whole (missing: {missing}): some calls can only be cut, not "
                    "refused; see `veilleur setup asterisk --check`.",
                    missing=", ".join(missing),
                )
            )
            if seen.not_loaded:
                self._say(not_loaded(seen.not_loaded))
        elif before is not None:
            self._say(Message("The dialplan is whole again."))
        self._note({"note": "dialplan", **found})

    async def _with_gosub(self, seen: Probe) -> Probe:
        """Emergency calls come first: without Gosub each line that asks ends its call, so it is loaded."""
        try:
            if not await load_gosub(self._asterisk):
                return seen
            self._say(loaded_again())
            self._note({"note": "module_loaded", "module": GOSUB})
            return await probe(self._asterisk)
        except SwitchError:
            return seen  # blind: the feed says so

    async def _in_force(self, seen: Probe) -> dict[str, bool] | None:
        """Which pieces are in force. A large dialplan takes time: the guard's own loop goes on meanwhile."""

        def look() -> dict[str, bool] | None:
            found = surveyed(seen, self._asterisk)
            port = self._asterisk.agi_port
            return None if found is None else pieces_in_force(found, seen, self._site, port)

        if len(seen.dialplan or ()) <= MODELLED_AT_ONCE_ROWS:
            return look()
        return await asyncio.to_thread(look)


def _why(coverage: Coverage | None) -> Message:
    """Why a call may leave unasked."""
    if coverage is None:
        return Message("the dialplan cannot be read, so that a call may leave unasked")
    missing = ", ".join(name for name, in_force in coverage.pieces.items() if not in_force)
    return Message("the dialplan does not ask before each call (missing: {missing})", missing=missing)


def _is_same(before: Probe, seen: Probe) -> bool:
    return (before.dialplan, before.not_loaded, before.telephones) == (
        seen.dialplan,
        seen.not_loaded,
        seen.telephones,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
