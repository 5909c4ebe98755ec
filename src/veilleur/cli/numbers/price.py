"""`veilleur price NUMBER...`: what a number means and costs, and why, one line each."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.language import Sentence, clean, euros, say, territory_name
from veilleur.numbering import Explanation
from veilleur.numbering.corrections import CORRECTIONS, ITU
from veilleur.words.money import Price

_CLASSES = {
    "internal": Sentence("poste interne", "extension"),
    "feature": Sentence("code de service", "feature code"),
    "emergency": Sentence("urgence", "emergency"),
    "free": Sentence("gratuit", "free"),
    "national": Sentence("national", "national"),
    "mobile": Sentence("mobile", "mobile"),
    "shared_cost": Sentence("coût partagé", "shared cost"),
    "premium": Sentence("surtaxé", "premium"),
    "premium_short": Sentence("court surtaxé", "premium short"),
    "directory": Sentence("renseignements", "directory"),
    "operator": Sentence("opérateur", "operator"),
    "international": Sentence("international", "international"),
    "satellite": Sentence("satellite", "satellite"),
    "international_network": Sentence("réseau international", "international network"),
    "unassigned": Sentence("non attribué", "unassigned"),
}
_RULES = {
    "emergency": Sentence("numéro d’urgence du site", "emergency number of the site"),
    "extension": Sentence("plan des postes du site", "the site's extension plan"),
    "feature_code": Sentence("code en étoile ou dièse", "star or hash code"),
    "forward_code": Sentence("code de renvoi", "code that sets a forward"),
    "short_number": Sentence("numéro court du pays", "short number of the country"),
    "french_plan": Sentence("numéro français", "number of the French plan"),
    "overseas": Sentence("outre-mer, indicatif propre", "overseas France, a code of its own"),
    "country_code": Sentence("indicatif de pays", "country code"),
    "national_range": Sentence("tranche du plan du pays", "range of the country's plan"),
    "spare_country_code": Sentence("indicatif libre", "spare country code"),
    "universal_freephone": Sentence("800 universel", "universal freephone"),
    "local_number": Sentence("numéro local", "local number"),
    "not_understood": Sentence(
        "numéro incompris, compté au prix le plus cher", "number not understood, counted at the highest price"
    ),
}
_LISTED = Sentence("indicatif particulier, {source}", "a code of its own, {source}")
_ITU_LIST = Sentence("liste de l’UIT", "ITU-T E.164 assigned country codes")
_SOURCES = {row.code: row.source for row in CORRECTIONS}

HIGH_RISK_DB = 8


def command(
    numbers: Annotated[list[str], typer.Argument(help="Numbers as they are dialled on the site.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Explain what each number means here and why: class, territory, price and risk."""
    settings = settings_or_default(config)
    plan = settings.numbering()
    language = language_or_error(lang, settings)
    for number in numbers:
        found = plan.explain(number)
        print(json.dumps(_data(found)) if as_json else _line(found, language))


def _data(explained: Explanation) -> dict[str, object]:
    found = explained.destination
    return {
        "dialled": found.dialled,
        "e164": found.e164,
        "class": found.number_class.value,
        "territory": found.territory,
        "eur_per_minute": found.price.per_minute / 1_000_000,
        "connection_eur": found.price.connection / 1_000_000,
        "usual_eur_per_minute": found.usual.per_minute / 1_000_000,
        "usual_connection_eur": found.usual.connection / 1_000_000,
        "cautious_eur_per_minute": found.cautious.per_minute / 1_000_000,
        "cautious_connection_eur": found.cautious.connection / 1_000_000,
        "first_s": found.price.first_s,
        "step_s": found.price.step_s,
        "risk_db": found.risk_db,
        "capped": found.is_capped,
        "forward_target": found.forward_target,
        "rule": explained.rule,
        "outside_line": explained.outside_line,
        "price_source": explained.price_source,
    }


def _line(explained: Explanation, lang: str) -> str:
    french = lang == "fr"
    found = explained.destination
    parts = [
        clean(found.dialled) or '""',
        found.e164 or "-",
        say(_CLASSES[found.number_class.value], {}, lang),
    ]
    if found.territory:
        parts.append(territory_name(found.territory, lang))
    parts.append(_price(found.usual, lang))
    if found.cautious != found.usual:
        parts.append(("au plus " if french else "at most ") + _price(found.cautious, lang))
    if found.risk_db:
        high = found.risk_db >= HIGH_RISK_DB
        level = ("élevé" if high else "moyen") if french else ("high" if high else "medium")
        parts.append(
            f"risque {level} ({found.risk_db}/10)" if french else f"{level} risk ({found.risk_db}/10)"
        )
    if found.forward_target:
        parts.append(f"{'renvoi vers' if french else 'forward to'} {clean(found.forward_target)}")
    if found.is_capped:
        parts.append("compté dans les limites" if french else "counted in the limits")
    parts.append(f"({_why(explained, lang)})")
    return "  ".join(parts)


def _price(price: Price, lang: str) -> str:
    fee = f" + {euros(price.connection, lang)}" if price.connection else ""
    return f"{euros(price.per_minute, lang)}/min{fee}"


def _why(explained: Explanation, lang: str) -> str:
    french = lang == "fr"
    reasons = []
    if explained.outside_line:
        taken = clean(explained.outside_line)
        reasons.append(
            f"{taken} lu comme «\u00a0pour sortir\u00a0»" if french else f"{taken} read as the outside line"
        )
    correction = explained.rule.removeprefix("correction:")
    known = _RULES.get(explained.rule)
    listed = _SOURCES.get(correction, correction).replace(ITU, say(_ITU_LIST, {}, lang)).replace(": ", ", ")
    reasons.append(say(known, {}, lang) if known else say(_LISTED, {"source": listed}, lang))
    source = explained.price_source
    if source == "flat":
        reasons.append("compris dans le forfait" if french else "included in the plan")
    elif source.startswith("deck "):
        prefix = source.removeprefix("deck ")
        reasons.append(f"prix\u00a0: tarif du site, {prefix}" if french else f"price: site's deck, {prefix}")
    elif explained.destination.price.cost(60):
        reasons.append(
            "prix\u00a0: estimation, tarifs publics" if french else "price: estimate, public price lists"
        )
    return "; ".join(reasons) if not french else "\u00a0; ".join(reasons)
