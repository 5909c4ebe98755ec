"""Every hand-set figure of the calls, with its unit and where it comes from.

In: nothing. Out: names with one value each. Pitfall: what a fraudulent call is expected to run
(`judge_port.EXPECTED_FRAUD_CALL_S`) is shared with the judge and stands in the port.
"""

from __future__ import annotations

from veilleur.words.money import MicroEuro, micro_euros

# --- legs -------------------------------------------------------------------------------------------
CALLS_MAX = 5_000  # legs alive at once; beyond, the oldest that costs nothing is forgotten; sizing
FREE_CALL_FORGOTTEN_S = 86_400.0  # a leg without money whose end was never reported; expert estimate
ENDED_MAX = 300  # ended calls that are known again when they are reported late or twice; sizing
ENDED_FORGOTTEN_S = 600.0  # after this a switch may use the id of an ended leg again; expert estimate
EARLY_MAX = 300  # answers that came before their dial; sizing
ADOPTED_MAX_S = 86_400.0  # a call answered longer ago, in a snapshot, is taken for an error; expert estimate
RANG_S = 4.0  # a call that ended sooner did not ring: no such number, or a probe; expert estimate
# Causes of ITU-T Q.850: no circuit available, out of order, congestion, circuit not available.
CONGESTED = frozenset({"34", "38", "42", "44"})
UNASKED_LEG_PROBABILITY = 0.99  # of fraud, at least, for a leg that nobody asked about; expert estimate

# --- permits and requests -----------------------------------------------------------------------------
PERMIT_S = (
    60.0  # from the answer until the leg must be dialled; longer than any switch waits, expert estimate
)
PERMITS_MAX = 2_000  # sizing
ANSWERS_MAX = 100  # sizing
ANSWER_FORGOTTEN_S = 3_600.0  # expert estimate
SENT_ON_REMEMBERED_S = 3_600.0  # a channel that was transferred is known for this long; expert estimate

# --- what right codes open --------------------------------------------------------------------------------
OPENED_S = 30 * 86_400.0  # for which calls there rest on the code: as long as their money is counted
OPENINGS_MAX = 500  # numbers and places of one site; sizing

# --- fitting limits ---------------------------------------------------------------------------------------
VOUCHED_BELOW = 0.1  # probability of fraud, from which the judge vouches for no call; expert estimate

# --- enforcement --------------------------------------------------------------------------------------
RECONSIDER_S = 1.0  # running calls are judged again once in this time at most; expert estimate
CONGESTION_S = 60.0  # for this time a trunk that was full is taken to be full; expert estimate
GRACE_BELOW = (
    0.6  # probability of fraud; what is likelier an attack than this is cut at once; expert estimate
)

# --- the grace budget: most honest calls abroad end before the first is spent, and the second call of a
# pump ends the waiting of both; expert estimates.
EACH_MAY_SPEND: MicroEuro = micro_euros(2)
ALL_MAY_SPEND: MicroEuro = micro_euros(5)
GRACE_HALF_LIFE_S = 12 * 3600.0  # after which half of what calls on grace spent is forgiven

# --- number scans ---------------------------------------------------------------------------------------
TEST_CALL_S = 8.0  # answered and gone: long enough to hear that it works; expert estimate
SCAN_WINDOW_S = 1_800.0  # expert estimate
SCANNED_RANGES = 5  # ranges tried without a conversation within the window; expert estimate
SUBSCRIBER_DIGITS = 5  # what is left of a number without these is its range; expert estimate

# --- coverage gaps --------------------------------------------------------------------------------------
NOTICED_LATE_S = 10.0  # a feed that gives no sign is reported lost after this time at most; our own feeds
UNKNOWN_ALERTED_S = 60.0  # a shorter time of which nothing can be known wakes nobody; expert estimate
