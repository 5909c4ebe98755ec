# ruff: noqa: E501 - a sentence is one line
"""The weekly report: that all was quiet, in figures, so that a Monday without it is a sign.

In: the figures of a week. Out: its text in French or English. Pitfall: a share of time is cut, never rounded
up: 99.97 % seen is not "100 %".
"""

from __future__ import annotations

from datetime import datetime
from math import floor
from zoneinfo import ZoneInfo

from veilleur.alerts.composer import Text
from veilleur.history.week import Week
from veilleur.language import NO_BREAK, Sentence, day_and_month, plural, say
from veilleur.words.site import Site

WEEKLY = {
    "subject": Sentence("[Veilleur] {site}\u00a0: la semaine", "[Veilleur] {site}: the week"),
    "calm": Sentence(
        "{site}\u00a0: semaine calme, du {first} au {last}.", "{site}: quiet week, {first} to {last}."
    ),
    "busy": Sentence(
        "{site}\u00a0: semaine du {first} au {last}, {count|incident/incidents}\u00a0; «\u00a0veilleur incidents\u00a0».",
        "{site}: week of {first} to {last}, {count|incident/incidents}; `veilleur incidents`.",
    ),
    "calls": Sentence("{calls}, {cost|euros}, {blocked}.", "{calls}, {cost|euros}, {blocked}."),
    "tries": Sentence(
        "{count|essai/essais} de code PIN sans succès.", "{count|attempt/attempts} at a PIN turned away."
    ),
    "seen": Sentence("Standard vu {share}\u00a0% du temps.", "PBX in sight {share}% of the time."),
    "drill": Sentence(
        "Dernier exercice\u00a0: le {day}, réponse en {after|duration}.",
        "Last drill: {day}, answered in {after|duration}.",
    ),
    "drill_unanswered": Sentence(
        "Dernier exercice\u00a0: le {day}, sans réponse.", "Last drill: {day}, not answered."
    ),
    "no_drill": Sentence(
        "Aucun exercice depuis un an\u00a0: «\u00a0veilleur drill\u00a0».",
        "No drill for a year: `veilleur drill`.",
    ),
    "missed": Sentence(
        "Un lundi sans ce message n’est pas normal\u00a0: appelez le {number}.",
        "A Monday without this message is not normal: call {number}.",
    ),
    "missed_alone": Sentence(
        "Un lundi sans ce message n’est pas normal\u00a0: regardez si Veilleur tourne, «\u00a0veilleur status\u00a0».",
        "A Monday without this message is not normal: look whether the guard runs, `veilleur status`.",
    ),
    "stop": Sentence(
        "Pour ne plus le recevoir\u00a0: weekly_report = false dans [alerts].",
        "To get it no longer: weekly_report = false in [alerts].",
    ),
}


def weekly_text(week: Week, site: Site, language: str, *, word: str = "", installer: str = "") -> Text:
    """The report of one week."""

    def said(code: str, **blanks: str | int | float) -> str:
        text = say(WEEKLY[code], {"site": site.name, **blanks}, language, site.timezone)
        return text if language == "fr" else text.replace(NO_BREAK, " ")

    zone = ZoneInfo(site.timezone)

    def day(at: float) -> str:
        return day_and_month(datetime.fromtimestamp(at, zone).date(), language)

    first, last = day(week.since), day(week.until - 1)
    if first.rpartition(NO_BREAK)[2] == last.rpartition(NO_BREAK)[2]:
        first = first.rpartition(NO_BREAK)[0]  # "du 9 au 15 novembre": the month is said once
    code = "busy" if week.incidents else "calm"
    calls = said(
        "calls",
        calls=_count(
            week.calls, ("appel sortant", "appels sortants"), ("outgoing call", "outgoing calls"), language
        ),
        cost=week.cost,
        blocked=_blocked(week.blocked, language),
    )
    facts = [calls, said("tries", count=week.tries), said("seen", share=_share(week.seen, language))]
    if not week.drill_at:
        facts.append(said("no_drill"))
    elif week.drill_s is None:
        facts.append(said("drill_unanswered", day=day(week.drill_at)))
    else:
        facts.append(said("drill", day=day(week.drill_at), after=week.drill_s))
    missed = said("missed", number=installer) if installer else said("missed_alone")
    agreed = [say(_WORD, {"word": word}, language)] if word else []
    return Text(
        said("subject"),
        said(code, first=first, last=last, count=week.incidents),
        (" ".join(facts), missed, *agreed, said("stop")),
    )


_WORD = Sentence("Mot convenu\u00a0: {word}.", "Agreed word: {word}.")


def _count(number: int, french: tuple[str, str], english: tuple[str, str], language: str) -> str:
    one, many = french if language == "fr" else english
    return plural(number, one, many, language)


def _blocked(number: int, language: str) -> str:
    if number == 0:
        return "aucun bloqué" if language == "fr" else "none blocked"
    return _count(number, ("bloqué", "bloqués"), ("blocked", "blocked"), language)


def _share(seen: float, language: str) -> str:
    tenths = floor(max(0.0, min(1.0, seen)) * 1_000 + 1e-6)
    text = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return text.replace(".", ",") if language == "fr" else text
