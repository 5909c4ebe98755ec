# ruff: noqa: E501 - a sentence is one line
"""Whom to wake, asked at the end of set-up: an alert that reaches nobody saves nobody's money.

In: one address: a telephone, a mail, an ntfy topic, or the word "ntfy" for a new one. Out: [alerts] in veilleur.toml.
Pitfall: set-up is done by then; a configuration that names people already is left as it is.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path

import tomlkit

from veilleur.cli.setup.reporting import Reporter
from veilleur.config import Settings, load, load_text
from veilleur.config.switch_section import LOOPBACK
from veilleur.config.writing import editing, rewrite
from veilleur.language import Sentence, error_in, say
from veilleur.pbx.adapter import Adapter
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

NTFY = "ntfy"
NTFY_SERVER = "https://ntfy.sh"
TOPIC_BYTES = 12  # whoever guesses a topic reads its messages
LOCAL_MAIL = "127.0.0.1:25"
SUBMISSION_PORT = 587
_TELEPHONE = re.compile(r"^\+?[0-9][0-9 .]{5,20}$")
ASK = Sentence(
    "Qui réveiller en cas d’attaque\u00a0? Un numéro que le standard appelle, une adresse e-mail, ou «\u00a0ntfy\u00a0» (vide\u00a0: personne)",
    "Whom to wake in an attack? A number that the PBX calls, a mail address, or `ntfy` (empty: nobody)",
)
SAY = {
    "telephone": Sentence(
        "Le standard appellera le {number}. Écrivez le numéro de l’entreprise, caller, dans [alerts.telephone], et enregistrez-le sur ce téléphone.",
        "The PBX will call {number}. Write the company’s own number, caller, in [alerts.telephone], and save it on that telephone.",
    ),
    "nobody": Sentence(
        "Personne n’est prévenu en cas d’attaque\u00a0: «\u00a0{setup} --alert ADRESSE\u00a0», ou docs/alerts.md.",
        "Nobody is alerted in an attack: `{setup} --alert ADDRESS`, or docs/alerts.md.",
    ),
    "topic": Sentence(
        "Sur le téléphone à réveiller\u00a0: installez l’application ntfy et abonnez-vous à {topic} (gardez ce nom secret).",
        "On the telephone to wake: install the ntfy app and subscribe to {topic} (keep this name secret).",
    ),
    "mail": Sentence(
        "Alertes par e-mail à {address}, par le serveur {server}.",
        "Alerts by mail to {address}, by the server {server}.",
    ),
    "drill": Sentence(
        "Une fois Veilleur lancé, «\u00a0veilleur drill\u00a0» essaie toute la chaîne, sans rien bloquer.",
        "Once the guard runs, `veilleur drill` tries the whole chain and blocks nothing.",
    ),
}


def offer_alerts(
    settings: Settings,
    adapter: Adapter,
    reporter: Reporter,
    *,
    ask: Callable[[str], str] | None,
    wanted: str | None,
    mail_server: str | None,
) -> None:
    """Write whom to wake. wanted: `--alert`; None asks. mail_server: HOST or HOST:PORT.

    Raises:
        ConfigError: when what was given as an option cannot be used.
    """
    assert settings.source is not None
    if settings.alerts.people and wanted is None:
        return
    address = wanted
    while True:
        if wanted is None:
            address = ask(f"{say(ASK, {}, reporter.language)} []: ").strip() if ask else ""
        if not address:
            reporter.say("nobody", SAY["nobody"], setup=adapter.setup_command)
            return
        try:
            if _TELEPHONE.match(address):
                _call(settings, adapter, reporter, address)
                return
            person, server = _ways(address, mail_server)
            _write(settings.source, person, {"mail": server} if server is not None else {})
        except ConfigError as error:
            if wanted is not None or ask is None:
                raise
            reporter.pass_on(error_in(error.message, reporter.language))
            continue
        break
    if server is None:
        reporter.say("topic", SAY["topic"], topic=person["ntfy"])
    else:
        reporter.say("mail", SAY["mail"], address=person["mail"], server=str(server["server"]))
    reporter.say("drill", SAY["drill"])


def _ways(address: str, mail_server: str | None) -> tuple[dict[str, str], dict[str, object] | None]:
    """The person of [[alerts.person]], and [alerts.mail] where it is needed."""
    if address.lower() == NTFY:
        return {"ntfy": f"{NTFY_SERVER}/veilleur-{secrets.token_hex(TOPIC_BYTES)}"}, None
    if "://" in address:
        return {"ntfy": address}, None
    host, port = _host_and_port(mail_server or LOCAL_MAIL)
    server: dict[str, object] = {"server": host, "sender": address}
    if host in LOOPBACK:
        server["security"] = "none"  # a mail program on this machine; nothing leaves it in the clear
    server["port"] = port
    return {"mail": address}, server


def _host_and_port(text: str) -> tuple[str, int]:
    """HOST or HOST:PORT.

    Raises:
        ConfigError: when the port is none.
    """
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port:
        return text, SUBMISSION_PORT
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65_536):
        raise ConfigError("--mail-server {text}: {port} is no port; write HOST:PORT.", text=text, port=port)
    return host.strip("[]"), int(port)


def _call(settings: Settings, adapter: Adapter, reporter: Reporter, number: str) -> None:
    """Have the PBX call a telephone.

    Raises:
        ConfigError: when this PBX cannot, or the number cannot be used.
    """
    assert settings.source is not None
    if adapter.telephone_setup is None:
        raise ConfigError("{switch} cannot call anybody yet; write a mail address.", switch=adapter.title)
    section = adapter.telephone_setup.section(settings)
    _write(settings.source, {"telephone": number}, {"telephone": section})
    adapter.telephone_setup.install(load(settings.source, sections()), reporter)
    reporter.say("telephone", SAY["telephone"], number=number)
    reporter.say("drill", SAY["drill"])


def _write(path: Path, person: dict[str, str], parts: dict[str, dict[str, object]]) -> None:
    """Put them into veilleur.toml, whose other lines stay as they are.

    Raises:
        ConfigError: when they cannot be used, or the file not be written.
    """
    with editing(path):
        text = _with_person(path.read_text(encoding="utf-8"), person, parts)
        load_text(text, path, sections())
        # A topic is read by whoever knows it; a mail address is no secret.
        rewrite(path, text, holds_secret="ntfy" in person)


def _with_person(before: str, person: dict[str, str], parts: dict[str, dict[str, object]]) -> str:
    document = tomlkit.parse(before)
    alerts = document.get("alerts")
    if alerts is None:
        document["alerts"] = alerts = tomlkit.table()
    entry = tomlkit.table()
    entry["name"] = person.get("mail", "Veilleur").partition("@")[0][:60]
    entry.update(person)
    people = tomlkit.aot()
    people.append(entry)
    alerts["person"] = people
    for name, keys in parts.items():
        table = tomlkit.table()
        table.update(keys)
        alerts[name] = table
    return tomlkit.dumps(document)
