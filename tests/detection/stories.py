"""What the stories of the watch share: a small company, its numbers, and judges that say one thing."""

from __future__ import annotations

from dataclasses import dataclass, field

from veilleur.detection import Watch
from veilleur.detection.judge_port import CallFacts, Verdict, Witnessed
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import FREE, Price, micro_euros
from veilleur.words.site import Site

NIGHT = 1_773_363_600.0  # Friday 13 March 2026, 02:00 in Paris
DAY_S = 86_400.0
CUBA, LATVIA, PARIS, AMBULANCE = "0005312345678", "0003712345678", "00199001234", "15"
ATTACKER = "+263770000001"
DEAR = Price(micro_euros(1), first_s=60, step_s=60)
SITE = Site(trunk_channels=2, mode=Mode.ENFORCE)


class Numbers:
    """Two dear countries, national numbers at a cent a minute, one emergency number."""

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        number = dialled if outside_line_removed or len(dialled) < 4 else dialled.removeprefix("0")
        if dialled == AMBULANCE:
            return Destination(dialled, "", "FR", NumberClass.EMERGENCY, 0, FREE)
        if not number.startswith("00"):
            cent = Price(micro_euros("0.01"))
            return Destination(dialled, "+33" + number[1:], "FR", NumberClass.NATIONAL, 0, cent)
        territory = "CU" if number.startswith("0053") else "LV"
        kind = NumberClass.INTERNATIONAL if territory == "CU" else NumberClass.SATELLITE
        return Destination(dialled, "+" + number[2:], territory, kind, 10, DEAR)


@dataclass
class Hearing(AllowingJudge):
    """Allows all, and remembers what it received."""

    heard: list[Witnessed] = field(default_factory=list)
    asked: list[CallFacts] = field(default_factory=list)
    learned: list[CallFacts] = field(default_factory=list)

    def judge(self, facts: CallFacts) -> Verdict:
        self.asked.append(facts)
        return super().judge(facts)

    def witness(self, evidence: Witnessed) -> None:
        self.heard.append(evidence)

    def learn(self, facts: CallFacts, answered_s: float, cost: int) -> None:
        self.learned.append(facts)

    def signals(self) -> list[str]:
        return [evidence.signal for evidence in self.heard]


@dataclass
class Saying(Hearing):
    """Says one thing of every capped call."""

    kind: DecisionKind = DecisionKind.REFUSE
    probability: float = 0.99
    proven: bool = True
    code: str = "pin_after_guessing"

    def judge(self, facts: CallFacts) -> Verdict:
        super().judge(facts)
        reasons = (Reason(self.code, 25),)
        return Verdict(self.kind, self.probability, 10.0, reasons, self.proven)


def watch(judge: AllowingJudge | None = None, vantage: Vantage = Vantage.ASKED, site: Site = SITE) -> Watch:
    return Watch(site, Numbers(), judge or AllowingJudge(), vantage)


def request(at: float, name: str, number: str, extension: str = "104") -> ev.CallRequested:
    return ev.CallRequested(at, at, name, extension, number)


def started(at: float, name: str, number: str, extension: str = "104") -> ev.CallStarted:
    return ev.CallStarted(at, at, "leg-" + name, number, request=name, extension=extension)


def answered(at: float, name: str) -> ev.CallAnswered:
    return ev.CallAnswered(at, at, "leg-" + name)


def ended(at: float, name: str, cause: str = "") -> ev.CallEnded:
    return ev.CallEnded(at, at, "leg-" + name, cause)


def wrong_pin(at: float, mailbox: str, caller: str = ATTACKER, request: str = "v") -> ev.PinRefused:
    return ev.PinRefused(at, at, mailbox, request, caller, outside=True)


def right_pin(at: float, mailbox: str, caller: str = ATTACKER, request: str = "v") -> ev.PinAccepted:
    return ev.PinAccepted(at, at, mailbox, request, caller, outside=True)


def kinds(decisions: list[Decision]) -> list[DecisionKind]:
    return [decision.kind for decision in decisions]


def codes(decisions: list[Decision]) -> list[str]:
    return [decision.reasons[0].code for decision in decisions if decision.reasons]


def ask(guard: Watch, event: ev.CallRequested | ev.MailboxRequested) -> Decision:
    """The answer to a request, whatever else is decided with it."""
    (answer,) = (d for d in guard.step(event) if d.subject is Subject.REQUEST)
    return answer


def call(guard: Watch, at: float, name: str, number: str, extension: str = "104") -> list[Decision]:
    """A whole call that is asked, dialled and answered, as far as it is let go."""
    given = guard.step(request(at, name, number, extension))
    if any(d.kind is DecisionKind.ALLOW and d.target == name for d in given):
        given += guard.step(started(at, name, number, extension))
        given += guard.step(answered(at, name))
    return given


def ticks(guard: Watch, until: float, *, confirmed_after: float | None = 0.01) -> list[Decision]:
    """Deliver each Tick that is asked for; confirm each cut after a moment, or never."""
    given: list[Decision] = []
    while (wake := guard.wake_at) is not None and wake <= until:
        decisions = guard.step(ev.Tick(wake, wake))
        given += decisions
        for cut in decisions:
            if cut.kind is DecisionKind.CUT and confirmed_after is not None:
                at = wake + confirmed_after
                given += guard.step(ev.CallEnded(at, at, cut.target))
    return given
