"""Every figure of the judge that no data fitted: unit, and source or "expert estimate".

In: nothing. Out: constants, each with one value in the whole package. Pitfall: fitted weights are not here
but in `signals/weights.py`; what the learned normality starts from is in `profile/parameters.py`; how long a
fraudulent call runs is in `judge_port.py`, since the savings shown use the same figure. "facts N" is a
section of the project's collected cases.
"""

from __future__ import annotations

from veilleur.words.money import MicroEuro, micro_euros

HOUR_S = 3600.0  # seconds
HOURS_A_YEAR = 8766.0  # hours

# --- the expected cost of a verdict (`expected_cost.py`) --------------------------------------------
# Calls that an allowed call stands for. Expert estimates.
CALLS_BEHIND = 1.5  # calls: this one, and half a one behind it, where the next is judged again
CALLS_BEHIND_SLOW = 3.0  # calls: an attacker who calls once a day looks like a new habit for weeks
CALLS_BEHIND_ATTACK = 4.0  # calls: an attacker who gets through lets their program go on
HABIT_AHEAD = 32.0  # times: what an attacker's habit still costs, against what it cost until now
CODE_KNOWN_TO_ATTACKER = 0.02  # P(right code | attack); expert estimate
CODE_WRONG_BY_HONEST = 0.03  # P(wrong code | honest); expert estimate
CODE_KNOWN_BY_NOW = 0.5  # P(right code | attack), once it was keyed right today there; expert estimate
# Cost of stopping an outside party who is sent on while the company is closed, against a call of its own:
# nobody of the company speaks, and the owner is asked; expert estimate.
CLOSED_DETOUR_SHARE = 1 / 3
CERTAIN_PROBABILITY = 0.9  # probability from which the number is taken to be the attacker's; expert estimate

# --- hard rules (`hard_rules.py`) -------------------------------------------------------------------
KNOWN_ENOUGH_DAYS = 0.4  # days of credit: one day on which nothing spoke against the number; expert estimate
USUAL_DETOUR_DAYS = 1.5  # days of credit: two days of a forward, transfer, voicemail or DISA; expert estimate

# --- exposure (`memory/exposure.py`) ------------------------------------------------------------------
EXPOSURE_HALF_LIFE_S = 3 * 86_400.0  # seconds; expert estimate: attacks go on over a weekend
EXPOSED_PROBABILITY = 0.002  # probability; less is every company's day

# --- what follows a call (`feedback.py`) ----------------------------------------------------------
# Attackers' numbers answer (facts 2.1: 111 calls of 111); a third of honest calls rings in vain; expert
# estimate of P(no answer | attack) / P(no answer | honest).
UNANSWERED_FACTOR = 0.2
SUSPICIOUS_PROBABILITY = 0.2  # from here a call teaches nothing, unless a code confirmed it; expert estimate
UNJUDGED_CREDIT = 0.02  # credit of a call let through unjudged, in a pause or before a restart
SITE_SHARE = 0.5  # of evidence on one extension or address that speaks of the whole site; expert estimate
MOST_JUDGED_CALLS = 32  # calls of which the end is awaited; bounds the state
JUDGED_CALL_S = 6 * 3600.0  # seconds; longer than calls last

# --- the likelihood of one call (`call_evidence.py`) ------------------------------------------------
HABITS_UNDER_ATTACK = 0.1  # P(one of the company's own countries is chosen | attack); expert estimate
NEW_NUMBER_UNDER_ATTACK = 0.97  # P(new number | attack): the attacker may know one by chance
NEW_NETWORK_UNDER_ATTACK = 0.5  # P(new network | attack); expert estimate
KNOWN_NUMBER_DB = 20.0  # decibans that a number called on many days excuses; half of it after one day
LEAST_SHOWN_DB = 0.5  # decibans; weaker evidence is left out
KNOWN_DAYS = 0.1  # days of credit; less was suspicious, or is nearly forgotten
# Lengths of calls are log-normal: mean and standard deviation of ln of seconds. Documented fraudulent calls
# last 3 to 20 minutes, test calls less (facts 2.1).
ATTACK_LOG_SECONDS, ATTACK_LOG_SPREAD, HONEST_LOG_SPREAD = 6.1, 1.2, 1.1

# --- the two-state filter (`attack_filter.py`) ------------------------------------------------------
# Attackers work at one of four speeds, calls an hour: a call in 20 s, 5 min, 85 min, 10 h. How common each is
# among attacks; hours after which half of such attacks are over. Facts 2.1 and 2.3; shares expert estimates.
SPEEDS = (180.0, 12.0, 0.7, 0.1)
SPEED_SHARES = (0.5, 0.25, 0.1, 0.15)
ATTACK_HALF_LIVES_H = (24.0, 24.0, 48.0, 240.0)
SLOWEST = len(SPEEDS) - 1
PAUSE_SHARE, SLOW_PAUSE_SHARE = 0.3, 0.03  # P(silence is a pause), of all speeds and the slowest; estimates
SPEED_CHANGE_SHARE = 0.05  # P(another speed after a call); expert estimate
# From a break-in to the first call: a power law, density shape / (t + t0) * (t0 / (t + t0)) ** shape.
ENTRY_FIRST_S, ENTRY_SHAPE = 300.0, 0.3  # seconds; expert estimate
FOLLOW_UP_RATE = 0.03  # honest calls that follow another: one in five within eight hours; expert estimate
FOLLOW_UP_FIRST_S = 60.0  # seconds
# P(same extension, place, number | follow-up call), honest and under attack; expert estimates.
SAME_EXTENSION_HONEST, SAME_PLACE_HONEST, SAME_NUMBER_HONEST = 0.8, 0.6, 0.5
SAME_EXTENSION_ATTACK, SAME_PLACE_ATTACK, SAME_NUMBER_ATTACK = 0.7, 0.4, 0.3
SAME_NUMBER_WHILE_RUNNING = 0.05  # times: nobody calls a number they are talking to; expert estimate
MOST_ODDS = 300.0  # odds; nothing is so sure that a few quiet days may not show it was an error
MOST_RECENT, MOST_ACTS = 8, 4  # calls; bound the state
ACT_SHARE = 0.2  # share of the odds; less says nothing about the calls before
SUSPECT_ODDS = 1e-5  # odds of following and first call together; below it no call is suspected
RESET_SHARE = 0.05  # share of the odds that is left when the owner says that the odd calls are theirs
# A regime change (a fair, a new market, a first week under watch): the company calls places and from
# telephones it never did, at working hours and at no great speed. Expert estimates.
CHANGES_A_YEAR, CHANGE_HALF_LIFE_H = 1.0, 72.0
CHANGE_RATE, CHANGE_SILENT_RATE = 1.0, 0.1  # calls an hour
CHANGE_RATE_CLOSED = 0.001  # calls an hour; nobody opens a market at night
CHANGE_AT_FIRST = 1.0  # odds at the first call that is ever seen
TRIED_S = 3 * 86_400.0  # seconds for which an unanswered try is remembered
IDLE_ATTACK_S = 12 * HOUR_S  # seconds that an attacker may have been in before the first call

# --- alerts on records (`alert_policy.py`) ------------------------------------------------------------
# Cost of an attack that nobody is alerted of: between the benchmark's median when nothing watches, 2 200 EUR,
# and its mean, 14 000; expert estimate, for as many alerts as are worth it on the curve in
# docs/calibration/first-records.md.
MISSED_ATTACK_COST: MicroEuro = micro_euros(3300)
ALERT_QUESTIONS = 2.0  # questions that one alert costs as much as; expert estimate
# Alert fatigue: each alert multiplies the cost of the next, and half of that is forgotten; expert estimates.
ALERT_FATIGUE_FACTOR, ALERT_FATIGUE_HALF_LIFE_S = 1.8, 45 * 86_400.0  # times, seconds
ALERT_AGAIN_S = 86_400.0  # seconds in which the owner is alerted again only of what is far likelier
FAR_LIKELIER_DB = 10.0  # decibans
LOCKED_CALLS = 2.0  # business calls that a wrong lock stops until somebody opens it; expert estimate
PASSES_BEFORE_LOCK = 0.5  # calls; those that begin before a lock is read
CALLS_BEHIND_RECORD = 4.0  # calls already running or begun when a record shows the first
# An attack that shows in this many records of one telephone within this time is certain enough to lock it,
# whatever each call alone looks like; no honest telephone of the calibration had more than four.
SURE_DB, SURE_RECORDS, SURE_WITHIN_S = 24.0, 5, 12 * 3600.0  # decibans, records, seconds
TELEPHONES_FOLLOWED = 8  # extensions; bounds the state
BROKEN_IN_DB = 10  # decibans of access evidence that is more than a mistyped PIN

# --- the first records of an attack (`first_record_model.py`) ---------------------------------------------
LEAST_BURN_EUR = 0.05  # euros
UNINFORMATIVE_CALL_S = 60.0  # seconds; shorter says nothing: attackers try a number before they use it
INDICATOR_DB = 10.0  # decibans of a feature that is there or not
SITE_ACTIVITY_HALF_LIFE_S, TELEPHONE_ACTIVITY_HALF_LIFE_S = 30 * 86_400.0, 1800.0  # seconds

# --- autodiallers (`memory/autodiallers.py`); expert estimates ---------------------------------------
LONGEST_MACHINE_CALL_S = 180.0  # seconds
LONGEST_MACHINE_GAP_S = 6 * 3600.0  # seconds
GAP_SLACK, GAP_SLACK_S = 0.1, 5.0  # of the gap, seconds
LENGTH_SLACK, LENGTH_SLACK_S = 0.25, 3.0  # of the call, seconds
ALIKE_CALLS = 3  # calls from which a run is taken for a machine's while it goes on: two equal gaps
CERTAIN_CALLS = 10  # calls from which it is reported as one
MACHINE_AGAIN_S = 30 * 86_400.0  # seconds until a machine that the owner knows is reported again
MACHINES_FOLLOWED = 8  # pairs of extension and number on one site; bounds the state
