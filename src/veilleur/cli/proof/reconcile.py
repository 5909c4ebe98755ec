"""`veilleur reconcile BILL [RECORDS...]`: the operator's itemised bill against what the PBX recorded.

In: a bill, call records of the PBX or the guard's journal, a price list where there is one. Out: what is in
dispute, line by line.
Exit 0 nothing in dispute, 1 something is, 2 a file cannot be used. Pitfall: a price list must have the same
tax as the amounts of the bill's lines.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional
from zoneinfo import ZoneInfo

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.cli.proof.written import written
from veilleur.cli.records.input_files import on_disk
from veilleur.cli.records.progress import progress
from veilleur.language import Sentence, duration, euros, json_line, masked, plural, say
from veilleur.words.errors import InputError
from veilleur.words.money import euros as as_euros

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.evidence.reconcile.differences import Difference, Reconciled

DIFFERENCES_SHOWN = 30
FOUND = 1
_KINDS = {
    "never_made": Sentence("appels que le standard n’a jamais passés", "calls that the PBX never made"),
    "billed_twice": Sentence("appels facturés deux fois", "calls billed twice"),
    "not_answered": Sentence("appels restés sans réponse", "calls that nobody answered"),
    "too_long": Sentence("durées plus longues que l’appel", "durations longer than the call"),
    "rounding": Sentence("arrondis au-delà du tarif", "rounding beyond the tariff"),
    "price": Sentence("prix autres que le tarif", "prices other than the tariff’s"),
    "total": Sentence("totaux qui ne sont pas la somme", "totals that are not the sum"),
    "tax": Sentence("taxe qui n’est pas celle du taux", "tax that is not that of the rate"),
}
_HEAD = Sentence(
    "{lines} de facture, {matched} retrouvées dans les relevés du standard. "
    "En litige\u00a0: {disputed}, sur {total}.",
    "{lines} of the bill, {matched} found in the PBX’s records. In dispute: {disputed}, of {total}.",
)
_HEAD_OF_GUARD = Sentence(
    "{lines} de facture, {matched} retrouvées dans le journal de Veilleur. "
    "En litige\u00a0: {disputed}, sur {total}.",
    "{lines} of the bill, {matched} found in the guard’s journal. In dispute: {disputed}, of {total}.",
)
_NOTHING = Sentence("Rien n’est en litige.", "Nothing is in dispute.")
_KIND = Sentence("  {count}  {kind}\u00a0: {disputed}", "  {count}  {kind}: {disputed}")
_LINE = Sentence(
    "ligne {line}  {when}  {number}  {what}  {disputed}", "line {line}  {when}  {number}  {what}  {disputed}"
)
_FORWARDED = Sentence(
    "(renvoi chez l’opérateur, d’après la facture)",
    "(forwarded inside the operator’s network, says the bill)",
)
_MORE = Sentence(
    "… et {count} autres lignes\u00a0: --out FICHIER.csv ou --json les donne toutes.",
    "… and {count} more lines: --out FILE.csv or --json gives all.",
)
_UNCOVERED = Sentence(
    "{lines} d’un temps dont il n’y a pas de relevé\u00a0: rien n’en est dit.",
    "{lines} of a time without records: nothing is said of them.",
)
_UNBILLED = Sentence(
    "{calls} de vos relevés, aboutis, ne sont pas sur la facture\u00a0: comptés ici pour information.",
    "{calls} of your records, answered, are not on the bill: counted here for information.",
)
_CLOCKS = Sentence(
    "L’horloge de la facture a {seconds} s d’écart avec celle du standard\u00a0: c’est pris en compte.",
    "The bill’s clock is {seconds} s apart from the PBX’s: this is taken into account.",
)
_LATER = Sentence(
    "Certains appels montrent {seconds} s d’écart (heure d’été oubliée\u00a0?)\u00a0: c’est pris en compte.",
    "Some calls show {seconds} s instead (a forgotten summer hour?): this is taken into account too.",
)
_STEP = Sentence(
    "La facture arrondit les durées à {step} s\u00a0: à comparer au contrat.",
    "The bill rounds durations to {step} s: compare that with the contract.",
)
_NO_TARIFF = Sentence(
    "Sans grille tarifaire (--tariff), les prix ne sont pas vérifiés\u00a0: demandez-la à l’opérateur.",
    "Without a price list (--tariff) prices are not checked: ask the operator for it.",
)
_AROUND_GATE = Sentence(
    "Non vus par la porte\u00a0: {calls} de la facture. Le standard peut joindre l’opérateur sans elle, ou "
    "le compte sert ailleurs. Demandez à l’opérateur de n’admettre que l’adresse de la porte, et changez le "
    "mot de passe du compte.",
    "Not seen by the gate: {calls} of the bill. The PBX can reach the operator without it, or the account is "
    "used elsewhere. Ask the operator to admit the gate’s address alone, and change the account’s password.",
)
_LINES = {"fr": ("ligne", "lignes"), "en": ("line", "lines")}
_CALLS = {"fr": ("appel", "appels"), "en": ("call", "calls")}


def command(
    bill: Annotated[
        Path, typer.Argument(help="The operator's itemised bill: CSV, XLSX, or PDF with tables.")
    ],
    records: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(
            help="Call records of the PBX, of the same time; without them the guard's journal is taken."
        ),
    ] = None,
    tariff: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            help="The operator's price list, with the tax of the bill's lines; else the configured one."
        ),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A CSV file for all lines in dispute, with whole numbers."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Hold an itemised bill against the PBX's records: what is in dispute, line by line."""
    from veilleur.evidence.dossier.law import vat_per_cent
    from veilleur.evidence.reconcile import reading, statement
    from veilleur.evidence.reconcile.differences import reconcile

    settings = settings_or_default(config)
    language = language_or_error(lang, settings)
    if not records and settings.source is None:
        raise InputError(
            "Give the PBX's call records of the same time, or the configuration of a guard (--config)."
        )
    with on_disk([bill, *(records or [])]) as (bill_path, *record_paths):
        settings = _with_site(settings, record_paths)
        site, numbering = settings.site, settings.numbering()
        deck = tariff or (Path(site.tariff.file) if site.tariff.file else None)
        with progress(language, as_json=as_json) as shown:
            billed = reading.billed_calls(bill_path, site, numbering, shown.reading)
        if not billed:
            raise InputError("{path}: holds no outgoing call; is it the itemised bill?", path=bill)
        if record_paths:
            with progress(language, as_json=as_json) as shown:
                made = reading.Seen(reading.made_calls(record_paths, site, numbering, shown.reading), [])
        else:
            made = reading.journal_calls(settings.journal.file, site, numbering)
        prices = reading.tariff_of(deck, numbering) if deck else None
        found = reconcile(billed, made.calls, prices, made.unseen)
        stated = statement.stated(reading.lines_of(bill_path))
    day = datetime.fromtimestamp(billed[0].at, ZoneInfo(site.timezone)).date()
    found.differences += statement.differences(
        stated, found.total, found.lines, vat_per_cent(site.country, day)
    )
    if out is not None:
        written(out.parent, out.name, _table(found, site.timezone))
    if as_json:
        for one in found.differences:
            print(json_line(_data(one)))
        print(json_line(_summary(found, has_tariff=deck is not None)))
    else:
        sys.stdout.writelines(
            f"{line}\n"
            for line in _page(
                found,
                language,
                site.timezone,
                has_tariff=deck is not None,
                is_of_guard=not records,
                has_gate=settings.has_gate,
            )
        )
    raise typer.Exit(FOUND if found.differences else 0)


def _with_site(settings: Settings, paths: list[Path]) -> Settings:
    """The configured site, or what the PBX's records show of it."""
    if settings.source is not None:
        return settings
    from dataclasses import replace

    from veilleur.records import guess_from, read_confined

    guess = guess_from(lambda site: read_confined(paths, site, skip_unusable=True), settings.site)
    return replace(settings, site=guess.site)


def _page(
    found: Reconciled, lang: str, timezone: str, *, has_tariff: bool, is_of_guard: bool, has_gate: bool
) -> list[str]:
    lines = plural(found.lines, *_LINES[lang], lang)
    blanks = {
        "lines": lines,
        "matched": str(found.matched),
        "disputed": euros(found.disputed, lang),
        "total": euros(found.total, lang),
    }
    page = [say(_HEAD_OF_GUARD if is_of_guard else _HEAD, blanks, lang)]
    if not found.differences:
        page.append(say(_NOTHING, {}, lang))
    for kind, (count, disputed) in found.by_kind().items():
        values = {
            "count": f"{count:>6}",
            "kind": say(_KINDS[kind], {}, lang),
            "disputed": euros(disputed, lang),
        }
        page.append(say(_KIND, values, lang))
    page += [_line(one, lang, timezone) for one in found.differences[:DIFFERENCES_SHOWN]]
    if len(found.differences) > DIFFERENCES_SHOWN:
        page.append(say(_MORE, {"count": len(found.differences) - DIFFERENCES_SHOWN}, lang))
    if found.uncovered:
        page.append(say(_UNCOVERED, {"lines": plural(found.uncovered, *_LINES[lang], lang)}, lang))
    if found.unbilled:
        page.append(say(_UNBILLED, {"calls": plural(found.unbilled, *_CALLS[lang], lang)}, lang))
    if round(found.apart_s):
        page.append(say(_CLOCKS, {"seconds": round(found.apart_s)}, lang))
    page += [say(_LATER, {"seconds": round(seconds)}, lang) for seconds in found.later_apart_s]
    if found.step_s > 1:
        page.append(say(_STEP, {"step": found.step_s}, lang))
    from veilleur.evidence.reconcile.differences import Kind

    around = found.by_kind().get(Kind.NEVER_MADE, (0, 0))[0] if has_gate and is_of_guard else 0
    if around:
        page.append(say(_AROUND_GATE, {"calls": plural(around, *_CALLS[lang], lang)}, lang))
    if not has_tariff:
        page.append(say(_NO_TARIFF, {}, lang))
    return page


def _line(one: Difference, lang: str, timezone: str) -> str:
    when = f"{datetime.fromtimestamp(one.at, ZoneInfo(timezone)):%d/%m %H:%M}" if one.at else ""
    what = say(_KINDS[one.kind], {}, lang)
    if one.kind in ("too_long", "rounding"):
        what += f" ({duration(one.billed, lang)} / {duration(one.expected, lang)})"
    elif one.kind in ("price", "total", "tax"):
        what += f" ({euros(round(one.billed), lang)} / {euros(round(one.expected), lang)})"
    if one.is_forwarded:
        what += f" {say(_FORWARDED, {}, lang)}"
    number = masked(one.number) if one.number else ""
    return say(
        _LINE,
        {
            "line": one.line,
            "when": when,
            "number": number,
            "what": what,
            "disputed": euros(one.disputed, lang),
        },
        lang,
    )


def _data(one: Difference) -> dict[str, object]:
    return {
        "type": "difference",
        "kind": one.kind.value,
        "line": one.line,
        "records_line": one.made_line,
        "at": one.at,
        "number": masked(one.number),
        "disputed_eur": float(as_euros(one.disputed)),
        "billed": one.billed,
        "expected": one.expected,
        "forwarded_by_operator": one.is_forwarded,
    }


def _summary(found: Reconciled, *, has_tariff: bool) -> dict[str, object]:
    return {
        "summary": {
            "lines": found.lines,
            "matched": found.matched,
            "disputed_eur": float(as_euros(found.disputed)),
            "total_eur": float(as_euros(found.total)),
            "by_kind": {kind.value: count for kind, (count, _euros) in found.by_kind().items()},
            "uncovered": found.uncovered,
            "unbilled": found.unbilled,
            "clocks_apart_s": found.apart_s,
            "clocks_apart_later_s": found.later_apart_s,
            "step_s": found.step_s,
            "prices_checked": found.prices_checked if has_tariff else 0,
        }
    }


def _table(found: Reconciled, timezone: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        ["bill_line", "start_local", "number", "kind", "billed", "expected", "disputed_eur", "records_line"]
    )
    for one in found.differences:
        start = datetime.fromtimestamp(one.at, ZoneInfo(timezone)).isoformat() if one.at else ""
        number = f"'{one.number}" if one.number[:1] in "=+-@" and one.number else one.number
        writer.writerow(
            [
                one.line,
                start,
                number,
                one.kind.value,
                one.billed,
                one.expected,
                as_euros(one.disputed),
                one.made_line,
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()
