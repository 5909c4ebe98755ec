"""The judge of one site: evidence -> probability -> the answer with the least expected cost.

In: questions of the watch (`questions.CallFacts`, `Witnessed`). Out: `Verdict`. The odds that a call is a
thief's are: attacks that begin an hour, and acts that an ongoing attack is due an hour, over the honest
calls like this one that the company makes an hour (`attack_filter.py`, `profile.py`). Easily read wrong:
only capped destinations are ever judged; national, mobile, free and emergency calls are always allowed.
"""

from __future__ import annotations

from math import log10
from typing import Any

from veilleur.detection.judge.alert_policy import (
    ALERT_QUESTIONS,
    Telling,
    at_stake,
    refuses_later_calls,
)
from veilleur.detection.judge.attack_filter import (
    SLOWEST,
    SPEED_SHARES,
    AttackFilter,
    Fit,
    Suspicion,
)
from veilleur.detection.judge.call_evidence import lasting_db, length_db, marks, thief_place_share
from veilleur.detection.judge.call_likelihood import door_db, entities_of, fit_of
from veilleur.detection.judge.explanation import correction_db, reasons_of
from veilleur.detection.judge.exposure import Lost
from veilleur.detection.judge.judged_calls import Pending
from veilleur.detection.judge.owner_overrides import Answers
from veilleur.detection.judge_port import UNKNOWN_DETOUR, CallFacts, Entity, Verdict, Witnessed
from veilleur.detection.profile.destination_prior import target_of
from veilleur.detection.profile.familiarity import Habits
from veilleur.detection.profile.profile import HABIT_EUROS, Profile
from veilleur.detection.signals.accumulator import Evidence, Left, whom
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group
from veilleur.words.calls import INDIRECT_ORIGINS, Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.money import MICRO_EUROS_PER_EURO, MicroEuro
from veilleur.words.site import Site

FRAUD_CALL_S = 600.0  # a fraud call runs 3 to 20 minutes (facts 2.1)
CALLS_BEHIND = 1.5  # this call, and half a one behind it, where the next is judged again; by hand
CALLS_BEHIND_SLOW = 3.0  # a thief who calls once a day looks like a new habit: weeks; by hand
CALLS_BEHIND_ATTACK = 4.0  # a thief who gets through tells his program to go on; by hand
HABIT_AHEAD = 32.0  # a thief's habit goes on for so many times what it cost until now; by hand
CODE_KNOWN_TO_THIEF, CODE_WRONG_BY_HONEST = 0.02, 0.03  # by hand
# A thief's numbers answer (facts 2.1: 111 calls of 111); of honest calls a third rings in vain; by hand.
UNANSWERED_BY_THIEF = 0.2
CODE_KNOWN_BY_NOW = 0.5  # once it was keyed right today at that telephone; by hand
# What it costs to stop an outside party who is sent on while the company is closed, against a call of
# its own: nobody of the company speaks, and the owner is asked; by hand.
CLOSED_DETOUR_SHARE = 1 / 3
CERTAIN_PROBABILITY = 0.9  # from here on the number is taken to be the thief's
DOUBT_PROBABILITY = 0.2  # nothing this likely to be fraud teaches anything, unless a code proved it
MOST_PENDING = 32
PENDING_S = 6 * 3600.0  # longer than calls last
SITE_SHARE = 0.5  # of evidence on one extension or address that speaks of the whole site; by hand
PROVING = frozenset({"unasked_leg", "decoy_mailbox", "decoy_extension"})
PROVING_ENTRY = frozenset({"pin_after_guessing", "forward_after_entry"})
NEW_PLACES = frozenset({"new_network"})
KNOWN_ENOUGH_DAYS = 0.4  # of a number: one day on which it was called and nothing spoke against it; by hand
_SITE = f"{Entity.SITE}:"
_ALLOW = Verdict(DecisionKind.ALLOW, 0.0, 0.0)
# Looked up in an enumeration each takes its time in a hot path.
_ASKED, _RECORDS = Vantage.ASKED, Vantage.RECORDS
_EXTENSION, _UNKNOWN = Origin.EXTENSION, Origin.UNKNOWN


class Judge:
    """Implements `questions.Judging` for one site."""

    __slots__ = (
        "_answers", "_costs", "_evidence", "_filter", "_home", "_lost", "_pending", "_profile", "_telling",
        "_unaskable",
    )  # fmt: skip

    def __init__(self, site: Site) -> None:
        self._costs = site.costs
        self._unaskable = frozenset(site.unaskable_extensions)
        self._filter = AttackFilter(site.costs.attacks_per_site_year)
        self._evidence = Evidence()
        self._profile = Profile(site)
        self._answers = Answers()
        self._pending: dict[str, Pending] = {}
        self._home = site.country
        self._telling = Telling()
        self._lost = Lost()

    def judge(self, facts: CallFacts) -> Verdict:
        """The verdict on one call; its evidence is kept. See `Verdict`."""
        destination = facts.destination
        if not destination.is_capped:
            return _ALLOW
        at = facts.moment.at
        own = entities_of(facts)
        if not facts.has_permit and facts.vantage is _ASKED and facts.extension:
            self._evidence.add(f"{Entity.EXTENSION}:{facts.extension}", "unasked_leg", at)
        if facts.vantage is not _RECORDS:  # a file may begin long before it is read
            self._profile.begin(at - facts.watched_s)
            self._filter.begin(at - facts.watched_s)
        target = target_of(destination)
        tried = self._filter.tried(target.place, facts.extension, at)
        habits = self._profile.habits(facts, target, *tried)
        if not facts.is_only_set:
            self._profile.noticed(at)
        thief_place = thief_place_share(target, habits)
        found = marks(facts, habits, target, thief_place)
        fit = fit_of(facts, habits, target, found, thief_place)
        doors = self._evidence.left((_SITE, *own), at)
        suspicion = self._weigh(fit, doors, own, at)
        reasons = reasons_of(
            facts=facts,
            target=target,
            fit=fit,
            start_rate=self._filter.start_rate,
            found=found,
            doors=doors,
            suspicion=suspicion,
        )
        correction = 10 ** (correction_db(reasons) / 10.0)
        if not facts.is_only_set:
            self._filter.take(fit, suspicion)
            self._remember(
                facts.call,
                Pending(
                    fit=fit,
                    suspicion=suspicion,
                    number=target.number,
                    address=facts.address,
                    price=destination.price,
                    log_seconds=habits.log_seconds,
                ),
            )
        odds = suspicion.odds * correction
        probability = odds / (1.0 + odds)
        if probability >= CERTAIN_PROBABILITY:
            self._profile.disown(facts)
        answer = self._answers.find(at, destination.e164, destination.territory, facts.extension)
        attack = self.attack_db(at)
        if answer is not None:
            code = "owner_accepted" if answer else "owner_refused"
            kind = DecisionKind.ALLOW if answer else DecisionKind.REFUSE
            return Verdict(kind, probability, attack, (Reason(code), *reasons), proven=not answer)
        proven = self._proven(facts, own)
        if facts.vantage is _RECORDS:
            verdict = Verdict(_ALLOW.kind, probability, attack, (), proven)
            return self._of_record(facts, reasons, suspicion, verdict)
        askable = (
            facts.can_key_digits
            and facts.vantage is _ASKED
            and facts.origin is _EXTENSION
            and facts.has_permit
            and facts.extension not in self._unaskable
        )
        kind = DecisionKind.REFUSE if proven else self._cheapest(facts, suspicion, probability, askable)
        is_precaution = kind is not DecisionKind.REFUSE and self._is_unknown_detour(facts, habits)
        if is_precaution:
            kind, askable, reasons = DecisionKind.REFUSE, False, (Reason(UNKNOWN_DETOUR), *reasons)
        if kind is DecisionKind.ALLOW and askable and self._profile.is_accused(facts):
            kind, reasons = DecisionKind.ASK, (Reason("code_not_known"), *reasons)
        elif (
            kind is DecisionKind.ALLOW
            and habits.number >= KNOWN_ENOUGH_DAYS
            and self._is_worth_a_question(facts, askable)
        ):
            kind, reasons = DecisionKind.ASK, (Reason("new_habit"), *reasons)
            self._profile.asked(facts)
        owner = kind is DecisionKind.REFUSE and not askable
        return Verdict(
            kind=kind,
            probability=probability,
            attack_db=attack,
            reasons=reasons,
            proven=proven,
            owner_decides=owner,
            is_precaution=is_precaution,
        )

    def _of_record(
        self, facts: CallFacts, reasons: tuple[Reason, ...], suspicion: Suspicion, verdict: Verdict
    ) -> Verdict:
        """The verdict on a call that is over: `telling.py` says what is worth what."""
        burn = facts.destination.price.cost(FRAUD_CALL_S)
        stopped = self._stopped(facts)
        question, probability = self._costs.question, verdict.probability
        is_refused = verdict.proven or refuses_later_calls(probability, burn, stopped, question)
        is_habit = not is_refused and self._is_worth_a_question(facts, False)
        is_home = facts.destination.territory == self._home
        told = self._telling.weighed(
            facts,
            reasons,
            suspicion.odds,
            verdict.attack_db,
            at_stake(probability, burn),
            is_refused,
            is_habit,
            question,
            is_home,
        )
        if is_habit and told.kind is DecisionKind.ASK:
            self._profile.asked(facts)
        return verdict._replace(
            kind=told.kind,
            probability=0.0 if told.is_machine else probability,
            reasons=told.reasons,
            owner_decides=told.kind is DecisionKind.REFUSE,
        )

    def _stopped(self, facts: CallFacts) -> float:
        """What it costs to stop this call if it is honest, in micro-euros."""
        stopped = float(self._costs.honest_call_stopped)
        if facts.origin in INDIRECT_ORIGINS and not facts.moment.is_open:
            stopped *= CLOSED_DETOUR_SHARE
        return stopped

    def reconsider(self, calls: tuple[str, ...], at: float, answered_s: float) -> Verdict:
        """Judge a running call again, in the light of what came since: allow or refuse, once."""
        name = next((call for call in calls if call in self._pending), None)
        if name is None:
            return _ALLOW
        pending = self._pending[name]
        if pending.is_confirmed or pending.is_told:
            return _ALLOW
        length = 10 ** (lasting_db(answered_s, pending.log_seconds) / 10.0) if answered_s > 0 else 1.0
        odds = max(self._filter.again(pending.fit, at, length), length * pending.suspicion.odds)
        probability = odds / (1.0 + odds)
        burn = pending.price.cost(FRAUD_CALL_S)
        if probability * burn <= (1.0 - probability) * self._costs.honest_call_stopped:
            return _ALLOW
        self._pending[name] = pending._replace(is_told=True)
        seen = Reason("attack_shows", round(10.0 * log10(max(1e-9, odds))))
        lasting = Reason("long_call", round(10.0 * log10(length)))
        reasons = (seen, lasting) if length > 1.3 else (seen,)
        return Verdict(DecisionKind.REFUSE, probability, self.attack_db(at), reasons)

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        """A caller who was asked keyed a code: right shows honesty, wrong or nothing a thief."""
        pending = self._pending.get(call)
        if pending is None or pending.is_confirmed:
            return
        extension = pending.fit.trace.extension
        entity = f"{Entity.EXTENSION}:{extension}"
        if right:
            self._profile.acquit(extension)
            if not self._profile.has_keyed(extension, at):  # who knows the code, knows it the next time too
                self._filter.retold(pending.fit, CODE_KNOWN_TO_THIEF, pending.suspicion, is_proof=True)
                self._profile.keyed(extension, at)
                self._lost.forgive()
            self._evidence.clear(entity, "wrong_code")
            self._pending[call] = pending._replace(is_confirmed=True)
            return
        factor = (1.0 - CODE_KNOWN_TO_THIEF) / CODE_WRONG_BY_HONEST
        self._filter.retold(pending.fit, factor, pending.suspicion)
        if extension:
            self._evidence.add(entity, "wrong_code", at)
        self._profile.accuse(pending.number, extension, at)
        del self._pending[call]

    def unanswered(self, calls: tuple[str, ...], at: float) -> None:
        """A call rang and nobody answered: what it alone made suspicious is believed less."""
        for call in calls:
            pending = self._pending.get(call)
            if pending is not None:
                self._filter.retold(pending.fit, UNANSWERED_BY_THIEF, pending.suspicion)
                del self._pending[call]
                return

    def witness(self, evidence: Witnessed) -> None:
        """Take in evidence of a declared signal of the doors; any other code is passed over."""
        signal = SIGNALS.get(evidence.signal)
        if signal is None or not signal.half_life_s:
            return
        if evidence.signal == "forward_set_abroad" and self._is_known_target(evidence):
            return
        named = whom(evidence.signal, evidence.entities)
        for entity, value in evidence.entities:
            if entity is Entity.MAILBOX:
                value = value.partition("@")[0]  # of whatever context: it is that extension's
            if value and entity is not Entity.SITE:
                self._evidence.add(f"{entity}:{value}", evidence.signal, evidence.at, whom=named)
        self._evidence.add(_SITE, evidence.signal, evidence.at, SITE_SHARE, named)

    def _is_known_target(self, evidence: Witnessed) -> bool:
        # A forward to a number the company calls itself tells nothing.
        return any(
            entity is Entity.DESTINATION and self._profile.days_of(value, evidence.at) >= KNOWN_ENOUGH_DAYS
            for entity, value in evidence.entities
        )

    def attack_db(self, at: float) -> float:
        """Log odds, in decibans, that the site is under attack at this time."""
        doors = self._evidence.left((_SITE,), at)
        odds = self._filter.odds(at) + self._filter.idle_odds * 10 ** (door_db(doors) / 10.0)
        return 10.0 * log10(odds)

    def learn(self, facts: CallFacts, answered_s: float, cost: MicroEuro) -> None:
        """Take an honest, answered, finished call as normal, as far as it was not doubtful."""
        if answered_s <= 0 or not facts.destination.is_capped:
            return
        pending = self._pending.pop(facts.call, None) or self._pending.pop(facts.request, None)
        if pending is None:  # let through unjudged, in a pause or before a restart
            self._profile.learn(facts, answered_s, CODE_KNOWN_TO_THIEF)
            return
        facts = facts._replace(address=pending.address)
        if pending.is_confirmed:
            self._profile.vouch(facts)
            self._profile.learn(facts, answered_s, 1.0, confirmed=True)
            return
        at = facts.moment.at + answered_s
        length = 1.0
        if facts.vantage is not _RECORDS:  # of a record, the length was judged with the rest
            least, most = GROUP_LIMITS_DB[Group.DURATION]
            length = 10 ** (max(least, min(most, length_db(answered_s, pending.log_seconds))) / 10.0)
            self._filter.retold(pending.fit, length, pending.suspicion)
        odds = max(length * pending.suspicion.odds, self._filter.again(pending.fit, at))
        credit = 1.0 - odds / (1.0 + odds) / DOUBT_PROBABILITY
        if credit > 0.0 and not pending.is_told:
            self._profile.learn(facts, answered_s, credit)
        self._profile.spend(facts, cost / MICRO_EUROS_PER_EURO, credit)

    def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Keep the owner's answer. Who accepts also says that what looked like an attack was none."""
        self._answers.add(accepted, scope, value, until, once)
        if accepted:
            self._filter.pardon()
            self._lost.forgive()

    def withdrawn(self, scope: str, value: str) -> None:
        """Forget the owner's answer."""
        self._answers.withdraw(scope, value)

    def save(self) -> dict[str, Any]:
        """The state as plain JSON data."""
        return {
            "filter": self._filter.save(),
            "evidence": self._evidence.save(),
            "profile": self._profile.save(),
            "answers": self._answers.save(),
            "telling": self._telling.save(),
            "lost": self._lost.save(),
            "pending": [[call, pending.as_json()] for call, pending in self._pending.items()],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._filter.load(data["filter"])
        self._evidence.load(data["evidence"])
        self._profile.load(data["profile"])
        self._answers.load(data["answers"])
        self._telling.load(data["telling"])
        self._lost.load(data["lost"])
        self._pending = {call: Pending.from_json(kept) for call, kept in data["pending"]}

    def _weigh(self, fit: Fit, doors: dict[str, Left], own: tuple[str, ...], at: float) -> Suspicion:
        if not doors:
            return self._filter.weigh(fit)
        odds = self._filter.idle_odds * 10 ** (door_db(doors) / 10.0)
        last = max(left.at for left in doors.values())
        is_own = any(left.about and SIGNALS[code].most_db >= 10 for code, left in doors.items())
        return self._filter.weigh(fit, odds, last, is_own)

    def _proven(self, facts: CallFacts, own: tuple[str, ...]) -> bool:
        # Only evidence on this call's own extension, caller or address proves: one scan of a
        # decoy must not close the whole site for weeks.
        at = facts.moment.at
        if self._evidence.is_fresh(own, PROVING, at):
            return True
        return facts.origin in INDIRECT_ORIGINS and self._evidence.is_fresh(own, PROVING_ENTRY, at)

    def _is_unknown_detour(self, facts: CallFacts, habits: Habits) -> bool:
        """Whether an outside party, no telephone, or one where none was, calls a number nobody here knows.

        Nobody of the company can be asked for a code then, so the owner is asked, whatever the odds: in the
        first days a single call abroad is little evidence, and a thief's first call is as dear as the next.
        """
        if facts.vantage is _RECORDS or habits.number >= KNOWN_ENOUGH_DAYS:
            return False
        if facts.is_joined and facts.moment.is_open:
            return False  # somebody of the company spoke with both; at night there is nobody
        is_nobodys = facts.origin is _UNKNOWN and not facts.extension and not facts.request
        if is_nobodys or facts.origin in INDIRECT_ORIGINS:  # nobody's: the switch dials it by itself
            return not self._profile.is_usual_detour(facts)
        at, address = facts.moment.at, f"{Entity.ADDRESS}:{facts.address}"
        return (
            bool(facts.address)
            and self._profile.is_first_days(at)
            and self._evidence.is_fresh((address,), NEW_PLACES, at)
        )

    def _cheapest(
        self, facts: CallFacts, suspicion: Suspicion, probability: float, askable: bool
    ) -> DecisionKind:
        burn = facts.destination.price.cost(FRAUD_CALL_S)
        # The owner who was told once does not need to be told of each call.
        behind = CALLS_BEHIND + CALLS_BEHIND_SLOW * suspicion.slow_share
        behind += CALLS_BEHIND_ATTACK * suspicion.attack_share
        ahead = burn * behind + self._lost.ahead(facts.moment.at)
        allow = probability * ahead
        honest = 1.0 - probability
        cheapest, kind = allow, DecisionKind.ALLOW
        stopped = self._stopped(facts)
        if honest * stopped < cheapest:
            cheapest, kind = honest * stopped, DecisionKind.REFUSE
        if askable:
            knows = CODE_KNOWN_TO_THIEF
            if self._profile.has_keyed(facts.extension, facts.moment.at):
                knows = CODE_KNOWN_BY_NOW
            thief_passes = probability * knows * ahead
            if honest * self._costs.question + thief_passes < cheapest:
                kind = DecisionKind.ASK
        if kind is DecisionKind.ALLOW and not facts.is_only_set:
            self._lost.add(facts.moment.at, probability, burn)
        return kind

    def _is_worth_a_question(self, facts: CallFacts, askable: bool) -> bool:
        """Whether to ask, once, about a number that becomes a habit: a patient thief looks like one."""
        spent = self._profile.unproven_euros(facts)
        if spent < HABIT_EUROS or not (askable or facts.vantage is _RECORDS):
            return False
        thieves = self._costs.attacks_per_site_year * SPEED_SHARES[SLOWEST]
        share = thieves / (thieves + self._profile.new_habits_a_year(facts.moment.at))
        question = self._costs.question * (1.0 if askable else ALERT_QUESTIONS)
        return share * spent * HABIT_AHEAD * MICRO_EUROS_PER_EURO > question * self._profile.patience(facts)

    def _remember(self, call: str, pending: Pending) -> None:
        # A call that was not answered never ends here: what is older than the longest call goes.
        oldest_at = pending.fit.trace.at - PENDING_S
        while self._pending:
            name, kept = next(iter(self._pending.items()))
            if kept.fit.trace.at >= oldest_at and len(self._pending) < MOST_PENDING:
                break
            del self._pending[name]
        self._pending[call] = pending
