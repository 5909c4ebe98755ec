"""What the limits of a site would have stopped of a past, on which days, and the limits that fit it.

In: the outcomes of a replay, or the headroom of an examination. Out: plain data, and lines in French or
English. Pitfall: the limits that fit are taken from what the judge let pass, so a past full of fraud does not
ask for limits as wide as the fraud.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from veilleur.detection.spending.recommended_limits import Spending
from veilleur.language import Sentence, day_and_month, plural, say
from veilleur.wording.limits import windows
from veilleur.words.money import MICRO_EUROS_PER_EURO

if TYPE_CHECKING:
    from veilleur.detection.replay import CallOutcome
    from veilleur.evidence.limit_headroom import Room
    from veilleur.words.site import Limits, Site

DAYS_SHOWN = 5
_DID = Sentence("Limites\u00a0: {did}, sur {days} ({named}).", "Limits: {did}, on {days} ({named}).")
_STOPPED = Sentence("elles auraient arrêté {stopped}", "they would have stopped {stopped}")
_ASKED = Sentence("fait demander un code pour {asked}", "had a code asked for {asked}")
_ONLY_ASKED = Sentence(
    "elles auraient fait demander un code pour {asked}", "they would have had a code asked for {asked}"
)
_FITTING = Sentence(
    "Limites conseillées, qui n’auraient rien arrêté de ce que le juge a laissé passer\u00a0: {limits}. Pour"
    " les prendre\u00a0: «\u00a0veilleur limits fit FICHIER\u00a0».",
    "Limits advised, which would have stopped nothing that the judge let pass: {limits}. To take them:"
    " `veilleur limits fit FILE`.",
)
_CALL = {"fr": ("appel", "appels"), "en": ("call", "calls")}
_DAY = {"fr": ("jour", "jours"), "en": ("day", "days")}


class LimitVerdict:
    """Counts what the limits did in one replay."""

    def __init__(self, site: Site) -> None:
        self._zone = ZoneInfo(site.timezone)
        self._spending = Spending(site)
        self._days: Counter[str] = Counter()
        self._stopped = self._asked = 0

    def count(self, outcome: CallOutcome) -> None:
        """One outcome."""
        if outcome.is_by_limit and outcome.decision != "allow":
            self._days[datetime.fromtimestamp(outcome.at, self._zone).date().isoformat()] += 1
            self._asked += outcome.decision == "ask"
            self._stopped += outcome.decision != "ask"
        elif outcome.decision not in ("allow", "ask"):
            return
        destination = outcome.destination
        if destination.is_capped and outcome.cost_unwatched:
            self._spending.add(outcome.at, outcome.cost_unwatched, destination.number_class.value)

    def as_data(self) -> dict[str, Any]:
        """Plain data; empty when the limits stopped nothing."""
        if not self._days:
            return {}
        return {
            "calls_stopped": self._stopped,
            "calls_asked": self._asked,
            "days": dict(sorted(self._days.items())),
            "fitting": self._fitting(),
        }

    def lines(self, language: str) -> list[str]:
        """The same for a person."""
        if not self._days:
            return []
        days = [date.fromisoformat(day) for day in sorted(self._days)]
        return _said(days, self._stopped, self._asked, self._spending.limits(), language)

    def _fitting(self) -> dict[str, float]:
        return in_euros(self._spending.limits())


def headroom_lines(past: Room, language: str) -> list[str]:
    """What written limits would have stopped of the honest calls of a past; none when they stop nothing."""
    if not past.calls_stopped:
        return []
    days = [date.fromordinal(day) for day in sorted(past.stopped_on)]
    return _said(days, past.calls_stopped, 0, past.fitting, language)


def _said(days: list[date], stopped: int, asked: int, fitting: Limits, language: str) -> list[str]:
    blanks = {
        "stopped": plural(stopped, *_CALL[language], language),
        "asked": plural(asked, *_CALL[language], language),
    }
    did = say(_STOPPED if stopped else _ONLY_ASKED, blanks, language)
    if stopped and asked:
        did += (" et " if language == "fr" else " and ") + say(_ASKED, blanks, language)
    named = ", ".join(day_and_month(day, language) for day in days[:DAYS_SHOWN])
    blanks = {
        "did": did,
        "days": plural(len(days), *_DAY[language], language),
        "named": named + (" …" if len(days) > DAYS_SHOWN else ""),
    }
    lines = [say(_DID, blanks, language)]
    advised = windows(fitting, language)
    return [*lines, say(_FITTING, {"limits": advised}, language)] if advised else lines


def in_euros(limits: Limits) -> dict[str, float]:
    """Limits by their keys in veilleur.toml; those that are off are left out."""
    amounts = {
        "closed_hours_eur": limits.closed_hours,
        "day_eur": limits.day,
        "month_eur": limits.month,
    }
    return {key: amount / MICRO_EUROS_PER_EURO for key, amount in amounts.items() if amount is not None}
