# ruff: noqa: E501 - a sentence is one line
"""`veilleur setup service`: the guard as a service of this machine; `--check`, `--remove`.

In: a configuration that was tried. Out: a unit that runs, or one sentence. Exit 0 done or in force, 1 not in
force, 2 it cannot be done. Pitfall: a configuration from elsewhere is copied to /etc/veilleur, and from then
on that copy counts.
"""

from __future__ import annotations

import json
from pathlib import Path

import typer

from veilleur.cli.options import settings_required
from veilleur.cli.owner.drill import WAITS_S, rehearse
from veilleur.config import Settings
from veilleur.installation.machine import Machine, ThisMachine
from veilleur.installation.service import Places, Service
from veilleur.language import Sentence, say

NOT_IN_FORCE = 1
SAY = {
    "user": Sentence(
        "Utilisateur {about}\u00a0: créé, sans mot de passe ni autre droit",
        "User {about}: made, without password or other rights",
    ),
    "copied": Sentence("Copié\u00a0: {about}", "Copied: {about}"),
    "config": Sentence(
        "Configuration du service\u00a0: {about} (c’est désormais elle qui compte)",
        "Configuration of the service: {about} (from now on it is the one that counts)",
    ),
    "set_aside": Sentence(
        "Mis de côté, pour que les commandes lisent celle du service : {about}",
        "Set aside, so that commands read the service’s: {about}",
    ),
    "wrote": Sentence("Écrit\u00a0: {about}", "Written: {about}"),
    "starts": Sentence("{about} démarre…", "{about} starts..."),
    "runs": Sentence(
        "Le service tourne, et démarrera avec la machine.", "The service runs, and starts with the machine."
    ),
    "removed": Sentence("Retiré\u00a0: {about}", "Taken out: {about}"),
    "next": Sentence(
        "Ensuite\u00a0: «\u00a0veilleur status\u00a0» montre ce qu’il voit, «\u00a0veilleur drill\u00a0» essaie les alertes.",
        "Then: `veilleur status` shows what it sees, `veilleur drill` tries the alerts.",
    ),
    "rehearse": Sentence(
        "Essayer l’alerte maintenant (rien n’est bloqué, rien à payer) ? [O/n] ",
        "Try the alert now (nothing is blocked, nothing to pay)? [Y/n] ",
    ),
    "off": Sentence(
        "Le service est retiré. Restent /etc/veilleur, /var/lib/veilleur (le journal) et l’utilisateur veilleur.",
        "The service is taken off. /etc/veilleur, /var/lib/veilleur (the journal) and the user veilleur stay.",
    ),
}
_CHECKED = {
    "unit": Sentence("Unité systemd à jour", "systemd unit up to date"),
    "site_part": Sentence("Droits propres à ce site à jour", "Rights of this site up to date"),
    "enabled": Sentence("Démarre avec la machine", "Starts with the machine"),
    "active": Sentence("Tourne", "Runs"),
}
_LINE = Sentence("  {what}\u00a0: {answer}", "  {what}: {answer}")
_YES, _NO = Sentence("oui", "yes"), Sentence("NON", "NO")
_IN_FORCE = Sentence("Le service est en place.", "The service is in force.")
_BROKEN = Sentence(
    "Le service n’est pas en place\u00a0: lancez «\u00a0sudo veilleur setup service\u00a0».",
    "The service is not in force: run `sudo veilleur setup service`.",
)


class ServiceSetup:
    """The three things that may be asked of the service.

    may_wait: somebody sits before a terminal, so that installing ends on a rehearsal of the alerts.
    """

    def __init__(
        self,
        language: str,
        *,
        as_json: bool,
        may_wait: bool = False,
        machine: Machine | None = None,
        places: Places | None = None,
        executable: Path | None = None,
    ) -> None:
        self._language, self._as_json, self._may_wait = language, as_json, may_wait
        self._places = places or Places()
        self._service = Service(machine or ThisMachine(), self._places, executable)

    def install(self, settings: Settings) -> None:
        """Put it on the machine."""
        steps: list[dict[str, str]] = []

        def report(code: str, about: str) -> None:
            steps.append({"step": code, "about": about})
            if not self._as_json:
                print(say(SAY[code], {"about": about}, self._language))

        self._service.install(settings, report)
        self._end({"installed": True, "steps": steps}, say(SAY["next"], {}, self._language))
        if settings.alerts.people and self._may_wait:
            print(say(SAY["rehearse"], {}, self._language))
            rehearse(settings_required(self._places.config), self._language, seconds=WAITS_S)

    def check(self, settings: Settings) -> None:
        """Is it in force?"""
        state = self._service.state(settings)
        pieces = {name: bool(getattr(state, name)) for name in _CHECKED}
        sentence = say(_IN_FORCE if state.is_in_force else _BROKEN, {}, self._language)
        if not self._as_json:
            for name, ok in pieces.items():
                answer = say(_YES if ok else _NO, {}, self._language)
                print(
                    say(
                        _LINE,
                        {"what": say(_CHECKED[name], {}, self._language), "answer": answer},
                        self._language,
                    )
                )
        self._end({"in_force": pieces, "sentence": sentence}, sentence)
        raise typer.Exit(0 if state.is_in_force else NOT_IN_FORCE)

    def remove(self) -> None:
        """Take it off."""
        gone: list[str] = []

        def report(code: str, about: str) -> None:
            gone.append(about)
            if not self._as_json:
                print(say(SAY[code], {"about": about}, self._language))

        self._service.remove(report)
        self._end({"removed": gone}, say(SAY["off"], {}, self._language))

    def _end(self, data: dict[str, object], sentence: str) -> None:
        print(json.dumps(data, ensure_ascii=False) if self._as_json else sentence)
