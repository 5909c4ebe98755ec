"""The log of wrong PINs as the feed follows it: its findings as events, and whether it is in force at all.

In: the file, and our own logins to the manager, each of which must show in it. Out: events of what was
read; FeedLost of this log, with its cause, while wrong PINs would not show. Pitfall: a login is noted from
before it is made, for its line may be read before its answer comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from veilleur.pbx.adapter import Protection, unprotected
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.files.log_access import LogAccess
from veilleur.pbx.asterisk.files.log_proof import SHOWS_WITHIN_S, LogProof, LogTrouble, trouble_of
from veilleur.pbx.asterisk.files.log_source import log_source
from veilleur.pbx.asterisk.files.log_targets import LoggerConf, logger_conf, sentence
from veilleur.pbx.asterisk.files.security_log import Finding, Heard, WrongPin
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.pulse import Pulse
from veilleur.words import events, messages
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event

LOG_FEED = "asterisk-log"
POLL_S = 0.25
BEHIND_POLL_S = 0.01  # while more is there than is read at a look: others get their turn between
PROVE_POLL_S = 0.005  # a guard that runs beside us empties its own log after it has read it
PROVE_TRIES = 3

Act = Callable[[str, dict[str, str]], Awaitable[list[Message]]]


class LogFollower:
    """The log of one switch."""

    def __init__(
        self, settings: AsteriskSettings, translator: Translator, now: Callable[[], float], act: Act
    ) -> None:
        """act: does one action of the manager."""
        self._settings, self._translator, self._now, self._act = settings, translator, now, act
        self._tail = log_source(settings.log_file, empties=settings.own_log)
        self._access = LogAccess()
        self.protection: Protection = unprotected
        self._proof = LogProof(max(SHOWS_WITHIN_S, self._tail.shows_within_s))
        self._pulse = Pulse()
        self._reported: messages.Message | None = None
        self._explained: LogTrouble | None = None

    @property
    def still_s(self) -> float:
        """Seconds since the log was last looked at."""
        return self._pulse.still_s

    def before_login(self) -> Heard:
        """To be given to `logged_in`."""
        return self._tail.heard.copy()

    def logged_in(self, before: Heard) -> None:
        """The manager took a login of ours; a line must show it."""
        self._proof.provoked(before, self._now())

    def step_seen(self) -> None:
        """A call made a step in the dialplan."""
        self._proof.step_seen(self._tail.heard, self._now())

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Read, until cancelled."""
        try:
            while True:
                self._pulse.beat()
                for event in await self._look():
                    on_event(event)
                await asyncio.sleep(BEHIND_POLL_S if self._tail.is_behind else POLL_S)
        finally:
            self._tail.close()

    async def _look(self) -> list[Event]:
        now, voicemail, tail, proof = self._now(), self._translator.voicemail, self._tail, self._proof
        found: list[Event] = []
        try:
            for finding in tail.poll():
                found += self._logged(finding, now)
        except SwitchError as error:
            self._access.refused(error.__cause__, now)
            why: messages.Message | None = error.message
        else:
            proof.look(tail.heard, now, exists=tail.exists)
            why = None if proof.trouble is None else await self._why(proof.trouble)
        is_trusted = proof.is_proved or (self._settings.own_log and proof.trouble is None)
        voicemail.log_is_read = why is None and tail.exists and is_trusted
        if tail.was_emptied():
            self.protection(
                "log", messages.Message("the log was emptied, and no rotation did it"), is_strike=True
            )
        if why is None and is_trusted:
            self.protection("log", None)
        elif why is not None:
            self.protection("log", why)
        if why is not None and why != self._reported:
            found.append(events.FeedLost(now, now, LOG_FEED, why, calls_are_seen=True))
        elif why is None and self._reported is not None:
            found.append(events.FeedRestored(now, now, LOG_FEED))
        self._reported = why
        return found

    async def _why(self, trouble: LogTrouble) -> messages.Message:
        if self._reported is not None and self._explained is trouble:
            return self._reported
        self._explained = trouble
        return await why_not(trouble, self._settings.log_file, self._act)

    def _logged(self, finding: Finding, now: float) -> list[Event]:
        if isinstance(finding, WrongPin):
            return self._translator.voicemail.logged_refusal(finding.mailbox, now, now)
        account, address, unknown = finding
        return self._translator.accounts.logged_refusal(account, address, unknown, now, now)


async def why_not(trouble: LogTrouble, path: str, act: Act) -> messages.Message:
    """What is wrong with the log, and what to do about it, by what the switch itself says of its logger."""
    conf: LoggerConf | None = None
    try:
        logger = (await act("GetConfig", {"Filename": "logger.conf"}))[0]
        asterisk = (await act("GetConfig", {"Filename": "asterisk.conf"}))[0]
        if logger.get("response") == "Success":
            conf = logger_conf(logger.fields, asterisk.fields)
    except SwitchError:
        pass  # without rights for it, or blind: the trouble is reported all the same
    return sentence(trouble, path, conf)


async def trouble_with_log(path: str, login: Callable[[], Awaitable[Act]]) -> messages.Message | None:
    """Provoke a line and read it from where the guard reads: why no wrong PIN would be read, None when one
    would. login: makes a login to the manager; gives what does its actions.

    Raises:
        SwitchError: when the log cannot be read.
    """
    loop = asyncio.get_running_loop()
    tail = log_source(path)
    try:
        tail.poll()
        for _try in range(PROVE_TRIES):
            before = tail.heard.copy()
            act = await login()
            until = loop.time() + tail.shows_within_s
            while loop.time() < until:
                tail.poll()
                if tail.heard.verbose > before.verbose:
                    return None
                await asyncio.sleep(PROVE_POLL_S)
        return await why_not(trouble_of(tail.heard, before, exists=tail.exists), path, act)
    finally:
        tail.close()
