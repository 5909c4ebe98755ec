"""`veilleur limits import FILE`: what a table `fraud_detection` of OpenSIPS becomes in veilleur.toml.

In: an export of the table, the configuration. Out: the lines proposed and what has no counterpart; on a yes
(or --write) the lines in veilleur.toml. Pitfall: a limit that is there is only ever made narrower.
"""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from veilleur.cli.owner.limits_fit import agrees
from veilleur.cli.owner.opensips.table import FraudRule, rules_of
from veilleur.cli.owner.opensips.translation import Proposal, translated
from veilleur.cli.records.input_files import on_disk
from veilleur.language import Sentence, json_line, say
from veilleur.pbx.bounded_files import text_of
from veilleur.words.errors import InputError, system_cause

if TYPE_CHECKING:
    from veilleur.config import Settings

LARGEST_TABLE_BYTES = 32 << 20
_LINES = Sentence("À écrire dans veilleur.toml\u00a0:", "For veilleur.toml:")
_NOTHING = Sentence(
    "Rien de cette table ne se traduit dans veilleur.toml.",
    "Nothing of this table translates to veilleur.toml.",
)
_COMMANDS = Sentence("À dire à Veilleur en marche\u00a0:", "To say to the running guard:")
_COLUMNS = Sentence(
    "Sans équivalent, et non repris\u00a0: {columns}. Veilleur pèse le rythme des appels de lui-même et borne"
    " l’argent ([limits]).",
    "Without a counterpart, and left out: {columns}. Veilleur weighs the rhythm of calls by itself and bounds"
    " money ([limits]).",
)
_PART = Sentence(
    "La table ne borne la durée que de certains préfixes ({classes})\u00a0: rien n’en est repris, car"
    " longest_call_minutes vaut pour toute une classe.",
    "The table bounds the length of calls for some prefixes alone ({classes}): none of it is taken over,"
    " since longest_call_minutes holds for a whole class.",
)
_LEFT_OUT = Sentence(
    "Préfixes interdits sans équivalent (moins qu’un pays ou qu’une classe), non repris\u00a0: {prefixes}.",
    "Barred prefixes without a counterpart (less than a country or a class), left out: {prefixes}.",
)
_HOURS_KEPT = Sentence(
    "{path} a déjà des horaires\u00a0: ils restent, comparez-les.",
    "{path} has opening hours already: they stay; compare them.",
)
_WROTE = Sentence("Écrit dans {path}\u00a0; redémarrez Veilleur.", "Written into {path}; restart the guard.")
_SHOWN = 12


def import_rules(
    file: Path, settings: Settings, language: str, *, profile: int | None, as_json: bool, may_write: bool
) -> None:
    """Propose what stands for the table, and write it on a yes."""
    from veilleur.config.site_file import edit

    proposal = translated(_rules(file, profile), settings.site, settings.numbering())
    path = settings.source
    wrote = False
    if not as_json:
        _print(proposal, language)
    had_hours = path is not None and _has_hours(path)
    if path is not None and _changes(path, proposal):
        can_ask = not as_json and sys.stdin.isatty()
        if may_write or (can_ask and agrees(path, language)):
            edit(path, partial(_put, proposal=proposal))
            wrote = True
            if not as_json:
                print(say(_WROTE, {"path": str(path)}, language))
        if proposal.hours and not as_json and had_hours:
            print(say(_HOURS_KEPT, {"path": str(path)}, language))
    if as_json:
        print(json_line({**_as_data(proposal), "wrote": wrote}))


def _rules(file: Path, profile: int | None) -> list[FraudRule]:
    """Raises InputError when the file is no such table, or holds several profiles and none is named."""
    with on_disk([file]) as (path,):
        try:
            text = text_of(path, LARGEST_TABLE_BYTES)
        except OSError as error:
            raise InputError(
                "{path}: cannot be read ({why}); give a readable file.", path=file, why=system_cause(error)
            ) from error
        rules = rules_of(text, file)
    profiles = sorted({rule.profile for rule in rules})
    if profile is None and len(profiles) > 1:
        raise InputError(
            "{path}: holds the profiles {profiles}; name the one that your script checks with --profile.",
            path=file,
            profiles=", ".join(map(str, profiles[:_SHOWN])),
        )
    kept = [rule for rule in rules if profile in (None, rule.profile)]
    if not kept:
        raise InputError("{path}: holds no profile {profile}.", path=file, profile=profile)
    return kept


def _print(proposal: Proposal, language: str) -> None:
    lines = _lines(proposal)
    print(say(_LINES if lines else _NOTHING, {}, language))
    for line in lines:
        print(f"    {line}")
    if proposal.territories:
        print(say(_COMMANDS, {}, language))
        for territory in proposal.territories:
            print(f"    {order_for(territory)}")
    if proposal.part:
        print(say(_PART, {"classes": ", ".join(proposal.part)}, language))
    if proposal.columns:
        print(say(_COLUMNS, {"columns": ", ".join(proposal.columns)}, language))
    if proposal.left_out:
        more = ", ..." if len(proposal.left_out) > _SHOWN else ""
        print(say(_LEFT_OUT, {"prefixes": ", ".join(proposal.left_out[:_SHOWN]) + more}, language))


def order_for(territory: str) -> str:
    """The command that bars a country."""
    return f"veilleur answer no --territory {territory} --for-good"


def _lines(proposal: Proposal) -> list[str]:
    document = tomlkit.document()
    _put(document, proposal)
    return [line for line in tomlkit.dumps(document).splitlines() if line]


def _as_data(proposal: Proposal) -> dict[str, Any]:
    limits: dict[str, Any] = {
        "longest_call_minutes": proposal.longest_minutes,
        "class_day_eur": dict.fromkeys(proposal.barred, 0),
    }
    if proposal.hours:
        limits["closed_hours_eur"] = 0
    return {
        "limits": limits,
        "hours": proposal.hours,
        "commands": [order_for(territory) for territory in proposal.territories],
        "columns_left_out": proposal.columns,
        "classes_bounded_in_part": proposal.part,
        "prefixes_left_out": proposal.left_out,
    }


def _has_hours(path: Path) -> bool:
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    site = document.get("site", {})
    return "hours" in document or (isinstance(site, MutableMapping) and "hours" in site)


def _changes(path: Path, proposal: Proposal) -> bool:
    """Whether the proposal changes the configuration, which can be read afterwards too.

    Raises:
        InputError: when it holds several sites, of which none is meant more than another.
    """
    from veilleur.config import load_text
    from veilleur.config.site_file import changed
    from veilleur.pbx.registry import sections

    before = path.read_text(encoding="utf-8-sig")
    after = changed(before, path, partial(_put, proposal=proposal))
    if after == before:
        return False
    load_text(after, path, sections())
    return True


def _put(document: tomlkit.TOMLDocument, proposal: Proposal) -> None:
    from veilleur.config.site_file import section

    site = document.get("site", {})
    if proposal.longest_minutes or proposal.barred or proposal.hours:
        limits = section(document, "limits")
        if proposal.hours:
            limits["closed_hours_eur"] = 0
        for key, values in (
            ("class_day_eur", dict.fromkeys(proposal.barred, 0)),
            ("longest_call_minutes", proposal.longest_minutes),
        ):
            if values and key not in limits:
                limits[key] = tomlkit.inline_table()
            for word, value in values.items():
                limits[key][word] = min(value, limits[key].get(word, value))
    if proposal.hours and "hours" not in document and "hours" not in site:
        document["hours"] = tomlkit.table()
        for day, spans in proposal.hours.items():
            document["hours"][day] = spans
