"""A legal hold on an incident: retention leaves its numbers alone until it is released.

In: the name of an incident. Out: an entry of the journal that says so. Pitfall: what retention has deleted
before the hold does not come back.
"""

from __future__ import annotations

import time
from getpass import getuser
from typing import TYPE_CHECKING

from veilleur.control.client import ask
from veilleur.history.holds import hold_note
from veilleur.history.incidents import read as incidents
from veilleur.journal import Journal
from veilleur.language import Sentence, say
from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.config import Settings

BEFORE_S, AFTER_S = 86_400.0, 7 * 86_400.0  # what led there, and what people answered in the week after
_HELD = Sentence(
    "Incident {name}\u00a0: ses noms et numéros ne s’effacent plus, jusqu’à --release.",
    "Incident {name}: its names and numbers are kept from deletion until --release.",
)
_RELEASED = Sentence(
    "Incident {name}\u00a0: l’effacement habituel reprend.", "Incident {name}: the usual deletion goes on."
)


def set_hold(name: str, settings: Settings, language: str, *, is_held: bool) -> str:
    """Freeze an incident, or release it; gives the sentence that says so.

    Raises:
        InputError: when there is no such incident, or it cannot be written.
    """
    site, path = settings.site.name, settings.journal.file
    attack = next((one for one in incidents(settings) if one.incident.id == name), None)
    if attack is None:
        raise InputError("There is no incident {name!r} in {path}.", name=name[:40], path=path)
    begin, end = attack.incident.began_at - BEFORE_S, attack.incident.last_at + AFTER_S
    order = {"do": "hold", "incident": name, "from": begin, "until": end, "held": is_held}
    if ask(settings.control_socket, order) is None:
        journal = Journal(path)
        try:
            note = hold_note(name, begin, end, is_held=is_held, by=getuser())
            journal.append_note(site, time.time(), note)
            if not journal.flush():
                raise InputError(
                    "{path}: could not be written in time; try again when the disk is free.", path=path
                )
        finally:
            journal.close()
    return say(_HELD if is_held else _RELEASED, {"name": name}, language)
