"""`veilleur setup asterisk --check`: does the login work, and are the pieces in force.

Asks the PBX by its manager interface, changes nothing. Exit 0 all is in force; 1 not or only half.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from veilleur.cli.setup.texts import SAY
from veilleur.config import Settings
from veilleur.language import say
from veilleur.pbx.asterisk.files.past_calls import trouble_with_records
from veilleur.pbx.asterisk.probe import guard_answers, pieces_in_force, probe, ungated
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.errors import ConfigError, SwitchError

HALF_IN_FORCE = 1


def check(settings: Settings, language: str, as_json: bool) -> int:
    """Whether the login works and the pieces are in force. 0 all is, 1 not all of it."""
    section = settings.switch
    if not isinstance(section, AsteriskSettings):
        raise ConfigError(f"{settings.source}: no PBX is named; run `veilleur setup asterisk`.")
    seen = asyncio.run(probe(section))
    if seen.missing_to_watch:
        raise SwitchError(seen.missing_to_watch)
    if not section.asks:
        print(json.dumps({"verdict": "live"}) if as_json else say(SAY["live"], {}, language))
        return 0
    found = pieces_in_force(seen, settings.site, section.agi_port)
    if found is None:
        raise SwitchError(
            "The manager login cannot check the dialplan: add 'write = config,reporting' "
            "to its section of manager.conf."
        )
    missing = [key for key, ok in found.items() if not ok]
    verdict = "whole" if not missing else "none" if not any(found.values()) else "half"
    names = {key: say(SAY.get(f"{key}_policy", SAY.get(key, SAY["gate"])), {}, language) for key in found}
    sentence = say(SAY[verdict], {"missing": ", ".join(names[key] for key in missing)}, language)
    notices = [capability.sentence for capability in seen.capabilities if not capability.ok]
    answers = asyncio.run(guard_answers(section))
    if not answers:
        notices.append(say(SAY["no_guard"], {"at": f"{section.agi_host}:{section.agi_port}"}, language))
    left = ungated(seen, settings.site, section.agi_port)
    notices += [say(SAY["ungated"], {"dial": dial}, language) for dial in left]
    if section.log_file and not Path(section.log_file).exists():
        notices.append(say(SAY["log_missing"], {"path": section.log_file}, language))
    records = Path(section.cdr_file) if section.cdr_file else None
    why = trouble_with_records(records, seen.writes_records)
    if why:
        notices.append(say(SAY["cdr_freepbx" if seen.is_freepbx else "cdr_missing"], {"why": why}, language))
    if as_json:
        summary = {
            "guard_answers": answers,
            "in_force": found,
            "verdict": verdict,
            "sentence": sentence,
            "notices": notices,
        }
        print(
            json.dumps({**summary, "version": seen.version, "freepbx": seen.is_freepbx}, ensure_ascii=False)
        )
        return HALF_IN_FORCE if missing else 0
    for key, ok in found.items():
        print(f"  {names[key]}: {say(SAY['in_force' if ok else 'absent'], {}, language)}")
    for notice in notices:
        print(notice, file=sys.stderr)
    print(sentence, file=sys.stderr if missing else sys.stdout)
    return HALF_IN_FORCE if missing else 0
