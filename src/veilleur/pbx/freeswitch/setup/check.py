"""`veilleur setup freeswitch --check`: asks FreeSWITCH itself what it has loaded; changes nothing.

Pitfall: that a context holds our extension does not show that it stands before those that bridge; who puts
one into default.xml above the include of its folder is not seen here.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from veilleur.config import Settings
from veilleur.language import say
from veilleur.pbx.freeswitch.connection import EventSocket
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.pbx.freeswitch.setup.dialplan import ANSWER_FILE, ASK_FILE, CONTEXT, MARK
from veilleur.pbx.freeswitch.setup.sentences import SAY
from veilleur.pbx.setup_port import CheckReport, RemovalReport
from veilleur.words.errors import ConfigError

CONFIGURATION = "/etc/freeswitch"
USUAL_CONTEXT = "default"


def check(settings: Settings, language: str) -> CheckReport:
    """What FreeSWITCH has loaded of Veilleur.

    Raises:
        ConfigError: when no FreeSWITCH is configured.
        SwitchError: when its event socket cannot be used.
    """
    freeswitch = settings.switch
    if not isinstance(freeswitch, FreeSwitchSettings):
        raise ConfigError(
            "{path}: no FreeSWITCH is named; run `veilleur setup freeswitch`.", path=settings.source
        )
    found = asyncio.run(_ask(freeswitch, _contexts(freeswitch)))
    names = {key: say(SAY[key.split()[0]], {"context": key.split()[-1]}, language) for key in found}
    missing = [names[key] for key, is_there in found.items() if not is_there]
    sentence = say(SAY["broken" if missing else "whole"], {"missing": ", ".join(missing)}, language)
    return CheckReport(
        is_in_force=not missing,
        data={"in_force": found, "sentence": sentence},
        sentence=sentence,
        lines=tuple(
            f"  {names[key]}: {say(SAY['yes' if is_there else 'no'], {}, language)}"
            for key, is_there in found.items()
        ),
    )


async def _ask(settings: FreeSwitchSettings, contexts: list[str]) -> dict[str, bool]:
    """Raises SwitchError when it cannot be asked."""
    socket = EventSocket(settings, lambda _headers: None)
    reading = await socket.open()
    try:
        loaded = await socket.api("module_exists mod_curl")
        answers = await socket.api("xml_locate dialplan context name", CONTEXT)
        found = {"socket": True, "curl": loaded.strip() == "true", "answers": f"{MARK}200" in answers}
        for context in contexts:
            text = await socket.api("xml_locate dialplan context name", context)
            found[f"asks {context}"] = "veilleur_asks" in text
        return found
    finally:
        await socket.close(reading)


def _contexts(settings: FreeSwitchSettings) -> list[str]:
    """Those into which set-up wrote its file; the usual one when it wrote none."""
    folder = Path(settings.directory or CONFIGURATION, "dialplan")
    try:
        found = sorted(path.parent.name for path in folder.glob(f"*/{ASK_FILE}"))
    except OSError:
        found = []
    return found or [USUAL_CONTEXT]


def take_out(settings: Settings | None, write: Path | None, language: str) -> RemovalReport:
    """Remove the files that set-up wrote, and nothing else."""
    known = settings.switch if settings is not None else None
    directory = known.directory if isinstance(known, FreeSwitchSettings) else ""
    folder = write or Path(directory or CONFIGURATION)
    paths = tuple(
        path
        for path in (*sorted(folder.glob(f"dialplan/*/{ASK_FILE}")), folder / "dialplan" / ANSWER_FILE)
        if path.is_file()
    )
    for path in paths:
        path.unlink()
    sentence = say(SAY["removed" if paths else "nothing"], {"path": str(folder)}, language)
    return RemovalReport(paths=paths, sentence=sentence, data={"directory": str(folder)})
