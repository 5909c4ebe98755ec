"""Limits as a person reads them, in French and English: their windows, amounts and reasons.

In: the name of a limit ("day", "class premium"), amounts, a reason. Out: a few words. Pitfall: a window is
named as a rule here ("a day"); `status` names the one that runs ("today").
"""

from __future__ import annotations

from veilleur.language import Sentence, euros, say
from veilleur.words.money import MicroEuro
from veilleur.words.site import Limits

WINDOWS = {
    "closed_hours": Sentence("par fermeture", "a closed period"),
    "day": Sentence("par jour", "a day"),
    "month": Sentence("par mois", "a month"),
    "codes": Sentence(
        "en 30 jours par poste, par code juste", "in 30 days for each extension, by right codes"
    ),
}
CLASSES = {
    "international": Sentence("à l’étranger", "abroad"),
    "premium": Sentence("vers les numéros surtaxés", "to premium numbers"),
    "premium_short": Sentence("vers les numéros courts surtaxés", "to short premium numbers"),
    "shared_cost": Sentence("vers les numéros à coût partagé", "to shared-cost numbers"),
    "directory": Sentence("vers les renseignements", "to directory enquiries"),
    "satellite": Sentence("vers les satellites", "to satellites"),
    "international_network": Sentence("vers les réseaux internationaux", "to international networks"),
    "unassigned": Sentence("vers les numéros inconnus", "to unknown numbers"),
}
_EXTENSION_DAY = Sentence("{amount} par jour et par poste", "{amount} a day and extension")
_EXTENSION_30_DAYS = Sentence("{amount} en 30 jours par poste", "{amount} in 30 days for each extension")
_PRICE_MINUTE = Sentence("{amount} la minute au plus", "{amount} a minute at most")
_CALL_FEE = Sentence("{amount} de mise en relation au plus", "a fee of {amount} a call at most")
_LONGEST = Sentence("{minutes} minutes au plus {class}", "{minutes} minutes at most {class}")
_PLAN_MINUTES = Sentence(
    "{count} minutes de forfait par mois (alarme seulement)",
    "{count} minutes of the plan a month (an alarm only)",
)
_PLAN_NUMBERS = Sentence(
    "{count} correspondants de forfait par mois (alarme seulement)",
    "{count} numbers of the plan a month (an alarm only)",
)
_INCOMING = Sentence(
    "{amount} par jour d’appels reçus sur un numéro gratuit (alarme seulement)",
    "{amount} a day of incoming calls to a free number (an alarm only)",
)
_NO_LIMIT = Sentence("sans limite", "no limit")
_EXTENSION = Sentence("poste {name}", "extension {name}")
_OF_CLASS = Sentence("par jour {class}", "a day {class}")


def whose(code: str, of: str, lang: str) -> str:
    """Of what a cap is: "extension 204", "to premium numbers"."""
    if code != "cap_class_day":
        return say(_EXTENSION, {"name": of}, lang)
    known = CLASSES.get(of)
    return say(known, {}, lang) if known else of


def window(name: str, lang: str) -> str:
    """ "a month", "a day to premium numbers", "extension 204"."""
    if name.startswith("extension "):
        return whose("", name.removeprefix("extension "), lang)
    known = WINDOWS.get(name)
    if known is not None:
        return say(known, {}, lang)
    word = name.removeprefix("class ")
    of = CLASSES.get(word)
    return say(_OF_CLASS, {"class": say(of, {}, lang) if of else word}, lang)


def amount(limit: MicroEuro | None, lang: str) -> str:
    """What a limit lets be spent."""
    return say(_NO_LIMIT, {}, lang) if limit is None else euros(limit, lang)


def windows(limits: Limits, lang: str) -> str:
    """The limits of the windows in one phrase: "€70 a closed period, €270 a day, €2,210 a month"."""
    amounts = {"closed_hours": limits.closed_hours, "day": limits.day, "month": limits.month}
    return ", ".join(
        f"{euros(value, lang)} {window(name, lang)}" for name, value in amounts.items() if value is not None
    )


def written(limits: Limits, lang: str) -> list[str]:
    """The limits beside the windows, which stand as the owner wrote them."""
    amounts = (
        (_EXTENSION_DAY, limits.per_extension_day),
        (_EXTENSION_30_DAYS, limits.per_extension_30_days),
        (_PRICE_MINUTE, limits.price_minute),
        (_CALL_FEE, limits.call_fee),
    )
    lines = [
        say(sentence, {"amount": euros(value, lang)}, lang)
        for sentence, value in amounts
        if value is not None
    ]
    for word, seconds in limits.longest_s:
        of = CLASSES.get(word)
        blanks = {"minutes": str(seconds // 60), "class": say(of, {}, lang) if of else word}
        lines.append(say(_LONGEST, blanks, lang))
    if limits.plan_minutes_month:
        lines.append(say(_PLAN_MINUTES, {"count": str(limits.plan_minutes_month)}, lang))
    if limits.plan_numbers_month:
        lines.append(say(_PLAN_NUMBERS, {"count": str(limits.plan_numbers_month)}, lang))
    if limits.incoming_day is not None:
        lines.append(say(_INCOMING, {"amount": euros(limits.incoming_day, lang)}, lang))
    return lines
