"""What is known of one call before it is judged: the only reads of a verdict, all at once.

In: the facts of a call, the judge's memory. Out: `CallView`. Pitfall: nothing is read that the vantage and
origin of the call cannot need, for most calls are honest and soon judged; such fields keep their defaults.
What the memory does not hold yet (when the watch began, the evidence of an unauthorised leg) is read as if it
did, since the commit of the verdict writes it.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.judge.memory.alert_history import RecordHistory
from veilleur.detection.judge.memory.owner_overrides import NO_OVERRIDE, Override
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.parameters import KNOWN_ENOUGH_DAYS
from veilleur.detection.judge.site_state import SiteView
from veilleur.detection.judge_port import CallFacts, Entity
from veilleur.detection.profile.destination_prior import DestinationPrior, destination_prior
from veilleur.detection.profile.familiarity import Familiarity
from veilleur.detection.profile.number_standing import Standing
from veilleur.detection.profile.parameters import DAY_S, FIRST_DAYS, HABIT_EUROS
from veilleur.detection.signals.accumulator import NO_ACCESS, CallAccess
from veilleur.words.calls import INDIRECT_ORIGINS, Origin, Vantage

SITE_ENTITY = f"{Entity.SITE}:"
UNAUTHORISED_LEG = "unasked_leg"
PROVING = frozenset(
    {UNAUTHORISED_LEG, "decoy_mailbox", "decoy_extension", "contact_leads_out"}
)  # on the call's own entities
PROVING_ENTRY = frozenset({"pin_after_guessing", "forward_after_entry"})  # ... of a call of indirect origin
NEW_PLACES = frozenset({"new_network"})
# Looked up in an enumeration each takes its time in a hot path.
_ASKED, _RECORDS = Vantage.ASKED, Vantage.RECORDS
_EXTENSION, _UNKNOWN = Origin.EXTENSION, Origin.UNKNOWN
_NO_STANDING = Standing(is_suspect=False, has_keyed=False, unconfirmed_euros=0.0)


class CallView(NamedTuple):
    """What a verdict on one call needs to know.

    since: when the watch began, if the memory does not know it yet; 0 where a record cannot say. began: when
    the site was first watched. unauthorised: the entity that a leg without a permit speaks of, "" if it has
    one. access: evidence of access that bears on it. is_proven: such evidence proves an attack. override: the
    owner's answer. is_askable: the caller can be asked for a code. question_factor, new_habits_a_year: of a
    number on which enough was spent to be a habit: times the money that a question about it needs, and the
    rate of new ones. exposure: micro-euros that an attack, if it is one, will still take. is_detour: an
    outside party, or the switch by itself, dials. detour_days: days of credit of that way out.
    is_new_network: its address was seen to be new in the first days of the watch. is_again: this call was
    judged before it was known from where it is placed. history: of a record, what happened before it.
    """

    facts: CallFacts
    since: float
    began: float
    prior: DestinationPrior
    site: SiteView
    familiarity: Familiarity
    unauthorised: str
    access: CallAccess
    is_proven: bool
    override: Override
    is_askable: bool = False
    standing: Standing = _NO_STANDING
    question_factor: float = 1.0
    new_habits_a_year: float = 0.0
    exposure: float = 0.0
    is_detour: bool = False
    detour_days: float = 0.0
    is_new_network: bool = False
    is_again: bool = False
    history: RecordHistory | None = None

    @classmethod
    def read(cls, memory: SiteMemory, facts: CallFacts) -> CallView:
        """Read all that bears on one call; nothing is changed."""
        destination, extension, origin = facts.destination, facts.extension, facts.origin
        at, evidence, profile = facts.moment.at, memory.evidence, memory.profile
        is_record, is_asked = facts.vantage is _RECORDS, facts.vantage is _ASKED
        since = 0.0 if is_record else at - facts.watched_s  # a file may begin long before it is read
        began = profile.began or since or at
        prior = destination_prior(destination)
        judged = memory.judged.by_id.get(facts.call)
        again = None
        if judged is not None and judged.address != facts.address:
            again = judged.likelihood, judged.posterior
        site = memory.filter.view(at, since, prior.place, extension, again)
        familiarity = profile.familiarity(facts, prior, began, site.tried_place, site.tried_extension)
        unauthorised = (
            f"{Entity.EXTENSION}:{extension}" if is_asked and extension and not facts.has_permit else ""
        )
        is_indirect = origin in INDIRECT_ORIGINS
        access, is_proven, is_new_network = NO_ACCESS, False, False
        if evidence.by_entity or unauthorised:
            one_more = (unauthorised, UNAUTHORISED_LEG) if unauthorised else None
            access = evidence.of_call(SITE_ENTITY, entities_of(facts), at, one_more)
            # Only evidence on this call's own extension, caller or address proves: one scan of a
            # decoy must not close the whole site for weeks.
            is_proven = not access.fresh.isdisjoint(PROVING) or (
                is_indirect and not access.fresh.isdisjoint(PROVING_ENTRY)
            )
            if facts.address and at < began + FIRST_DAYS * DAY_S:
                is_new_network = evidence.is_fresh((f"{Entity.ADDRESS}:{facts.address}",), NEW_PLACES, at)
        override = NO_OVERRIDE
        if memory.overrides.kept:
            override = memory.overrides.find(at, destination.e164, destination.territory, extension)
        is_askable = (
            facts.can_key_digits
            and is_asked
            and origin is _EXTENSION
            and facts.has_permit
            and extension not in memory.unaskable
        )
        standing, question_factor, new_habits = _NO_STANDING, 1.0, 0.0
        exposure, is_detour, detour_days, history = 0.0, False, 0.0, None
        if override.accepted is None:
            day = int(at // DAY_S)
            if is_record:
                standing = profile.standings.of_record(prior.number, day)
            elif is_askable:
                standing = profile.standings.read(prior.number, extension, day)
            if standing.unconfirmed_euros >= HABIT_EUROS:
                question_factor = profile.standings.question_factor(prior.number, day)
                new_habits = profile.new_habits_a_year(at, began)
            if is_record:
                history = memory.alerts.before(facts, destination.territory == memory.home)
            else:
                exposure = memory.exposure.ahead(at)
                # Without telephone and request the switch dials by itself.
                is_detour = is_indirect or (origin is _UNKNOWN and not extension and not facts.request)
                if is_detour and familiarity.number < KNOWN_ENOUGH_DAYS:
                    detour_days = profile.detour_days(facts)
        return cls(
            facts=facts,
            since=since,
            began=began,
            prior=prior,
            site=site,
            familiarity=familiarity,
            unauthorised=unauthorised,
            access=access,
            is_proven=is_proven,
            override=override,
            is_askable=is_askable,
            standing=standing,
            question_factor=question_factor,
            new_habits_a_year=new_habits,
            exposure=exposure,
            is_detour=is_detour,
            detour_days=detour_days,
            is_new_network=is_new_network,
            is_again=again is not None,
            history=history,
        )


def entities_of(facts: CallFacts) -> tuple[str, ...]:
    """Whom a call touches, as the accumulator names them."""
    own = []
    if facts.extension:
        own += [f"extension:{facts.extension}", f"mailbox:{facts.extension}"]
    if facts.outside_caller:
        own.append(f"caller:{facts.outside_caller}")
    if facts.address:
        own.append(f"address:{facts.address}")
    if facts.destination.e164:
        own.append(f"destination:{facts.destination.e164}")
    return tuple(own)
