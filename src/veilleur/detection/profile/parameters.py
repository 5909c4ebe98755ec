"""Every figure of the learned normality that no data fitted: unit, and source or "expert estimate".

In: nothing. Out: constants, each with one value in the whole package. Pitfall: the shares of honest and of
fraudulent calls by class, origin and hour are tables of their own (`population_priors.py`).
"""

from __future__ import annotations

from math import log

DAY_S = 86_400.0  # seconds
HOURS_A_WEEK = 168.0  # hours

# --- decayed counts (`decayed_counts.py`) ---------------------------------------------------------
COUNT_HALF_LIFE_DAYS = 56.0  # days; expert estimate: a season's habit is forgotten in a year
MOST_KEYS = 700  # entries of one site's table; bounds the state
LEAST_DAYS = 0.02  # days of credit; less is evicted first

# --- what teaches, and how much (`profile.py`, `number_standing.py`) ----------------------------------
CONFIRMED_DAYS = 3.0  # days of credit that a right code gives a number; expert estimate
CLOSED_CREDIT = 0.5  # credit of a call at closed hours, against one at open hours; expert estimate
DAILY_QUOTA = 4.0  # calls a day that a quiet site may teach; expert estimate
QUOTA_TIMES = 3.0  # of its mean day, that a busy site may teach; expert estimate
FIRST_DAYS = 7.0  # days; numbers called in the first week are taken to be the company's own; expert estimate
HABIT_EUROS = 3.0  # euros on an unconfirmed number that make it a habit; expert estimate
HABIT_DAYS = 1.4  # days of credit, that is two days lately; expert estimate
SUSPECT_DAYS = 0.3  # days of credit below which a wrong code is forgotten; expert estimate
QUESTION_GROWTH = 4.0  # times the money that each further question about a number needs; expert estimate
PRIOR_NEW_HABITS = 2.0  # numbers, in PRIOR_YEARS: four new habits a year; expert estimate
PRIOR_YEARS = 0.5  # years

# --- pseudo-counts: own experience that weighs as much as the population's prior; expert estimates -------
PRIOR_CALLS, PRIOR_HOURS = 0.5, 16.8  # calls, hours: five capped calls a week, but possibly none or hundreds
WEEKLY_MAX_DAYS = COUNT_HALF_LIFE_DAYS / log(2)  # days: the sum of a count that grows by one each day
PART_WEIGHT, PART_DISCOUNT = 4.0, 0.5  # days: parts of the week
SLOT_WEIGHT = 4.0  # days: hours within a part
PLACE_WEIGHT, PLACE_DISCOUNT = 2.0, 0.5  # days: strength and discount of a Pitman-Yor process over places
OWN_PLACE_WEIGHT = 2.0  # days: an extension's own places, against the site's
EXTENSIONS_UNSEEN = 3  # extensions that have not called yet, beside as many as were seen
LEAST_EXTENSION_DAYS = 0.02  # days; an extension that called at all counts for this much
ORIGIN_WEIGHT = 3.0  # days: ways out
NEW_NUMBER_PRIOR, NUMBER_WEIGHT = 1.5, 2.5  # calls: to new numbers, of those to known places
NEW_NETWORK_PRIOR, NETWORK_WEIGHT = 0.3, 3.0  # calls: from new networks, of those with a network address
LEAST_NETWORK_CALLS = 3.0  # calls; fewer say nothing of networks
USUAL_LOG_SECONDS = 4.63  # ln of seconds: the mean of 166 s of Gradwell 2009
LOG_SECONDS_WEIGHT = 10.0  # calls

# --- the population (`population_priors.py`, `destination_prior.py`) ------------------------------------
EVEN_PLACE_SHARE = 1 / 60  # share of one place, where a company calls many; expert estimate
RANGE_RISK_SHARE = 0.5  # of the decibans of a range: half of them is in its price already; expert estimate
