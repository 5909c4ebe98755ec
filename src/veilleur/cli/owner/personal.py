"""`veilleur personal show|forget WHO`: what is kept about one person, and its deletion.

Pitfall: evidence of an attack is kept unless it is asked for by name: the company may need it before a court
(GDPR art. 17(3)(e)), and a deletion has no undo.
"""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.config import Settings
from veilleur.control.client import ask
from veilleur.history.person import Found, Person, entries_of, find, forgetting, refuse_running
from veilleur.journal import Journal, JournalReader
from veilleur.journal.restore import bring_back
from veilleur.language import Sentence, say
from veilleur.words.errors import InputError

_NOTHING = Sentence("Rien n’est conservé sur {who}.", "Nothing is kept about {who}.")
_KEPT = Sentence(
    "{count} entrées du journal concernent {who}, du {first} au {last}. Les noms et numéros s’effacent"
    " d’eux-mêmes au bout de {months} mois.",
    "{count} entries of the journal concern {who}, from {first} to {last}. Names and numbers go by themselves"
    " after {months} months.",
)
_EVIDENCE = Sentence(
    "{count} d’entre elles sont la preuve d’une attaque ({incidents}) et restent, sauf avec"
    " --with-incidents.",
    "{count} of them are evidence of an attack ({incidents}) and stay, unless --with-incidents is given.",
)
_FOR_GOOD = Sentence(
    "{count} entrées d’une ancienne version nomment ce poste pour toujours.",
    "{count} entries of an older version name this extension for good.",
)
_ELSEWHERE = Sentence(
    "Aussi à regarder\u00a0: «\u00a0veilleur cases\u00a0» (fichiers vérifiés), «\u00a0veilleur codes"
    " list\u00a0», le journal du système, vos sauvegardes.",
    "Look also at `veilleur cases` (files that were checked), `veilleur codes list`, the system's log, your"
    " backups.",
)
_ASK = Sentence(
    "Rien n’est encore effacé. L’effacement est sans retour\u00a0: ajoutez --yes.",
    "Nothing is deleted yet. A deletion has no undo: add --yes.",
)
_GONE = Sentence(
    "{deleted} entrées ne disent plus rien de cette personne\u00a0; {kept} restent comme preuves. Le journal"
    " reste vérifiable.",
    "{deleted} entries say nothing of this person any more; {kept} stay as evidence. The journal can still be"
    " verified.",
)


def command(
    action: Annotated[str, typer.Argument(help="show or forget")],
    who: Annotated[str, typer.Argument(help="An extension such as 204, or a number.")],
    yes: Annotated[bool, typer.Option("--yes", help="Delete; else only say what would go.")] = False,
    with_incidents: Annotated[
        bool, typer.Option("--with-incidents", help="Delete evidence of attacks too.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """What is kept about one person, and its deletion."""
    if action not in ("show", "forget"):
        raise InputError("Write `veilleur personal show 204` or `veilleur personal forget 204`.")
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    person = Person(who, settings.numbering())
    ask(settings.control_socket, {"do": "flush"})
    if action == "show" or not yes:
        found = find(settings, person)
        if as_json:
            _print_data(settings, person)
            return
        _say_found(found, person, settings, language)
        if action == "forget" and found.entries:
            print(say(_ASK, {}, language))
        return
    answer = ask(settings.control_socket, {"do": "forget", "who": who, "with_incidents": with_incidents})
    if answer is None:
        answer = _forget_stopped(settings, person, with_incidents)
    if as_json:
        print(json.dumps({"deleted": answer["deleted"], "kept": answer["kept"]}))
    else:
        print(say(_GONE, {"deleted": answer["deleted"], "kept": answer["kept"]}, language))
        print(say(_ELSEWHERE, {}, language))


def _print_data(settings: Settings, person: Person) -> None:
    """All of it, as the person may ask to have it (GDPR art. 15): one object an entry."""
    reader = JournalReader(settings.journal.file)
    try:
        for entry in entries_of(reader, settings.site.name, person):
            print(json.dumps({"entry": entry.seq, "at": entry.at, "kind": entry.kind, "data": entry.data}))
    finally:
        reader.close()


def _say_found(found: Found, person: Person, settings: Settings, language: str) -> None:
    count = len(found.entries) + found.for_good
    if not count:
        print(say(_NOTHING, {"who": person.value}, language))
        return
    zone = ZoneInfo(settings.site.timezone)
    days = [datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d") for at in (found.first_at, found.last_at)]
    blanks: dict[str, str | int | float] = {
        "count": count,
        "who": person.value,
        "first": days[0],
        "last": days[1],
        "months": settings.journal.keep_personal_months,
    }
    print(say(_KEPT, blanks, language))
    for kind, times in found.by_kind.most_common():
        print(f"  {times:>7}  {kind}")
    if found.evidence:
        evidence: dict[str, str | int | float] = {
            "count": len(found.evidence),
            "incidents": ", ".join(found.incidents[:10]),
        }
        print(say(_EVIDENCE, evidence, language))
    if found.for_good:
        print(say(_FOR_GOOD, {"count": found.for_good}, language))
    print(say(_ELSEWHERE, {}, language))


def _forget_stopped(settings: Settings, person: Person, with_incidents: bool) -> dict[str, int]:
    """The same without a guard: its state is brought back, and kept without the name."""
    site, path, now = settings.site, settings.journal.file, time.time()
    journal = Journal(path)  # taken first: a guard that starts now must not write its own state over ours
    try:
        found = find(settings, person)
        if with_incidents:
            found.evidence.clear()
        reader = JournalReader(path)
        try:
            watch = bring_back(reader, site, settings.numbering(), settings.vantage).watch
            now = max(now, reader.last()[1])
        finally:
            reader.close()
        refuse_running(watch, person)
        watch.rename(person.hidden, but_incidents=bool(found.evidence))
        journal.checkpoint(site.name, now, watch.save_as_json())
        deleted = journal.carry_out(forgetting(settings, person, found, now), wait_s=60.0)
        if not journal.flush():
            raise InputError(
                "{path}: could not be written in time; try again when the disk is free.", path=path
            )
        return {"deleted": deleted, "kept": len(found.evidence)}
    finally:
        journal.close()
