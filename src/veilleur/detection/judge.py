"""The judge of one site: evidence -> probability -> the answer with the least expected cost.

In: questions of the watch (`questions.CallFacts`, `Witnessed`). Out: `Verdict`. Easily read wrong:
the weights are provisional (see `weights.py`), and only capped destinations are ever judged;
national, mobile, free and emergency calls are always allowed here.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.answers import Answers
from veilleur.detection.attack_filter import AttackFilter, prior_db
from veilleur.detection.profile import Profile
from veilleur.detection.questions import CallFacts, Entity, Verdict, Witnessed
from veilleur.detection.signals import GROUP_LIMIT_DB, SIGNALS, Group
from veilleur.words.calls import INDIRECT_ORIGINS, Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.site import Site

BURST_WINDOW_S = 300.0
BURST_CALLS = 3  # capped calls of the site in the window; by hand
BURST_STEP_DB = 3.0  # for each further one; by hand
MOST_RECENT = 32
FRAUD_CALL_S = 1200.0  # a fraud call runs 20 minutes (TransNexus 2019)
FOLLOWING_CALLS = 3  # calls behind this one before it is stopped; by hand
PRICE_HIGH = micro_euros("0.5")  # per minute; by hand
CODE_KNOWN_TO_THIEF = 0.02  # by hand
KNOWN_DAYS = 3.0
ORIGIN_SIGNAL = {
    Origin.FORWARD: "forwarded_call_abroad",
    Origin.VOICEMAIL: "voicemail_dialout",
    Origin.DISA: "disa_abroad",
    Origin.TRANSFER: "transfer_abroad",
}
PROVING_LEG = frozenset({"unasked_leg"})
PROVING_ENTRY = frozenset({"pin_after_guessing", "forward_after_entry"})
DECOYS = frozenset({"decoy_mailbox", "decoy_extension"})
SITE_SHARE = 0.5  # of evidence on one extension or address that speaks of the whole site; by hand
_SITE = f"{Entity.SITE}:"
_ALLOW = Verdict(DecisionKind.ALLOW, 0.0, 0.0)


class Judge:
    """Implements `questions.Judging` for one site."""

    def __init__(self, site: Site) -> None:
        self._costs = site.costs
        self._limits = site.limits
        self._unaskable = frozenset(site.unaskable_extensions)
        self._prior_db = prior_db(site.costs.attacks_per_site_year)
        self._filter = AttackFilter()
        self._profile = Profile()
        self._answers = Answers()
        self._recent: list[float] = []  # times of the last capped calls

    def judge(self, facts: CallFacts) -> Verdict:
        """The verdict on one call; its evidence is kept. See `Verdict`."""
        destination = facts.destination
        if not destination.is_capped:
            return _ALLOW
        at = facts.moment.at
        if not facts.has_permit and facts.vantage is Vantage.ASKED:
            self._filter.add(f"{Entity.EXTENSION}:{facts.extension}", "unasked_leg", at)
        signals = self._signals(facts)
        total = self._prior_db + _grouped(signals)
        probability = 1.0 / (1.0 + 10.0 ** (-total / 10.0))
        reasons = _reasons(signals)
        answer = self._answers.find(at, destination.e164, destination.territory, facts.extension)
        attack = self.attack_db(at)
        if answer is not None:
            code = "owner_accepted" if answer else "owner_refused"
            kind = DecisionKind.ALLOW if answer else DecisionKind.REFUSE
            return Verdict(kind, probability, attack, (Reason(code), *reasons), proven=not answer)
        proven = self._proven(facts)
        askable = (
            facts.can_key_digits
            and facts.vantage is Vantage.ASKED
            and facts.origin is Origin.EXTENSION
            and facts.has_permit
            and facts.extension not in self._unaskable
        )
        kind = DecisionKind.REFUSE if proven else self._cheapest(facts, probability, askable)
        owner = kind is DecisionKind.REFUSE and not askable
        return Verdict(kind, probability, attack, reasons, proven, owner)

    def reconsider(self, calls: tuple[str, ...], at: float, answered_s: float) -> Verdict:
        """Allow: what was let go runs on."""
        return _ALLOW

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        """Nothing is kept yet."""

    def witness(self, evidence: Witnessed) -> None:
        """Take in evidence of a declared signal; an undeclared code is passed over."""
        if evidence.signal not in SIGNALS:
            return
        for entity, value in evidence.entities:
            if value and entity is not Entity.SITE:
                self._filter.add(f"{entity}:{value}", evidence.signal, evidence.at)
        self._filter.add(_SITE, evidence.signal, evidence.at, SITE_SHARE)

    def attack_db(self, at: float) -> float:
        """Log odds, in decibans, that the site is under attack at this time."""
        return self._prior_db + _grouped(self._filter.left((_SITE,), at))

    def learn(self, facts: CallFacts, answered_s: float, cost: MicroEuro) -> None:
        """Take an honest, answered, finished call as normal."""
        if answered_s > 0 and facts.destination.is_capped:
            self._profile.learn(_keys(facts), facts.moment.at, facts.moment.is_open)

    def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Keep the owner's answer."""
        self._answers.add(accepted, scope, value, until, once)

    def withdrawn(self, scope: str, value: str) -> None:
        """Forget the owner's answer."""
        self._answers.withdraw(scope, value)

    def save(self) -> dict[str, Any]:
        """The state as plain JSON data."""
        return {
            "filter": self._filter.save(),
            "profile": self._profile.save(),
            "answers": self._answers.save(),
            "recent": list(self._recent),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._filter.load(data["filter"])
        self._profile.load(data["profile"])
        self._answers.load(data["answers"])
        self._recent = list(data["recent"])

    def _signals(self, facts: CallFacts) -> dict[str, float]:
        at, destination = facts.moment.at, facts.destination
        found = self._filter.left((_SITE, *_entities(facts)), at)
        number, territory, own, hour = _keys(facts)
        codes = ["open_hours" if facts.moment.is_open else "closed_hours"]
        days = self._profile.days
        if days(hour, at) <= 0.0:
            codes.append("new_hour")
        if days(number, at) >= KNOWN_DAYS:
            codes.append("known_number")
        elif days(number, at) <= 0.0:
            codes.append("new_number")
        if days(territory, at) >= KNOWN_DAYS:
            codes.append("known_territory")
        elif days(territory, at) <= 0.0:
            codes.append("new_territory_site")
        if days(own, at) <= 0.0:
            codes.append("new_territory_extension")
        if max(destination.price.per_minute, destination.price.connection) >= PRICE_HIGH:
            codes.append("price_high")
        if destination.risk_db:
            found["range_risk"] = float(destination.risk_db)
        if facts.origin in INDIRECT_ORIGINS:
            codes.append(ORIGIN_SIGNAL[facts.origin])
        self._recent = [t for t in self._recent if at - t <= BURST_WINDOW_S][-MOST_RECENT:]
        behind = len(self._recent)
        self._recent.append(at)
        if facts.running_capped >= 2:
            codes.append("concurrency")
        if facts.running_same >= 1:
            codes.append("same_number_repeated")
        for code in codes:
            found[code] = float(SIGNALS[code].weight_db)
        if behind >= BURST_CALLS:
            found["burst"] = SIGNALS["burst"].weight_db + BURST_STEP_DB * (behind - BURST_CALLS)
        if behind >= BURST_CALLS or facts.origin in INDIRECT_ORIGINS:
            # A pump may use the company's own favourite country, so habit is no excuse for it; and
            # habits are learned from people at telephones, not from forwards.
            found.pop("known_number", None)
            found.pop("known_territory", None)
        return found

    def _proven(self, facts: CallFacts) -> bool:
        # Only evidence on this call's own extension, caller or address proves: one scan of a
        # decoy must not close the whole site for weeks.
        own, at = _entities(facts), facts.moment.at
        if self._filter.is_fresh(own, DECOYS, at):
            return True
        if self._filter.is_fresh(own, PROVING_LEG, at):
            return True
        return facts.origin in INDIRECT_ORIGINS and self._filter.is_fresh(own, PROVING_ENTRY, at)

    def _cheapest(self, facts: CallFacts, probability: float, askable: bool) -> DecisionKind:
        burn = self._burn(facts)
        allow = probability * burn
        refuse = (1.0 - probability) * self._costs.honest_call_stopped
        best, kind = (allow, DecisionKind.ALLOW) if allow <= refuse else (refuse, DecisionKind.REFUSE)
        if askable:
            ask = (1.0 - probability) * self._costs.question + probability * CODE_KNOWN_TO_THIEF * burn
            if ask < best:
                return DecisionKind.ASK
        return kind

    def _burn(self, facts: CallFacts) -> MicroEuro:
        """What this call and those behind it may cost before they are stopped, in micro-euros."""
        burn = facts.destination.price.cost(FRAUD_CALL_S + facts.reaction_s) * FOLLOWING_CALLS
        left = [burn]
        if self._limits.day is not None:
            left.append(max(0, self._limits.day - facts.spent_day))
        if self._limits.closed_hours is not None and not facts.moment.is_open:
            left.append(max(0, self._limits.closed_hours - facts.spent_closed))
        return min(left)


def _entities(facts: CallFacts) -> tuple[str, ...]:
    pairs = (
        (Entity.EXTENSION, facts.extension),
        (Entity.MAILBOX, facts.extension),
        (Entity.CALLER, facts.outside_caller),
        (Entity.ADDRESS, facts.address),
        (Entity.DESTINATION, facts.destination.e164),
    )
    return tuple(f"{entity}:{value}" for entity, value in pairs if value)


def _keys(facts: CallFacts) -> tuple[str, str, str, str]:
    destination = facts.destination
    place = destination.territory or destination.number_class.value
    return (
        f"n:{destination.e164 or destination.dialled}",
        f"t:{place}",
        f"x:{facts.extension}:{place}",
        f"h:{facts.moment.hour}:{int(facts.moment.weekday < 5)}",
    )


def _grouped(signals: dict[str, float]) -> float:
    sums: dict[Group, float] = {}
    for code, weight in signals.items():
        group = SIGNALS[code].group
        sums[group] = sums.get(group, 0.0) + weight
    return sum(max(-GROUP_LIMIT_DB[g], min(GROUP_LIMIT_DB[g], db)) for g, db in sums.items())


def _reasons(signals: dict[str, float]) -> tuple[Reason, ...]:
    ordered = sorted(signals.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Reason(code, round(db)) for code, db in ordered)
