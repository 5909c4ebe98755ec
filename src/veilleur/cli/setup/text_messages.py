# ruff: noqa: E501 - a sentence is one line
"""Text messages, asked at the end of set-up: a way that arrives where the PBX, its trunk and the Internet are gone.

In: the maker of a gateway, its account, where its secret is kept, a mobile; or options. Out: [alerts.sms] and the
mobile of the first person. Pitfall: the secret itself is never asked; a gateway that refuses the test message is
not written, since one that only looks as if it were there would be missing in the night that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from veilleur.alerts.channels import sms
from veilleur.alerts.channels.message import ChannelError
from veilleur.alerts.gsm7 import clipped, folded
from veilleur.cli.setup import sms_makers
from veilleur.cli.setup.reporting import Reporter
from veilleur.config import Settings, load_text
from veilleur.config.writing import editing, rewrite
from veilleur.language import Sentence, clean, error_in, say
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

YES = ("o", "oui", "y", "yes")
NO = ("", "n", "non", "no")
SITE_MAX, WORD_MAX = 30, 40  # characters of them within a text message
_VARIABLE = re.compile(r"^[A-Z_][A-Z0-9_]*$")
ASK = {
    "maker": Sentence(
        "Avez-vous un compte chez un opérateur de SMS\u00a0? {makers} (vide\u00a0: non)",
        "Have you an account at an SMS gateway? {makers} (empty: no)",
    ),
    "secret": Sentence(
        "Où est son secret\u00a0? Le nom d’une variable de l’environnement, en capitales, ou un fichier lisible de vous seul (jamais le secret lui-même)",
        "Where is its secret? The name of an environment variable, in capitals, or a file that you alone can read (never the secret itself)",
    ),
    "number": Sentence("Mobile qui reçoit les SMS", "Mobile that gets the text messages"),
    "test": Sentence(
        "Envoyer maintenant un SMS d’essai au {number} (il est facturé comme les autres)\u00a0? oui/non [oui]",
        "Send one test message to {number} now (it is charged like any other)? yes/no [yes]",
    ),
}
SAY = {
    "how": Sentence(
        "SMS d’alerte\u00a0: «\u00a0{setup} --sms OPÉRATEUR\u00a0» ({makers}), ou docs/alerts.md.",
        "Alerts as text messages: `{setup} --sms MAKER` ({makers}), or docs/alerts.md.",
    ),
    "taken": Sentence(
        "Le SMS d’essai est pris\u00a0: regardez s’il est arrivé au {number}.",
        "The test message was taken: see whether it came to {number}.",
    ),
    "untested": Sentence(
        "SMS au {number}, sans essai\u00a0: «\u00a0veilleur drill\u00a0» en enverra un.",
        "Text messages to {number}, not tried: `veilleur drill` sends one.",
    ),
    "variable": Sentence(
        "La variable {name} doit aussi être donnée au service\u00a0: un fichier que root seul lit, et EnvironmentFile= par «\u00a0systemctl edit veilleur\u00a0».",
        "The service needs the variable {name} too: a file that root alone reads, and `EnvironmentFile=` of it by `systemctl edit veilleur`.",
    ),
}
TEST = Sentence(
    "VEILLEUR {site}: essai des SMS. Rien n'est arrivé, rien à faire.{word}",
    "VEILLEUR {site}: test of text messages. Nothing happened, nothing to do.{word}",
)
WORD = Sentence(" Mot : {word}", " Word: {word}")


@dataclass(frozen=True, slots=True)
class SmsWishes:
    """What the command line says of text messages; None where it says nothing.

    maker: a word of `sms_makers`; "" for none at all. values: "NAME=VALUE" of the account. secret: a variable or
    a file. number: the mobile. test: whether one message is sent; None asks, and without anybody to ask sends none.
    """

    maker: str | None = None
    values: Sequence[str] = ()
    secret: str | None = field(default=None, repr=False)  # whoever writes the secret itself sees it nowhere
    number: str | None = None
    test: bool | None = None

    @property
    def are_any(self) -> bool:
        """Whether anything was said."""
        return any(one is not None for one in (self.maker, self.secret, self.number)) or bool(self.values)


@dataclass(frozen=True, slots=True)
class _Gateway:
    """One that was described. keys: of [alerts.sms]; number: the mobile."""

    keys: dict[str, Any]
    number: str


def offer_text_messages(
    settings: Settings,
    reporter: Reporter,
    *,
    setup_command: str,
    ask: Callable[[str], str] | None,
    wishes: SmsWishes,
) -> None:
    """Write [alerts.sms], and who gets the messages.

    Raises:
        ConfigError: when what was given as an option cannot be used, or the gateway does not take the test.
    """
    if wishes.maker is None and wishes.are_any:
        raise ConfigError("--sms is missing: say which gateway; known: {known}.", known=_makers())
    if wishes.maker:
        _set_up(settings, reporter, _given(settings, wishes), ask, wishes.test)
        return
    if wishes.maker is not None or settings.alerts.sms is not None or not settings.alerts.people:
        return
    if ask is None:
        reporter.say("sms", SAY["how"], setup=setup_command, makers=_makers())
        return
    while True:
        try:
            gateway = _asked(settings, reporter.language, ask)
            if gateway is not None:
                _set_up(settings, reporter, gateway, ask, wishes.test)
            return
        except ConfigError as error:
            reporter.pass_on(error_in(error.message, reporter.language))


def _makers() -> str:
    return ", ".join(sms_makers.MAKERS)


def _given(settings: Settings, wishes: SmsWishes) -> _Gateway:
    """The gateway of the command line.

    Raises:
        ConfigError: when something is missing or cannot be used.
    """
    maker = sms_makers.maker_of(wishes.maker or "")
    values = {}
    for pair in wishes.values:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigError("--sms-value {pair}: write NAME=VALUE.", pair=clean(pair))
        values[name.strip()] = value.strip()
    number = wishes.number or _mobile(settings)
    if not number:
        raise ConfigError("--sms-number is missing: the mobile that gets the text messages.")
    return _described(maker, values, wishes.secret or "", number)


def _asked(settings: Settings, language: str, ask: Callable[[str], str]) -> _Gateway | None:
    """The gateway that a person describes; None when there is none.

    Raises:
        ConfigError: when an answer cannot be used.
    """
    word = ask(f"{say(ASK['maker'], {'makers': _makers()}, language)} []: ").strip()
    if word.lower() in NO:
        return None
    maker = sms_makers.maker_of(word)
    values = {}
    for name, default in maker.asked.items():
        blanks = {"maker": maker.title, "example": sms_makers.EXAMPLE}
        question = say(sms_makers.ASK_VALUE[name], blanks, language)
        values[name] = ask(f"{question} [{default or ''}]: ").strip()
    secret = ""
    if sms_makers.bears_secret(sms_makers.section_of(maker, values)):
        secret = ask(f"{say(ASK['secret'], {}, language)}: ").strip()
    number = _mobile(settings)
    number = ask(f"{say(ASK['number'], {}, language)} [{number}]: ").strip() or number
    return _described(maker, values, secret, number)


def _described(maker: sms_makers.Maker, values: Mapping[str, str], secret: str, number: str) -> _Gateway:
    keys = sms_makers.section_of(maker, values)
    if secret:
        keys["secret_variable" if _VARIABLE.match(secret) else "secret_file"] = secret
    return _Gateway(keys, number)


def _mobile(settings: Settings) -> str:
    """What is known of the first person's mobile."""
    people = settings.alerts.people
    return (people[0].sms or people[0].telephone) if people else ""


def _set_up(
    settings: Settings,
    reporter: Reporter,
    gateway: _Gateway,
    ask: Callable[[str], str] | None,
    wants_test: bool | None,
) -> None:
    """Try the gateway as it would be configured, then write it.

    Raises:
        ConfigError: when the configuration would be none, or the gateway does not take the test.
    """
    path = settings.source
    assert path is not None
    text = _with_gateway(path.read_text(encoding="utf-8"), gateway)
    planned = load_text(text, path, sections())
    language, number = reporter.language, planned.alerts.people[0].sms
    if wants_test is None and ask is not None:
        answer = ask(f"{say(ASK['test'], {'number': number}, language)}: ").strip().lower()
        wants_test = answer in ("", *YES)
    if wants_test:
        _try(planned, number, language)
    _write(path, gateway)
    sentence = SAY["taken"] if wants_test else SAY["untested"]
    reporter.say("sms", sentence, number=number)
    if "secret_variable" in gateway.keys:
        reporter.say("sms_secret", SAY["variable"], name=str(gateway.keys["secret_variable"]))


def _try(planned: Settings, number: str, language: str) -> None:
    """Send one message.

    Raises:
        ConfigError: when the gateway does not take it.
    """
    gateway = planned.alerts.sms
    assert gateway is not None
    try:
        sms.deliver(gateway, number, test_message(planned, language))
    except ChannelError as error:
        raise ConfigError(
            "The test message did not go out: {why}. Nothing about text messages was written.",
            why=error.message,
        ) from error


def test_message(settings: Settings, language: str) -> str:
    """A message that nobody mistakes for an alert, in one SMS whatever the site and the word are called."""
    word = clipped(folded(settings.alerts.word), WORD_MAX)
    said = say(WORD, {"word": word}, language) if word else ""
    site = clipped(folded(clean(settings.site.name)), SITE_MAX)
    return folded(say(TEST, {"site": site, "word": said}, language))


def _write(path: Path, gateway: _Gateway) -> None:
    with editing(path):
        text = _with_gateway(path.read_text(encoding="utf-8"), gateway)
        load_text(text, path, sections())
        rewrite(path, text)


def _with_gateway(before: str, gateway: _Gateway) -> str:
    """The configuration with it, whose other lines stay as they are."""
    document = tomlkit.parse(before)
    alerts = document.setdefault("alerts", tomlkit.table())
    people = alerts.setdefault("person", tomlkit.aot())
    if not people:
        person = tomlkit.table()
        person["name"] = "Veilleur"
        people.append(person)
    people[0]["sms"] = gateway.number
    table = tomlkit.table()
    for key, value in gateway.keys.items():
        table[key] = value
    alerts["sms"] = table
    return tomlkit.dumps(document)
