"""What a dossier is made of: a case that `check` has kept, or an incident in the guard's journal.

In: a name, the settings. Out: the dossier and its raw parts. Pitfall: a case is read again with the site of
the configuration, or with what its records show when there is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.evidence.dossier.content import Dossier

_INCIDENT = re.compile(r"i\d{1,9}$")


@dataclass(slots=True)
class Gathered:
    """A dossier and what its archive holds. raw: name -> content. journal: the extract of the chain."""

    dossier: Dossier
    raw: dict[str, bytes] = field(default_factory=dict)
    journal: bytes = b""
    journal_about: dict[str, Any] | None = None


def gathered(
    subject: str, cases: Path, settings: Settings, now: float, public_key: bytes, *, whole: bool
) -> Gathered:
    """The dossier of a subject. whole: with the personal parts.
    public_key: of the key that signs audits.

    Raises:
        InputError: when there is no such incident or case.
    """
    for folder in (Path(subject), cases / subject):
        if (folder / "case.json").is_file():
            return _of_case(folder, settings, now)
    if _INCIDENT.match(subject) is None:
        raise InputError(
            "{name!r} is neither an incident (such as i3) nor a case in {path}; `veilleur cases` names them.",
            name=subject[:80],
            path=cases,
        )
    return _of_incident(subject, settings, now, public_key, whole=whole)


def _of_case(folder: Path, settings: Settings, now: float) -> Gathered:
    from veilleur.evidence.dossier.gathering.from_case import from_case, manifest_of
    from veilleur.records import guess_from, read_confined

    manifest = manifest_of(folder)
    site, hours_source = settings.site, "configuration"
    paths = [folder / file["kept_as"] for file in manifest["files"]]
    if settings.source is None:
        named = replace(site, name=manifest["site"]["name"])
        guess = guess_from(
            lambda one: read_confined(paths, one, skip_unusable=True),
            named,
            country=manifest["site"]["country"],
        )
        site, hours_source = guess.site, "records" if guess.are_hours_seen else "default"
    numbering = replace(settings, site=site).numbering()
    dossier = from_case(
        folder=folder,
        manifest=manifest,
        site=site,
        numbering=numbering,
        made_at=now,
        hours_source=hours_source,
    )
    raw = {str(path.relative_to(folder)): path.read_bytes() for path in paths}
    raw |= {name: (folder / name).read_bytes() for name in ("case.json", "case.json.sha256")}
    return Gathered(dossier, raw)


def _of_incident(name: str, settings: Settings, now: float, public_key: bytes, *, whole: bool) -> Gathered:
    from veilleur.evidence.bundle.journal_extract import entries_from, extract
    from veilleur.evidence.bundle.security_settings import security_settings
    from veilleur.evidence.dossier.gathering.from_journal import MARGIN_S, Watched
    from veilleur.evidence.dossier.gathering.journal_months import months_before
    from veilleur.history.incidents import read as incidents
    from veilleur.journal import JournalReader
    from veilleur.language import masked

    path, site, numbering = settings.journal.file, settings.site, settings.numbering()
    attack = next((one for one in incidents(settings) if one.incident.id == name), None)
    if attack is None:
        raise InputError("There is no incident {name!r} in {path}.", name=name, path=path)
    reader = JournalReader(path)
    try:
        first = reader.before(attack.incident.began_at - MARGIN_S) + 1
        watched = Watched(attack, site, numbering, str if whole else masked)
        entries = entries_from(path, first)
        watched.take(entries)
        months = months_before(reader, site, numbering, attack.incident.began_at, watched.places)
    finally:
        reader.close()
    settings_seen = security_settings(
        path, site.name, attack.incident.began_at, attack.incident.last_at, public_key
    )
    stretch = extract(entries, lambda one: whole and one.site == site.name and one.at <= watched.until)
    dossier = watched.dossier(now, months, (stretch.last, stretch.head), stretch.first)
    dossier = replace(
        dossier,
        audits=settings_seen.audits,
        snapshots=settings_seen.snapshots,
        compared=settings_seen.compared,
    )
    return Gathered(dossier, settings_seen.files, stretch.content, stretch.about)
