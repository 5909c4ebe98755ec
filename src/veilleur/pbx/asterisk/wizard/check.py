"""`veilleur setup asterisk --check`: does the login work, and are the pieces in force.

Asks the PBX by its manager interface, changes nothing.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from veilleur.config import Settings
from veilleur.language import error_in, say
from veilleur.pbx.asterisk.files.past_calls import trouble_with_records
from veilleur.pbx.asterisk.freepbx.call_records import trouble_with_database
from veilleur.pbx.asterisk.needed_modules import not_loaded
from veilleur.pbx.asterisk.probe import (
    Probe,
    directory_of,
    guard_answers,
    log_trouble,
    pieces_in_force,
    probe,
    surveyed,
)
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.wizard import ways_out
from veilleur.pbx.asterisk.wizard.sentences import SAY
from veilleur.pbx.setup_port import CheckReport
from veilleur.words.errors import ConfigError, SwitchError


def check(settings: Settings, language: str) -> CheckReport:
    """Whether the login works and the pieces are in force.

    Raises:
        ConfigError: when no Asterisk is configured.
        SwitchError: when it cannot be asked.
    """
    asterisk = settings.switch
    if not isinstance(asterisk, AsteriskSettings):
        raise ConfigError("{path}: no PBX is named; run `veilleur setup asterisk`.", path=settings.source)
    with _all_is_kept():
        return _checked(settings, asterisk, language)


@contextmanager
def _all_is_kept() -> Iterator[None]:
    """A large dialplan is a million values that all stay until the answer is given: looking through them for
    dead ones, again and again, took a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _checked(settings: Settings, asterisk: AsteriskSettings, language: str) -> CheckReport:
    seen = asyncio.run(probe(asterisk))
    if seen.missing_to_watch:
        raise SwitchError.saying(seen.missing_to_watch)
    if not asterisk.asks:
        notices = _trouble_with_log(asterisk, language)
        return CheckReport(
            is_in_force=True,
            data={"verdict": "live", "notices": notices},
            sentence=say(SAY["live"], {}, language),
            notices=tuple(notices),
        )
    survey = surveyed(seen, asterisk)
    if survey is None:
        raise SwitchError(
            "The manager login cannot check the dialplan: add 'write = config,reporting' "
            "to its section of manager.conf."
        )
    found = pieces_in_force(survey, seen, settings.site, asterisk.agi_port)
    missing = [key for key, ok in found.items() if not ok]
    verdict = "whole" if not missing else "none" if not any(found.values()) else "half"
    names = {key: say(SAY.get(f"{key}_policy", SAY.get(key, SAY["gate"])), {}, language) for key in found}
    ways = {name: str(count) for name, count in ways_out.counts(survey).items()}
    code = "open" if missing == ["every_dial"] else verdict
    sentence = say(SAY[code], {"missing": ", ".join(names[key] for key in missing), **ways}, language)
    answers = asyncio.run(guard_answers(asterisk))
    notices = _notices(settings, asterisk, seen, answers=answers, language=language)
    notices += ways_out.notices(survey, language)
    return CheckReport(
        is_in_force=not missing,
        data={
            "guard_answers": answers,
            "in_force": found,
            "verdict": verdict,
            "sentence": sentence,
            "notices": notices,
            "version": seen.version,
            "freepbx": seen.is_freepbx,
            **ways_out.data(survey),
        },
        sentence=sentence,
        lines=(
            *(
                f"  {say(SAY['in_force' if ok else 'absent'], {'piece': names[key]}, language)}"
                for key, ok in found.items()
            ),
            f"  {say(SAY['ways'], ways, language)}",
        ),
        notices=tuple(notices),
    )


def _notices(
    settings: Settings, asterisk: AsteriskSettings, seen: Probe, *, answers: bool, language: str
) -> list[str]:
    notices = [error_in(one.sentence, language) for one in seen.capabilities if not one.ok]
    if seen.not_loaded:
        notices.append(error_in(not_loaded(seen.not_loaded), language))
    if seen.questions_ports - {asterisk.agi_port}:
        ports = ", ".join(str(port) for port in sorted(seen.questions_ports))
        notices.append(say(SAY["other_port"], {"ports": ports, "port": str(asterisk.agi_port)}, language))
    if not answers:
        notices.append(say(SAY["no_guard"], {"at": f"{asterisk.agi_host}:{asterisk.agi_port}"}, language))
    notices += _trouble_with_log(asterisk, language)
    records = Path(asterisk.cdr_file) if asterisk.cdr_file else None
    if asterisk.cdr_database:
        why = trouble_with_database(Path(asterisk.cdr_database))
        if why:
            notices.append(say(SAY["cdr_database"], {"why": error_in(why, language)}, language))
        return notices
    why = trouble_with_records(records, seen.writes_records, directory_of(asterisk))
    if why:
        notices.append(say(SAY["cdr_freepbx" if seen.is_freepbx else "cdr_missing"], {"why": why}, language))
    return notices


def _trouble_with_log(asterisk: AsteriskSettings, language: str) -> list[str]:
    """Why wrong PINs are not read, as a line that we have the switch write shows, or does not."""
    if not asterisk.log_file:
        return []
    try:
        trouble = asyncio.run(log_trouble(asterisk))
    except SwitchError as error:
        return [error_in(error.message, language)]
    return [] if trouble is None else [error_in(trouble, language)]
