"""Whether somebody confirmed a number or a telephone, and what an unconfirmed number has cost so far.

In: codes keyed, costs of calls, questions put. Out: `Standing` of one call. Keys in the table of counts:
`v` confirmed, `$` euros spent unconfirmed, `h` became a habit, `q` questions put, `w` the code was not known
(of a number, or with `:` of an extension), `y` the code was keyed right. Pitfall: these share the bounded
table of the profile, so an old standing may be evicted.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.profile.decayed_counts import DecayedCounts
from veilleur.detection.profile.parameters import HABIT_DAYS, HABIT_EUROS, QUESTION_GROWTH, SUSPECT_DAYS


class Standing(NamedTuple):
    """What is known of the people behind a number and an extension.

    is_suspect: the last person asked at this extension, or about this number, did not know the code.
    has_keyed: the code was keyed right at this extension today. unconfirmed_euros: spent on the number,
    new since the site is watched, before anybody confirmed it.
    """

    is_suspect: bool
    has_keyed: bool
    unconfirmed_euros: float


class NumberStandings:
    """The standings of one site. Numbers are given as `familiarity.number_key` writes them."""

    __slots__ = ("_counts", "new_habits")

    def __init__(self, counts: DecayedCounts) -> None:
        self._counts = counts
        self.new_habits = 0.0  # numbers that became habits since the site is watched

    def read(self, number: str, extension: str, day: int) -> Standing:
        """The standing of a call to this number from this extension."""
        counts = self._counts
        keys = f"w{number}", f"w:{extension}", f"${number}"
        suspect_number, suspect_extension, euros = counts.days_of_each(keys, day)
        is_suspect = suspect_number >= SUSPECT_DAYS or suspect_extension >= SUSPECT_DAYS
        return Standing(is_suspect, counts.last_day(f"y{extension}") == day, euros)

    def of_record(self, number: str, day: int) -> Standing:
        """The same of a call that is over: nobody can be asked for a code any more."""
        return Standing(False, False, self._counts.days(f"${number}", day))

    def question_factor(self, number: str, day: int) -> float:
        """Times the money that a question about this number needs now: QUESTION_GROWTH ** (questions put)."""
        return float(QUESTION_GROWTH ** self._counts.days(f"q{number}", day))

    def spend(self, number: str, day: int, euros: float) -> None:
        """Count what a call cost, unless somebody confirmed its number."""
        if self._counts.days(f"v{number}", day) > 0.0:
            self._counts.learn(f"v{number}", day, 1.0)
            return
        self._counts.learn(f"${number}", day, euros, daily=False)
        if self._counts.days(number, day) >= HABIT_DAYS:
            self._count_habit(number, day)

    def _count_habit(self, number: str, day: int) -> None:
        if self._counts.days(f"${number}", day) >= HABIT_EUROS and self._counts.last_day(f"h{number}") < 0:
            self._counts.learn(f"h{number}", day, 1.0)
            self.new_habits += 1.0

    def question_put(self, number: str, day: int) -> None:
        """A question about this number was put: without an answer, the next needs far more money."""
        self._counts.learn(f"q{number}", day, 1.0, daily=False)

    def mark_suspect(self, number: str, extension: str, day: int) -> None:
        """The person who called this number from there did not know the code."""
        self._counts.learn(f"w{number}", day, 1.0)
        if extension:
            self._counts.learn(f"w:{extension}", day, 1.0)

    def clear_suspect(self, extension: str) -> None:
        """The person at this extension knows the code."""
        self._counts.forget(f"w:{extension}")

    def record_code(self, extension: str, day: int) -> None:
        """The code was keyed right at this extension."""
        self._counts.learn(f"y{extension}", day, 1.0)

    def has_keyed(self, extension: str, day: int) -> bool:
        """Whether the code was keyed right at this extension today: once more proves little."""
        return self._counts.last_day(f"y{extension}") == day

    def reject(self, number: str) -> None:
        """A number turned out to be the attacker's: what was learned of it is forgotten."""
        self._counts.forget(number, f"v{number}")

    def confirm(self, number: str, day: int) -> None:
        """A person who knew the code, or the time before the watch, confirms this number."""
        self._count_habit(number, day)
        self._counts.learn(f"v{number}", day, 1.0)
        self._counts.forget(f"${number}", f"w{number}")
