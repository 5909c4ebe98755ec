"""The embedded PBX, the real parser and translator, and the watch, joined in virtual time: a closed loop.

In: a seed, what is wrong with the feed and with the FastAGI server. Out: what truly happened on the
switch, and the watch. Nothing here sleeps: a whole night takes about a second.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable

from tests.laws.checkers import Checker

from veilleur.detection import Watch
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.pbx.asterisk.agi.server import call_requested, mailbox_requested
from veilleur.pbx.asterisk.ami.protocol import Message, Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.files.security_log import LogReader, WrongPin
from veilleur.simulation.nights.demo_night import BEGINS_AT, ENDS_AFTER_S, night
from veilleur.simulation.pbx import GARAGE
from veilleur.simulation.pbx.agi_client import Ask
from veilleur.simulation.pbx.fault_injection import AgiFault, FeedFault, answer_badly
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.money import Price
from veilleur.words.site import Site

SITE = Site(
    name="Garage Martin",
    extensions=("1XX",),
    trunks=("PJSIP/carrier*",),
    trunk_channels=4,
    mode=Mode.ENFORCE,
)
# What the carrier charges: only with the site's own prices does a cap hold in the euros of its bill.
PRICES = {str(digit): Price(GARAGE.other_international) for digit in range(1, 10)}
PRICES |= {prefix: Price(per_minute) for prefix, per_minute in GARAGE.prices}
PLAN = DialPlan(SITE, PriceDeck(PRICES, SITE.tariff.covered(SITE.country)))
FEED = "ami"
LOGIN = b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n"
POLL_S = 5.0
RECONNECT_S = 4.0
LATE_MAX_S = 3.0


class WatchedNight:
    """One night under the eyes of a watch; `pbx.facts` is the truth afterwards."""

    def __init__(
        self,
        seed: int,
        checkers: Iterable[Checker] = (),
        *,
        asks: bool = True,
        feed: FeedFault = FeedFault.NONE,
        agi: AgiFault | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.pbx, self.acts = night(seed, asks=asks)
        self.decisions: list[Decision] = []
        self.checkers = list(checkers)
        vantage = Vantage.ASKED if asks else Vantage.LIVE
        self.watch = watch or Watch(SITE, PLAN, vantage=vantage)
        self._translator = Translator(SITE)
        self._log = LogReader()
        self._feed, self._agi, self._seed = feed, agi, seed
        self._chance = random.Random(seed)
        self._coming: list[tuple[float, int, bytes]] = []  # bytes on their way to us
        self._count = 0
        self._polled_at = 0.0
        self._connect()

    def live(self, until: float = BEGINS_AT + ENDS_AFTER_S) -> None:
        """Live the night to its end."""
        if self.watch.wake_at is None and not self.decisions:
            self._take(ev.GuardStarted(self.pbx.now, self.pbx.now))
        while True:
            moments = [self.pbx.next_at, self.watch.wake_at, self._polled_at + POLL_S]
            moments += [self._coming[0][0]] if self._coming else []
            at = min(max(moment, self.pbx.now) for moment in moments if moment is not None)
            if at > until:
                return
            self.pbx.advance(at)
            if self.watch.wake_at is not None and self.watch.wake_at <= at:
                self._take(ev.Tick(at, at))
            self._exchange()
            self._read()
            if at >= self._polled_at + POLL_S:
                self._poll()

    # --- what comes from the switch -----------------------------------------------------------

    def _connect(self) -> None:
        self._session = self.pbx.ami.connect()
        self._parser = Parser(self._translator.wanted)
        self.pbx.ami.receive(self._session, LOGIN)
        for _banner in self._parser.feed(self._session.take_output()):
            pass
        self.pbx.ami.receive(self._session, b"Action: CoreShowChannels\r\n\r\n")
        lister = Parser()
        banner = b"Asterisk Call Manager/9.0.0\r\n"
        rows = [m for m in lister.feed(banner + self._session.take_output()) if m.name == "CoreShowChannel"]
        for event in self._translator.snapshot(rows, FEED, self.pbx.now):
            self._take(event)
        self._poll()
        self._take(ev.FeedRestored(self.pbx.now, self.pbx.now, FEED))

    def _read(self) -> None:
        now = self.pbx.now
        for found in self._log.feed("".join(line + "\n" for line in self.pbx.drain_log()).encode()):
            if not isinstance(found, WrongPin):
                continue
            for event in self._translator.voicemail.logged_refusal(found.mailbox, now, now):
                self._take(event)
        for block in self._session.take_output().split(b"\r\n\r\n")[:-1]:
            self._send(block + b"\r\n\r\n")
        while self._coming and self._coming[0][0] <= now:
            data = heapq.heappop(self._coming)[2]
            for message in self._parser.feed(data):
                self._received(message)
        for event in self._translator.flush(now):
            self._take(event)
        if self._feed is FeedFault.CUT_IN_LINE and self._chance.random() < 0.002:
            self._lose_connection()

    def _send(self, block: bytes) -> None:
        """One message on its way, with what goes wrong on it."""
        delay, copies = 0.0, 1
        if self._feed is FeedFault.DOUBLED and self._chance.random() < 0.3:
            copies = 2
        elif self._feed is FeedFault.LATE and self._chance.random() < 0.3:
            delay = self._chance.uniform(0.0, LATE_MAX_S)
        elif self._feed is FeedFault.OUT_OF_ORDER and self._chance.random() < 0.3:
            delay = 0.002
        for _copy in range(copies):
            self._count += 1
            heapq.heappush(self._coming, (self.pbx.now + delay, self._count, block))

    def _received(self, message: Message) -> None:
        for event in self._translator.step(message, self.pbx.now):
            self._take(event)

    def _lose_connection(self) -> None:
        now = self.pbx.now
        self.pbx.ami.disconnect(self._session)
        self._coming.clear()
        self._take(ev.FeedLost(now, now, FEED, "cut in the middle of a line"))
        end = now + RECONNECT_S
        while (upcoming := self.pbx.next_at) is not None and upcoming <= end:
            self.pbx.advance(upcoming)
            self._exchange()
        self.pbx.advance(end)
        self._connect()

    def _poll(self) -> None:
        now = self._polled_at = self.pbx.now
        for event in self._translator.forwards.read(dict(self.pbx.database), now, now):
            self._take(event)

    # --- what goes to the switch --------------------------------------------------------------

    def _exchange(self) -> None:
        asks = self.pbx.drain_asks()
        for ask in asks:
            if self._agi is not None:
                answer_badly(ask, self._agi, self._seed)
            else:
                self._answer(ask)
        if asks:
            self.pbx.settle()

    def _answer(self, ask: Ask) -> None:
        fields = dict(ask.arguments)
        fields.setdefault("agi_callerid", fields.get("caller", ""))
        fields.setdefault("agi_uniqueid", fields.get("unique", ""))
        now = self.pbx.now
        event: ev.CallRequested | ev.MailboxRequested
        if ask.script == "ask":
            event = call_requested(fields, now, self._translator.plan.extension_of_peer)
        elif ask.script == "mailbox":
            event = mailbox_requested(fields, now)
        else:
            ask.close()
            return
        word = "refuse"
        for decision in self._take(event):
            if decision.subject is Subject.REQUEST and decision.target == event.request:
                word = "allow" if decision.observed else decision.kind.value
        ask.receive(f"SET VARIABLE VEILLEUR {word}\n".encode())

    def _take(self, event: ev.Event) -> list[Decision]:
        decisions = self.watch.step(event)
        self.decisions += decisions
        for checker in self.checkers:
            checker.saw(event, decisions, self.watch)
        for decision in decisions:
            self._carry_out(decision)
        return decisions

    def _carry_out(self, decision: Decision) -> None:
        if decision.observed:
            return
        if decision.kind is DecisionKind.CUT:
            channel = self._translator.channels.get(decision.target)
            name = channel.name if channel is not None else decision.target
            self.pbx.ami.receive(self._session, f"Action: Hangup\r\nChannel: {name}\r\n\r\n".encode())
        elif decision.kind is DecisionKind.UNDO:
            extension, _slash, kind = decision.target.partition("/")
            self.pbx.database.pop(f"/{kind}/{extension}", None)
