# ruff: noqa: E501 - a sentence is one line
"""Answers by a link, asked at the end of set-up: the address at which telephones reach the page.

In: an address, asked or given. Out: `answer_address` in [alerts], and its host among the names of [page]. Pitfall:
nothing is written before the address was opened and led here; and even then a person gets links only once they
have opened one in a drill, on their own telephone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit

from veilleur.cli.setup.page_proof import open_once
from veilleur.cli.setup.reporting import Reporter
from veilleur.config import Settings, load_text
from veilleur.config.page_section import PageSettings
from veilleur.config.switch_section import LOOPBACK
from veilleur.config.writing import editing, rewrite
from veilleur.language import Sentence, error_in, say
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

NO = ("", "-", "n", "non", "no")
ASK = Sentence(
    "Répondre aussi par un lien\u00a0? L’adresse https:// à laquelle les téléphones ouvrent la page de Veilleur (vide\u00a0: pas de lien\u00a0; touches, boutons et commandes suffisent)",
    "Answer by a link too? The https:// address at which telephones open Veilleur’s page (empty: no links; keys, buttons and commands do)",
)
SAY = {
    "how": Sentence(
        "Réponses par un lien\u00a0: «\u00a0{setup} --answer-address https://…\u00a0», si les téléphones atteignent la page.",
        "Answers by a link: `{setup} --answer-address https://…`, where telephones reach the page.",
    ),
    "served": Sentence(
        "La page est servie sur {where}, sous le nom {host}, au prochain démarrage de Veilleur.",
        "The page is served on {where}, under the name {host}, from the next start of the guard.",
    ),
    "opened": Sentence(
        "{address} s’ouvre et mène ici. Un premier lien ne part que dans un exercice («\u00a0veilleur drill\u00a0»)\u00a0: l’ouvrir sur le téléphone, taper le code d’alerte («\u00a0veilleur codes set alert\u00a0») et presser «\u00a0Vu\u00a0».",
        "{address} opens and leads here. A first link goes out in a drill alone (`veilleur drill`): open it on the telephone, type the alert code (`veilleur codes set alert`) and press “Seen”.",
    ),
}


def offer_links(
    settings: Settings,
    reporter: Reporter,
    *,
    setup_command: str,
    ask: Callable[[str], str] | None,
    wanted: str | None,
) -> None:
    """Write where telephones reach the page. wanted: `--answer-address`; None asks, "" wants none.

    Raises:
        ConfigError: when what was given as an option cannot be used, or does not lead here.
    """
    if wanted is not None:
        if wanted.strip().lower() not in NO:
            _set_up(settings, reporter, wanted.strip())
        return
    if settings.alerts.answer_address or not _gets_links(settings):
        return
    if ask is None:
        reporter.say("links", SAY["how"], setup=setup_command)
        return
    while True:
        address = ask(f"{say(ASK, {}, reporter.language)} []: ").strip()
        if address.lower() in NO:
            return
        try:
            return _set_up(settings, reporter, address)
        except ConfigError as error:
            reporter.pass_on(error_in(error.message, reporter.language))


def _gets_links(settings: Settings) -> bool:
    """Whether a way to anybody may hold a link; calls and text messages hold none."""
    return any(one.mail or one.ntfy or one.apprise for one in settings.alerts.people)


def _set_up(settings: Settings, reporter: Reporter, address: str) -> None:
    """Open an address, then write it.

    Raises:
        ConfigError: when it cannot be used or does not lead here.
    """
    path = settings.source
    assert path is not None
    address = address.rstrip("/")
    planned = load_text(_with_address(path.read_text(encoding="utf-8"), address), path, sections())
    page = planned.page
    assert page is not None
    open_once(page, address)
    _write(path, address)
    host = urlsplit(address).hostname or ""
    if _is_new(settings.page, host):
        reporter.say("page", SAY["served"], where=f"{page.address}:{page.port}", host=host)
    reporter.say("links", SAY["opened"], address=address)


def _is_new(page: PageSettings | None, host: str) -> bool:
    return page is None or host not in page.hosts


def _write(path: Path, address: str) -> None:
    with editing(path):
        text = _with_address(path.read_text(encoding="utf-8"), address)
        load_text(text, path, sections())
        rewrite(path, text)


def _with_address(before: str, address: str) -> str:
    """The configuration with it, whose other lines stay as they are."""
    document = tomlkit.parse(before)
    document.setdefault("alerts", tomlkit.table())["answer_address"] = address
    page = document.setdefault("page", tomlkit.table())
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""  # the configuration says what is wrong with the address
    names = [*page.get("names", [])]
    served = {*LOOPBACK, str(page.get("address", "")).lower(), *(str(name).lower() for name in names)}
    if host and host not in served:
        page["names"] = [*names, host]
    return tomlkit.dumps(document)
