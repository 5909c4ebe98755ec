"""Who is measured: Veilleur at each vantage, its ablations, caps alone, the rules of others, nothing.

In: a site and its numbers. Out: a rule that can be forked.
Pitfall: an ablation takes away one thing only, and from the judge alone: caps and money stay true in "without
price".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from veilleur.bench.contenders import competitor_rules
from veilleur.detection import Watch
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge_port import CallFacts, Judging
from veilleur.detection.spending.recommended_limits import ALONE, BEHIND_THE_JUDGE, Multiples
from veilleur.detection.watch import AllowingJudge
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import (
    Event,
    ForwardCleared,
    ForwardSet,
    MailboxEntered,
    MailboxLeft,
    MailboxRequested,
    PinAccepted,
    PinChanged,
    PinRefused,
    Registered,
    RegistrationRefused,
)
from veilleur.words.money import MicroEuro, Price, micro_euros
from veilleur.words.ports import Numbering
from veilleur.words.site import FITTING_WINDOWS, Limits, Site

ACCESS_EVENTS = (
    ForwardSet,
    ForwardCleared,
    MailboxRequested,
    MailboxEntered,
    MailboxLeft,
    PinRefused,
    PinAccepted,
    PinChanged,
    Registered,
    RegistrationRefused,
)
ONE_PRICE = Price(micro_euros("0.5"))


class ForkableRule(Protocol):
    """A rule under test that can be copied with all it remembers."""

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        ...

    def fork(self) -> ForkableRule:
        """A copy that goes on by itself."""
        ...


class WatchRule:
    """A watch as a rule. blind_to: kinds of event that are kept from it."""

    def __init__(
        self,
        site: Site,
        numbering: Numbering,
        vantage: Vantage,
        judge: Callable[[Site], Judging],
        blind_to: tuple[type, ...] = (),
        watch: Watch | None = None,
    ) -> None:
        self._site, self._numbering, self._vantage = site, numbering, vantage
        self._judge, self._blind_to = judge, blind_to
        self.watch = watch or Watch(site, numbering, judge(site), vantage)
        self.named: dict[str, MicroEuro] = {}  # the greatest limit in force by window, as decisions name it

    @property
    def wake_at(self) -> float | None:
        """When a Tick is wanted."""
        return self.watch.wake_at

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        if self._blind_to and isinstance(event, self._blind_to):
            return ()
        decisions = self.watch.step(event)
        for one in decisions:
            if one.kind is DecisionKind.LIMIT and one.amount is not None:
                self.named[one.target] = max(self.named.get(one.target, 0), one.amount)
        return decisions

    def fork(self) -> WatchRule:
        """A copy by the way of a restart: saved and loaded."""
        copy = Watch.load(self._site, self._numbering, self.watch.save(), self._judge(self._site))
        return WatchRule(
            site=self._site,
            numbering=self._numbering,
            vantage=self._vantage,
            judge=self._judge,
            blind_to=self._blind_to,
            watch=copy,
        )


class PlainRule:
    """Any other rule; it is copied field by field."""

    def __init__(self, rule: Any, shared: tuple[Any, ...] = ()) -> None:
        self._rule, self._shared = rule, shared
        self.step: Callable[[Event], Sequence[Decision]] = rule.step

    def fork(self) -> PlainRule:
        """A copy; what is shared (the numbers of the site) is not copied."""
        return type(self)(deepcopy(self._rule, {id(one): one for one in self._shared}), self._shared)


class WakingRule(PlainRule):
    """A plain rule that wants Ticks."""

    @property
    def wake_at(self) -> float | None:
        """When a Tick is wanted."""
        return cast("float | None", self._rule.wake_at)


class _AnotherJudge:
    """A judge but for what a subclass changes."""

    def __init__(self, judge: Judging) -> None:
        self._inner = judge

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class WithoutProfile(_AnotherJudge):
    """Learns nothing."""

    def learn(self, facts: CallFacts, *rest: Any) -> None:
        """Nothing is kept."""


class WithoutPrice(_AnotherJudge):
    """Treats all calls as equally dear."""

    def judge(self, facts: CallFacts) -> Any:
        """The verdict on a call at one price for all."""
        return self._inner.judge(_at_one_price(facts))

    def learn(self, facts: CallFacts, *rest: Any) -> None:
        """Learn a call at one price for all."""
        self._inner.learn(_at_one_price(facts), *rest)


def _at_one_price(facts: CallFacts) -> CallFacts:
    return facts._replace(destination=facts.destination._replace(price=ONE_PRICE))


class Nothing:
    """Nobody watches."""

    def step(self, event: Event) -> Sequence[Decision]:
        """No decision, ever."""
        return ()


@dataclass(frozen=True, slots=True)
class Contender:
    """One rule and the places it is measured at.

    sees_national: it judges national calls too, and has to be given them. ablation: left out of the
    comparison with others. own: it is Veilleur, whole or in part. multiples: how its limits are chosen.
    fits: it begins with the limits of nobody's past, which fit themselves as it lives.
    """

    name: str
    vantages: tuple[Vantage, ...]
    make: Callable[[Site, Numbering, Vantage], ForkableRule]
    sees_national: bool = False
    ablation: bool = False
    own: bool = False
    multiples: Multiples = BEHIND_THE_JUDGE
    fits: bool = False


def veilleur(
    site: Site,
    numbering: Numbering,
    vantage: Vantage,
    judge: Callable[[Site], Judging] = Judge,
    blind_to: tuple[type, ...] = (),
    limits: Limits | None = None,
) -> WatchRule:
    """The whole watch in mode `enforce` from the first day, or a part of it."""
    ready = replace(site, mode=Mode.ENFORCE, limits=limits or site.limits)
    return WatchRule(ready, numbering, vantage, judge, blind_to)


def as_installed(site: Site, numbering: Numbering, vantage: Vantage) -> WatchRule:
    """The whole watch as setup leaves it: no past, the default mode, limits that fit themselves."""
    default = Site()
    limits = Limits(fitting=FITTING_WINDOWS)
    ready = replace(site, mode=default.mode, observe_days=default.observe_days, limits=limits)
    return WatchRule(ready, numbering, vantage, Judge)


NO_LIMITS = Limits(
    closed_hours=None, day=None, month=None, per_extension_day=None, per_class_day=(), national_alarm_day=None
)
_ALL = (Vantage.ASKED, Vantage.LIVE, Vantage.RECORDS)
_ASKED, _RECORDS = (Vantage.ASKED,), (Vantage.RECORDS,)


def _competitor(kind: type) -> Callable[[Site, Numbering, Vantage], ForkableRule]:
    wrap = WakingRule if hasattr(kind, "wake_at") else PlainRule
    return lambda site, numbering, vantage: wrap(kind(numbering), (numbering,))


VEILLEUR, CAPS, NOTHING = "Veilleur", "caps alone", "nothing"
INSTALLED, AFTER_30_DAYS = "Veilleur as installed", "Veilleur as installed, after 30 days"
WIDE_CAPS = "caps alone, as wide as Veilleur's"


def _with(judge: Callable[[Site], object]) -> Callable[[Site, Numbering, Vantage], ForkableRule]:
    def make(site: Site, numbering: Numbering, vantage: Vantage) -> ForkableRule:
        return veilleur(site, numbering, vantage, cast("Callable[[Site], Judging]", judge))

    return make


_caps_alone = _with(lambda _site: AllowingJudge())


def _part(name: str, make: Callable[[Site, Numbering, Vantage], ForkableRule]) -> Contender:
    return Contender(name, _ASKED, make, ablation=True, own=True)


CONTENDERS: dict[str, Contender] = {
    one.name: one
    for one in (
        Contender(INSTALLED, (Vantage.ASKED, Vantage.LIVE), as_installed, True, own=True, fits=True),
        Contender(VEILLEUR, _ALL, veilleur, True, own=True),
        Contender(CAPS, (Vantage.ASKED, Vantage.LIVE), _caps_alone, own=True, multiples=ALONE),
        Contender(WIDE_CAPS, _ASKED, _caps_alone, own=True),
        Contender("OpenSIPS fraud_detection", _ASKED, _competitor(competitor_rules.FraudDetection)),
        Contender("Yeastar, 5 calls a minute", _ASKED, _competitor(competitor_rules.CallsPerMinute), True),
        Contender("FreePBX-like daily count", _RECORDS, _competitor(competitor_rules.DailyCount)),
        Contender("black list of countries", _ASKED, _competitor(competitor_rules.CountryBlackList)),
        Contender(
            "operator's daily cap (Telnyx-like)", _ASKED, _competitor(competitor_rules.OperatorDailyCap)
        ),
        Contender("records every 15 minutes", _RECORDS, _competitor(competitor_rules.RecordAnalysis)),
        Contender(NOTHING, _ASKED, lambda s, n, v: PlainRule(Nothing())),
        _part("without chain", lambda s, n, v: veilleur(s, n, v, blind_to=ACCESS_EVENTS)),
        _part("without profile", _with(lambda site: WithoutProfile(Judge(site)))),
        _part("without price", _with(lambda site: WithoutPrice(Judge(site)))),
        _part("without caps", lambda s, n, v: veilleur(s, n, v, limits=NO_LIMITS)),
    )
}
