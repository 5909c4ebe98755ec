"""A made company's life, attacked or not, lived through the embedded PBX.

In: a company, honest steps and an attacker's reactive steps. Out: what the switch does: AMI, FastAGI, its log
and its facts.
Pitfall: the attacker sees only what a caller would; the fate of their calls comes from the switch's facts,
never from the guard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from veilleur.simulation.companies import Company
from veilleur.simulation.engine.steps import Feedback, PlannedCall, PlannedVisit, Step, Steps, moment_of
from veilleur.simulation.pbx import EmbeddedPbx
from veilleur.simulation.pbx.ground_truth import CallFact, Outcome
from veilleur.simulation.pbx.numbering_plan import Company as Switch
from veilleur.words.calls import Origin
from veilleur.words.events import ForwardCleared, ForwardSet, RegistrationRefused

RIGHT, WRONG = "right", "wrong"  # stand for PINs: a plan never holds one


def switch_of(company: Company, at: float, *, asks: bool, secret: str = "") -> EmbeddedPbx:
    """The switch of a made company, at a time in seconds since 1970 UTC."""
    site = company.site
    prices = tuple((prefix, price.per_minute) for prefix, price in company.prices.items())
    made = Switch(
        name=site.name,
        extensions=company.extensions,
        outside_line=site.outside_line,
        trunk_channels=site.trunk_channels,
        prices=prices or Switch().prices,
    )
    pins = dict.fromkeys(company.extensions, RIGHT)
    return EmbeddedPbx(at, made, asks=asks, secret=secret, pins=pins)


@dataclass(slots=True)
class LiveLife:
    """Puts steps on a switch's clock, one ahead of the other. Call `begin` once, then run the switch."""

    pbx: EmbeddedPbx
    honest: Iterator[Step]
    hostile: Steps | None = None
    entered: int = 0
    locked: int = 0
    forward_gone: int = 0
    done: bool = False

    def begin(self) -> None:
        """Plan the first step of each stream."""
        self._next_honest()
        if self.hostile is not None:
            step = next(self.hostile, None)
            if step is not None:
                self._at(step, lambda: self._hostile(step))

    def _at(self, step: Step, what: object) -> None:
        self.pbx.after(moment_of(step) - self.pbx.now, what)  # type: ignore[arg-type]

    def _next_honest(self) -> None:
        step = next(self.honest, None)
        if step is None:
            self.done = True
            return

        def go_on() -> None:
            self._do(step, False)
            self._next_honest()

        self._at(step, go_on)

    def _hostile(self, step: Step) -> None:
        assert self.hostile is not None
        self._do(step, True)
        # What became of it shows at the next step at the earliest: half a second is enough for a refusal.
        self.pbx.after(0.5, self._answer_attacker)

    def _answer_attacker(self) -> None:
        assert self.hostile is not None
        try:
            following = self.hostile.send(self.feedback())
        except StopIteration:
            self.hostile = None
            return
        self._at(following, lambda: self._hostile(following))

    def feedback(self) -> Feedback:
        """What the attacker has noticed so far."""
        calls = [fact for fact in self.pbx.facts if fact.hostile]
        return Feedback(
            refused=sum(fact.outcome in (Outcome.REFUSED, Outcome.HELD) for fact in calls),
            cut=sum(fact.cut for fact in calls),
            passed=sum(_passed(fact) for fact in calls),
            entered=self.entered,
            locked=self.locked,
            forward_gone=self.forward_gone,
            congested=sum(fact.outcome is Outcome.CONGESTED for fact in calls),
        )

    # --- one step -------------------------------------------------------------------------------

    def _do(self, step: Step, hostile: bool) -> None:
        pbx = self.pbx
        if isinstance(step, PlannedCall):
            self._call(step, hostile)
        elif isinstance(step, PlannedVisit):
            self._visit(step, hostile)
        elif isinstance(step, ForwardSet):
            pbx.set_forward(step.extension, step.number)
        elif isinstance(step, ForwardCleared):
            pbx.database.pop(f"/CF/{step.extension}", None)
        elif isinstance(step, RegistrationRefused):
            pbx.refuse_registration(step.account, step.address)

    def _call(self, step: PlannedCall, hostile: bool) -> None:
        pbx, talk_s = self.pbx, step.duration_s if step.answered else 0.0
        if step.unasked:
            pbx.originate(step.number, talk_s, hostile=hostile)
        elif step.origin is Origin.TRANSFER:
            pbx.transferred(step.extension, step.outside_caller, step.number, talk_s, hostile=hostile)
        elif step.origin is Origin.FORWARD and hostile:
            if not pbx.forwarded(step.extension, step.outside_caller, talk_s, hostile=True):
                self.forward_gone += 1
        else:
            pbx.dial(
                step.extension,
                step.number,
                talk_s,
                origin=step.origin,
                outside_caller=step.outside_caller,
                hostile=hostile,
                address=step.address,
                ring_s=step.ring_s,
                answers=step.answered,
            )

    def _visit(self, visit: PlannedVisit, hostile: bool) -> None:
        if not visit.outside:
            return  # from a telephone of the house: no attacker's call would look like it
        mailbox = visit.mailbox.partition("@")[0]

        def inside() -> None:
            self.entered += hostile
            if visit.changes_pin:
                self.pbx.after(5.0, lambda: self.pbx.change_pin(mailbox, RIGHT))

        tries = [RIGHT if is_right else WRONG for is_right in visit.tries]
        self.pbx.voicemail(mailbox, visit.caller, tries, inside)


def _passed(fact: CallFact) -> bool:
    return fact.outcome is Outcome.ENDED and not fact.cut and fact.answered_at is not None
