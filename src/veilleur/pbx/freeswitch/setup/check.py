"""`veilleur setup freeswitch --check`: asks FreeSWITCH itself what it has loaded; changes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from veilleur.config import Settings
from veilleur.language import say
from veilleur.pbx.freeswitch.connection import EventSocket
from veilleur.pbx.freeswitch.pieces import ASK_FILE, CONFIGURATION, contexts_of, pieces_in_force
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.pbx.freeswitch.setup.dialplan import ANSWER_FILE
from veilleur.pbx.freeswitch.setup.sentences import SAY
from veilleur.pbx.setup_port import CheckReport, RemovalReport
from veilleur.words.errors import ConfigError


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
    found = asyncio.run(_ask(freeswitch))
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


async def _ask(settings: FreeSwitchSettings) -> dict[str, bool]:
    """Raises SwitchError when it cannot be asked."""
    socket = EventSocket(settings, lambda _headers: None)
    reading = await socket.open()
    try:
        return {"socket": True, **await pieces_in_force(socket, contexts_of(settings))}
    finally:
        await socket.close(reading)


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
