"""What a FreeSWITCH has loaded of Veilleur's dialplan, asked by its event socket.

In: a connection. Out: each piece, and whether it is there. Pitfall: that a context holds our extension does
not show that it stands before those that bridge; who puts one into default.xml above the include of its
folder is not seen here.
"""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.freeswitch.connection import EventSocket
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings

CONTEXT, ASKING = "veilleur", "veilleur_asks"
MARK = "veilleur-"  # nobody can dial it
ASK_FILE = "00_veilleur.xml"
CONFIGURATION = "/etc/freeswitch"
USUAL_CONTEXT = "default"


async def pieces_in_force(socket: EventSocket, contexts: list[str]) -> dict[str, bool]:
    """By name: curl, answers, and "asks CONTEXT" for each.

    Raises:
        SwitchError: when FreeSWITCH does not answer.
    """
    loaded = await socket.api("module_exists mod_curl")
    answers = await socket.api("xml_locate dialplan context name", CONTEXT)
    found = {"curl": loaded.strip() == "true", "answers": f"{MARK}200" in answers}
    for context in contexts:
        found[f"asks {context}"] = ASKING in await socket.api("xml_locate dialplan context name", context)
    return found


def contexts_of(settings: FreeSwitchSettings) -> list[str]:
    """Those into which set-up wrote its file; the usual one when it wrote none."""
    folder = Path(settings.directory or CONFIGURATION, "dialplan")
    try:
        found = sorted(path.parent.name for path in folder.glob(f"*/{ASK_FILE}"))
    except OSError:
        found = []
    return found or [USUAL_CONTEXT]
