"""The marks of one call: how many times likelier each is for a thief than for this company, in decibans.

In: the facts of a call and the company's habits. Out: signal -> decibans, and their sum by groups. Easily
read wrong: nothing here looks at what happened before; that a call follows another suspicious one is the
filter's (`attack_filter.py`), that a PIN was guessed the evidence's (`evidence.py`).
"""

from __future__ import annotations

from math import erfc, log, log10

from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.destination_prior import Target
from veilleur.detection.profile.familiarity import Habits
from veilleur.detection.profile.population_priors import THIEF_ORIGIN_SHARE
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group
from veilleur.words.calls import INDIRECT_ORIGINS, Origin
from veilleur.words.destinations import NumberClass

THIEF_USES_HABITS = 0.1  # share of thieves who choose the company's own countries; by hand
THIEF_NEW_NUMBER = 0.97  # of a thief's calls; he may know a number of the company by chance
THIEF_NEW_NETWORK = 0.5
KNOWN_NUMBER_DB = 20.0  # what a number called on many days excuses; half of it after one day
LEAST_TOLD_DB = 0.5
KNOWN_DAYS = 0.1  # less was doubtful, or is nearly forgotten
# ln of seconds: documented calls last 3 to 20 minutes, test calls less (facts 2.1).
_THIEF_LOG_SECONDS, _THIEF_SPREAD, _HONEST_SPREAD = 6.1, 1.2, 1.1
_ORIGIN_SIGNAL = {
    Origin.FORWARD: "forwarded_call_abroad",
    Origin.VOICEMAIL: "voicemail_dialout",
    Origin.DISA: "disa_abroad",
    Origin.TRANSFER: "transfer_abroad",
}
_GROUP_OF = {code: signal.group for code, signal in SIGNALS.items()}
_KEPT_IN_CHANGE = frozenset({Group.TIME, Group.ORIGIN, Group.IDENTITY, Group.DURATION})


def marks(facts: CallFacts, habits: Habits, target: Target, thief_place: float) -> dict[str, float]:
    """Signal -> decibans, before the limits of the groups; those below half a deciban are left out.

    thief_place: what `thief_place_share` gives.
    """
    found: dict[str, float] = {}
    is_open = facts.moment.is_open
    time = -_db(habits.time)
    found[
        ("new_hour" if is_open else "closed_hours") if time > 0 else "open_hours" if is_open else "usual_hour"
    ] = time
    price, risk = _db(target.ratio), target.risk_db
    place = _db(thief_place / habits.place) - price - risk
    code = _place_code(facts, habits, place)
    found[code] = max(0.0, place) if code.startswith("new") else place
    found["price_high" if price > 0 else "price_low"] = price
    found["range_risk"] = risk
    if habits.number > 0.0:
        found["known_number"] = -KNOWN_NUMBER_DB * (1.0 - 2.0**-habits.number)
    elif habits.place_days >= KNOWN_DAYS:  # in a new place every number is new, which tells nothing more
        found["new_number"] = _db(THIEF_NEW_NUMBER / habits.new_number)
    if facts.extension:
        extension = -_db(habits.extension * habits.extensions)
        found["new_extension" if extension > 0 else "usual_extension"] = extension
    if facts.origin in INDIRECT_ORIGINS:
        found[_ORIGIN_SIGNAL[facts.origin]] = _db(THIEF_ORIGIN_SHARE[facts.origin] / habits.origin)
    if habits.new_network is not None:
        found["unknown_network"] = _db(THIEF_NEW_NETWORK / habits.new_network)
    if facts.answered_s > 0:
        length = length_db(facts.answered_s, habits.log_seconds)
        found["long_call" if length > 0 else "usual_length"] = length
    # That a country was never called is told even where it weighs nothing, on the first days.
    return {
        code: db for code, db in found.items() if abs(db) >= LEAST_TOLD_DB or code.startswith("new_territory")
    }


def thief_place_share(target: Target, habits: Habits) -> float:
    """Share of thieves' calls to this place: most by price and risk, some by the company's own habits."""
    return min(0.5, (1.0 - THIEF_USES_HABITS) * target.thief_share + THIEF_USES_HABITS * habits.place_site)


def grouped(found: dict[str, float]) -> float:
    """The sum of the marks within the limits of their groups."""
    return weighed(found)[0]


def weighed(found: dict[str, float]) -> tuple[float, float]:
    """`grouped`, and as much of it as a company keeps when it changes: hours, ways out, networks, lengths."""
    sums: dict[Group, float] = {}
    for code, db in found.items():
        group = _GROUP_OF[code]
        sums[group] = sums.get(group, 0.0) + db
    total = unchanging = 0.0
    for group, db in sums.items():
        least, most = GROUP_LIMITS_DB[group]
        db = least if db < least else most if db > most else db
        total += db
        if group in _KEPT_IN_CHANGE:
            unchanging += db
    return total, unchanging


def length_db(answered_s: float, usual_log_seconds: float) -> float:
    """Decibans for a call that has ended after so many answered seconds."""
    length = log(max(1.0, answered_s))
    thief = (length - _THIEF_LOG_SECONDS) / _THIEF_SPREAD
    honest = (length - usual_log_seconds) / _HONEST_SPREAD
    return 10.0 / log(10.0) * ((honest * honest - thief * thief) / 2.0 + log(_HONEST_SPREAD / _THIEF_SPREAD))


def lasting_db(answered_s: float, usual_log_seconds: float) -> float:
    """Decibans for a call that still runs after so many answered seconds."""
    length = log(max(1.0, answered_s))
    thief = erfc((length - _THIEF_LOG_SECONDS) / _THIEF_SPREAD / 2**0.5)
    honest = erfc((length - usual_log_seconds) / _HONEST_SPREAD / 2**0.5)
    least, most = GROUP_LIMITS_DB[Group.DURATION]
    return max(least, min(most, _db(thief / max(1e-9, honest))))


def _place_code(facts: CallFacts, habits: Habits, db: float) -> str:
    is_new = habits.place_days < KNOWN_DAYS
    if facts.destination.number_class is not NumberClass.INTERNATIONAL:
        return "new_kind_of_number" if is_new or db > 0 else "known_kind_of_number"
    if is_new:
        return "new_territory_site"
    if db <= 0:
        return "known_territory"
    return "new_territory_extension" if habits.own_place < KNOWN_DAYS else "rare_territory"


def _db(ratio: float) -> float:
    return 10.0 * log10(ratio if ratio > 1e-9 else 1e-9)
