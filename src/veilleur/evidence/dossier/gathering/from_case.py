"""A dossier of a case that `veilleur check` has kept: call records only, no watch behind them.

In: the folder of the case, the site and its numbers. Out: a `Dossier` of the lower grade. Pitfall: a case
whose kept files no longer give their hashes is refused: it would prove nothing.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from veilleur import __version__
from veilleur.detection.business_hours import Calendar
from veilleur.evidence.dossier.content import Basis, Dossier, Grade, ProvenCall, RawFile, Source, Step, Tax
from veilleur.evidence.dossier.gathering.past_traffic import key_of, months_of, scan
from veilleur.evidence.dossier.gathering.waves import waves
from veilleur.evidence.past_incidents import PAID_AT_HOME
from veilleur.records import in_child
from veilleur.records.files.tax_wording import tax_of_headings
from veilleur.words.destinations import NumberClass
from veilleur.words.errors import InputError
from veilleur.words.money import micro_euros
from veilleur.words.plain_json import parsed
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

UNKNOWN_LINE = 0  # a call whose line was not found again; the page says so


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a case says of itself, once its hashes are right.

    Raises:
        InputError: when it is no case, or a file in it was changed.
    """
    path = folder / "case.json"
    try:
        text = path.read_bytes()
        kept = (folder / "case.json.sha256").read_text(encoding="ascii").split()
        manifest = parsed(text.decode("utf-8"))
        if kept[:1] != [hashlib.sha256(text).hexdigest()]:
            raise _changed(path)
        for file in manifest["files"]:
            raw = folder / file["kept_as"]
            if hashlib.sha256(raw.read_bytes()).hexdigest() != file["sha256"]:
                raise _changed(raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("{path}: is no case that `veilleur check` has kept.", path=folder) from error
    return dict(manifest)


def _changed(path: Path) -> InputError:
    return InputError(
        "{path}: was changed since the case was opened, so it proves nothing; check the records again.",
        path=path,
    )


def from_case(
    folder: Path,
    manifest: dict[str, Any],
    site: Site,
    numbering: Numbering,
    made_at: float,
    hours_source: str,
) -> Dossier:
    """Gather the dossier of a case.

    manifest: of `manifest_of`. hours_source: "configuration", "records" or "default".

    Raises:
        InputError: when its files cannot be read.
    """
    files = tuple(_raw_file(file) for file in manifest["files"])
    paths = [folder / file.kept_as for file in files]
    calls = [_call(call, site) for call in manifest["calls"]]
    wanted = frozenset(key_of(call.at, call.extension, call.number, call.seconds) for call in calls)
    began_at, places = calls[0].at, {call.place for call in calls}
    work = partial(scan, paths, site, numbering, wanted, began_at, places)
    found = in_child(paths[0], work)
    lines = {tuple(key): list(where) for key, where in found["lines"]}
    calendar = Calendar(site)
    proven = []
    for call in calls:
        where = lines.get(key_of(call.at, call.extension, call.number, call.seconds))
        place, line = where.pop(0) if where else (0, UNKNOWN_LINE)
        source = Source(files[place].kept_as, line, files[place].sha256)
        proven.append(call._replace(source=source, is_closed=not calendar.moment(call.at).is_open))
    incident = manifest["incident"]
    case = Source("case.json", 1, hashlib.sha256((folder / "case.json").read_bytes()).hexdigest())
    steps = [*_visits(incident.get("mailbox_visits_before"), case), *waves(proven)]
    known_at = float(manifest["opened_at"])
    opened = Step(
        known_at,
        "alert",
        "Les relevés sont lus\u00a0; l’attaque est affichée pour la première fois.",
        "The records are read; the attack is shown for the first time.",
        case,
    )
    return Dossier(
        reference=f"V-{folder.name}",
        grade=Grade.RECORDS_ONLY,
        program=f"Veilleur {__version__}",
        made_at=made_at,
        site_name=str(manifest["site"]["name"]),
        country=site.country,
        timezone=str(manifest["site"]["timezone"]),
        began_at=began_at,
        last_at=calls[-1].at,
        known_at=known_at,
        known_by="check",
        calls=tuple(proven),
        steps=tuple(sorted([*steps, opened])),
        months=months_of(found["months"]),
        files=files,
        extensions=tuple(incident["extensions"]),
        hours_source=hours_source,
        tax=Tax(tax_of_headings(paths) or "unknown"),
    )


def _raw_file(file: dict[str, Any]) -> RawFile:
    return RawFile(
        kept_as=str(file["kept_as"]),
        name=str(file["name"]),
        sha256=str(file["sha256"]),
        size_bytes=int(file["size_bytes"]),
        read_at=float(file["read_at"]),
        format_name=str(file["format_name"]),
        lines_rejected=int(file["lines_rejected"]),
    )


def _call(call: dict[str, Any], site: Site) -> ProvenCall:
    cost = micro_euros(str(call["cost"]))
    at_most = cost if call["at_most"] is None else micro_euros(str(call["at_most"]))
    if call["at_most"] is None:
        basis = Basis.BILL
    elif not call["billed_s"]:
        basis = Basis.NONE
    else:
        basis = Basis.DECK if cost == at_most else Basis.ESTIMATE
    territory = str(call["territory"])
    is_paid_at_home = NumberClass(call["number_class"]) in PAID_AT_HOME and territory == site.country
    return ProvenCall(
        at=float(call["at"]),
        id=str(call["id"]),
        extension=str(call["extension"]),
        number=str(call["number"]),
        called=str(call["e164"] or call["number"]),
        territory=territory,
        place=territory if territory and not is_paid_at_home else str(call["number_class"]),
        origin=str(call["origin"]),
        seconds=float(call["billed_s"]),
        basis=basis,
        cost=cost,
        at_most=at_most,
        source=Source("", 0, ""),
    )


def _visits(visits: dict[str, Any] | None, source: Source) -> list[Step]:
    if not visits:
        return []
    count = int(visits["calls"])
    return [
        Step(
            at=float(visits["first_at"]),
            kind="seen",
            fr=f"{count} appels venus de l’extérieur entrent dans la messagerie et y composent des chiffres.",
            en=f"{count} calls from outside enter voicemail and key digits there.",
            source=source,
            times=count,
            last_at=float(visits["last_at"]),
            is_counted=True,
        )
    ]
