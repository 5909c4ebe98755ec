"""`veilleur dossier`: the file for a dispute, of a watched incident or a case that `check` has kept.

In: the id of an incident, or the name or folder of a case. Out: one signed ZIP and its PDF. Exit 0 done, 2
not done. Pitfall: both hold whole numbers of people, unless --circulated asks for the masked copy.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from veilleur.cli.check.case_files import cases_folder
from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.cli.proof.written import written
from veilleur.language import Sentence, json_line, say
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S, last_evening_before
from veilleur.words.errors import InputError, system_cause

if TYPE_CHECKING:
    from veilleur.cli.proof.sources import Gathered
    from veilleur.config import Settings
    from veilleur.evidence.bundle.signature import SigningKey
    from veilleur.evidence.bundle.time_stamps import Authority, Stamp
    from veilleur.words.messages import Message

KEY_WITHOUT_CONFIG = Path("veilleur-cases")
_MADE = Sentence("Dossier\u00a0: {pdf} et {zip}", "Dossier: {pdf} and {zip}")
_GRADE = {
    "watched": Sentence(
        "Preuve constatée en direct\u00a0: chaque fait est une entrée du journal.",
        "Proof seen as it happened: each fact is an entry of the journal.",
    ),
    "records_only": Sentence(
        "Preuve tirée des seuls relevés d’appels\u00a0: le dossier dit ce qu’il ne peut pas montrer.",
        "Proof from call records alone: the dossier says what it cannot show.",
    ),
}
_DEADLINE = Sentence(
    "Plainte à déposer avant le soir du {day}, pour l’assurance (72\u00a0heures).",
    "For the insurance: file the complaint before the evening of {day} (72 hours).",
)
_KEY = Sentence(
    "Empreinte de la clé qui signe, à donner par un autre chemin\u00a0: {key}",
    "Fingerprint of the key that signs, to be given by another way: {key}",
)
_NO_STAMP = Sentence(
    "Aucune autorité d’horodatage n’est configurée\u00a0: la date est celle de cette machine.",
    "No time-stamping authority is configured: the date is that of this machine.",
)
_STAMPED = Sentence("Horodaté par {url}.", "Time-stamped by {url}.")
_NOT_STAMPED = Sentence("Sans horodatage de {url}\u00a0: {why}.", "No time-stamp of {url}: {why}.")
_WHOLE_NUMBERS = Sentence(
    "Cette copie contient des numéros entiers. Pour une copie à diffuser\u00a0: --circulated.",
    "This copy holds whole numbers. For a copy to pass around: --circulated.",
)


def command(
    subject: Annotated[
        str,
        typer.Argument(metavar="INCIDENT|CASE", help="Such as i3, or a case as `veilleur cases` names it."),
    ],
    out: Annotated[Path, typer.Option(help="The folder that the dossier is written to.")] = Path("."),
    circulated: Annotated[
        bool, typer.Option("--circulated", help="The copy to pass around: last four digits masked.")
    ] = False,
    hold: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option(
            "--hold/--release", help="Keep the incident's numbers from deletion, or let it go on; no dossier."
        ),
    ] = None,
    cases: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Where the cases are kept; else beside the journal, or here."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Make the file for a dispute: pages, tables, raw records, signed as one archive."""
    from veilleur.cli.proof.sources import gathered
    from veilleur.evidence.bundle.packing import bundle
    from veilleur.evidence.bundle.parts import parts_of, second_verifier
    from veilleur.evidence.bundle.time_stamps import stamp
    from veilleur.evidence.dossier.setting import Setting
    from veilleur.evidence.dossier.wording import Words

    settings = settings_or_default(config)
    language = language_or_error(lang, settings)
    if hold is not None:
        from veilleur.cli.proof.hold import set_hold

        print(set_hold(subject, settings, language, is_held=hold))
        return
    key = _key(settings)
    found = gathered(
        subject,
        cases_folder(cases, settings),
        settings,
        time.time(),
        key.public_pem,
        whole=not circulated,
    )
    authorities = _authorities(settings)
    setting = Setting(
        found.dossier,
        Words(language, found.dossier.timezone),
        is_masked=circulated,
        key=key.fingerprint,
        authorities=[authority.url for authority in authorities],
        verifier=second_verifier(),
        checks=_checks(),
    )
    found.dossier = setting.dossier  # as this copy names it
    parts = parts_of(setting, found.raw, found.journal)
    copy = "circulated" if circulated else "sealed"
    about = {
        "reference": found.dossier.reference,
        "copy": copy,
        "program": found.dossier.program,
        "made_at": found.dossier.made_at,
        "journal": found.journal_about,
    }
    archive, stamps = bundle(parts, about, key, authorities, stamp)
    stem = f"dossier-{found.dossier.reference}-{copy}"
    zip_file = written(out, f"{stem}.zip", archive)
    pdf_file = written(out, f"{stem}.pdf", parts["dossier.pdf"])
    if as_json:
        print(json_line({**_data(found, zip_file, pdf_file, key, copy), "stamps": _stamp_data(stamps)}))
        return
    _print(found, zip_file, pdf_file, key, language)
    _print_stamps(stamps, language)
    if not circulated:
        print(say(_WHOLE_NUMBERS, {}, language))


def _key(settings: Settings) -> SigningKey:
    from veilleur.evidence.bundle.signature import KEY_NAME, SigningKey

    folder = settings.journal.file.parent if settings.source else KEY_WITHOUT_CONFIG
    return SigningKey.at(folder / KEY_NAME)


def _checks() -> dict[int, Message]:
    """What should hold, by the number of the audit's check."""
    from veilleur.audit.checks import CATALOGUE

    return {number: one.rule for number, one in CATALOGUE.items()}


def _authorities(settings: Settings) -> list[Authority]:
    from veilleur.evidence.bundle.time_stamps import Authority

    found = []
    for one in settings.time_stamps:
        try:
            found.append(Authority(one.url, one.certificates.read_bytes()))
        except OSError as error:
            raise InputError(
                "{path}: the certificates of {url} cannot be read ({why}); look at [[timestamps]].",
                path=one.certificates,
                url=one.url,
                why=system_cause(error),
            ) from error
    return found


def _print_stamps(stamps: list[Stamp], language: str) -> None:
    if not stamps:
        print(say(_NO_STAMP, {}, language))
    for one in stamps:
        if one.why is None:
            print(say(_STAMPED, {"url": one.authority.url}, language))
        else:
            print(say(_NOT_STAMPED, {"url": one.authority.url, "why": one.why}, language))


def _stamp_data(stamps: list[Stamp]) -> list[dict[str, object]]:
    return [
        {"authority": one.authority.url, "digest": one.digest, "why": str(one.why or "")} for one in stamps
    ]


def _data(found: Gathered, zip_file: Path, pdf_file: Path, key: SigningKey, copy: str) -> dict[str, object]:
    return {
        "type": "dossier",
        "reference": found.dossier.reference,
        "grade": found.dossier.grade.value,
        "copy": copy,
        "zip": str(zip_file),
        "pdf": str(pdf_file),
        "key": key.fingerprint,
        "calls": len(found.dossier.calls),
        "complaint_before": found.dossier.known_at + COMPLAINT_WITHIN_S,
    }


def _print(found: Gathered, zip_file: Path, pdf_file: Path, key: SigningKey, language: str) -> None:
    from veilleur.language import day

    zone = found.dossier.timezone
    deadline = last_evening_before(found.dossier.known_at + COMPLAINT_WITHIN_S, zone)
    print(say(_MADE, {"pdf": str(pdf_file), "zip": str(zip_file)}, language))
    print(say(_GRADE[found.dossier.grade], {}, language))
    print(say(_DEADLINE, {"day": day(deadline, zone, language)}, language))
    print(say(_KEY, {"key": key.fingerprint}, language))
