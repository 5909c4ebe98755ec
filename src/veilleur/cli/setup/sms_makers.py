# ruff: noqa: E501 - a sentence is one line
"""Gateways for text messages, as set-up writes them: the maker's own fields, and what a person says of an account.

In: a maker's word and what was answered. Out: the keys of [alerts.sms]. Pitfall: the secret is none of the
answers; a field that looks like one and holds anything but `{secret}` is refused, so that it never lies in
veilleur.toml.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from veilleur.config.sms_section import SECRET
from veilleur.language import Sentence
from veilleur.words.errors import ConfigError
from veilleur.words.plain_json import parsed

SENDER = "VEILLEUR"
OTHER = "other"
_BLANK = re.compile(r"<([a-z_]+)>")
_LOOKS_SECRET = re.compile(
    r"pass|pwd|secret|token|(?:api|auth|access|private)[-_]?key|^(?:key|pin|pw)$", re.IGNORECASE
)
_FIELDS_MAX = 4000  # characters of a line that a person writes
_BRACKETS_MAX = 20
EXAMPLE = "to={number}&text={text}&key={secret}"


@dataclass(frozen=True, slots=True)
class Maker:
    """One shape. asked: what a person says, with its default; None must be said. keys: of [alerts.sms], with
    blanks such as <account> for it."""

    title: str
    asked: Mapping[str, str | None]
    keys: Mapping[str, Any]


MAKERS: Mapping[str, Maker] = {
    "ovh": Maker(
        title="OVHcloud",
        asked={"account": None, "login": None, "sender": SENDER},
        keys={
            "url": "https://www.ovh.com/cgi-bin/sms/http2sms.cgi",
            "fields": {
                "account": "<account>",
                "login": "<login>",
                "password": SECRET,
                "from": "<sender>",
                "to": "{number}",
                "message": "{text}",
                "noStop": "1",
            },
            "number_format": "00",
            "accepted": "OK",
        },
    ),
    "twilio": Maker(
        title="Twilio",
        asked={"account": None, "sender": None},
        keys={
            "url": "https://api.twilio.com/2010-04-01/Accounts/<account>/Messages.json",
            "fields": {"From": "<sender>", "To": "{number}", "Body": "{text}"},
            "user": "<account>",
        },
    ),
    "brevo": Maker(
        title="Brevo",
        asked={"sender": SENDER},
        keys={
            "url": "https://api.brevo.com/v3/transactionalSMS/send",
            "encoding": "json",
            "fields": {"sender": "<sender>", "recipient": "{number}", "content": "{text}"},
            "headers": {"api-key": SECRET},
            "number_format": "digits",
        },
    ),
    "vonage": Maker(
        title="Vonage",
        asked={"account": None, "sender": SENDER},
        keys={
            "url": "https://rest.nexmo.com/sms/json",
            "fields": {"from": "<sender>", "to": "{number}", "text": "{text}"},
            "user": "<account>",
            "number_format": "digits",
            "accepted": '"status": "0"',
        },
    ),
    "free": Maker(
        title="Free Mobile",
        asked={"account": None},
        keys={
            "url": "https://smsapi.free-mobile.fr/sendmsg",
            "method": "GET",
            "fields": {"user": "<account>", "pass": SECRET, "msg": "{text}"},
        },
    ),
    "android": Maker(
        title="SMS Gateway for Android",
        asked={"address": None, "account": "sms"},
        keys={
            "url": "<address>",
            "encoding": "json",
            "fields": {"textMessage": {"text": "{text}"}, "phoneNumbers": ["{number}"]},
            "user": "<account>",
        },
    ),
    OTHER: Maker(
        title="HTTP",
        asked={"address": None, "fields": None, "account": "", "number_format": "+", "accepted": ""},
        keys={
            "url": "<address>",
            "user": "<account>",
            "number_format": "<number_format>",
            "accepted": "<accepted>",
        },
    ),
}
WORDS_OF_OTHER = (OTHER, "autre")
ASK_VALUE = {
    "account": Sentence(
        "{maker}\u00a0: compte (le nom que l’opérateur a donné, pas le mot de passe)",
        "{maker}: account (the name that the gateway gave, not the password)",
    ),
    "login": Sentence(
        "{maker}\u00a0: utilisateur de ce compte, sans le mot de passe",
        "{maker}: user of that account, without the password",
    ),
    "sender": Sentence(
        "{maker}\u00a0: expéditeur affiché, tel que l’opérateur l’a validé",
        "{maker}: sender that is shown, as the gateway has approved it",
    ),
    "address": Sentence(
        "Adresse qui prend les messages (https://…, ou http:// dans votre réseau)",
        "Address that takes the messages (https://…, or http:// in your own network)",
    ),
    "fields": Sentence(
        "Ses champs, par exemple {example}, ou un objet JSON",
        "Its fields, such as {example}, or a JSON object",
    ),
    "number_format": Sentence(
        "Numéros écrits avec + (+33…), 00 (0033…) ou digits (33…)",
        "Numbers written with + (+33…), 00 (0033…) or digits (33…)",
    ),
    "accepted": Sentence(
        "Ce que contient sa réponse quand il a pris le message (vide\u00a0: rien de particulier)",
        "What its answer holds when it took the message (empty: nothing of its own)",
    ),
}


def maker_of(word: str) -> Maker:
    """The maker of a word.

    Raises:
        ConfigError: when there is none.
    """
    known = word.strip().lower()
    if known in WORDS_OF_OTHER:
        return MAKERS[OTHER]
    if known not in MAKERS:
        raise ConfigError(
            "{word}: no such SMS gateway is known; known: {known}. `other` takes any that speaks HTTP.",
            word=word,
            known=", ".join(MAKERS),
        )
    return MAKERS[known]


def section_of(maker: Maker, values: Mapping[str, str]) -> dict[str, Any]:
    """The keys of [alerts.sms], but for where the secret is kept.

    Raises:
        ConfigError: when a value is missing, is none of this maker's, or would put a secret into the file.
    """
    for name in values:
        if name not in maker.asked:
            raise ConfigError(
                "{name}: {maker} has no such value; it takes {known}.",
                name=name,
                maker=maker.title,
                known=", ".join(maker.asked),
            )
    said = {name: values.get(name) or default for name, default in maker.asked.items()}
    for name, value in said.items():
        if value is None:
            raise ConfigError("{maker} needs {name}; say it.", maker=maker.title, name=name)
    filled = {name: value for name, value in said.items() if value is not None}
    section: dict[str, Any] = _filled(dict(maker.keys), filled)
    if "fields" in filled:
        section["fields"], encoding = _fields(filled["fields"])
        section["encoding"] = encoding
    _refuse_secrets(section)
    return {key: value for key, value in section.items() if value != ""}


def bears_secret(section: Mapping[str, Any]) -> bool:
    """Whether a request of it holds a secret."""
    return bool(section.get("user")) or SECRET in repr(section)


def _fields(written: str) -> tuple[dict[str, Any], str]:
    """What a person wrote as fields, and their encoding.

    Raises:
        ConfigError: when it is neither pairs nor an object.
    """
    text = written.strip()
    is_short = len(text) <= _FIELDS_MAX and text.count("{") + text.count("[") <= _BRACKETS_MAX
    if is_short and text.startswith("{"):
        with contextlib.suppress(ValueError):
            found = parsed(text)
            if isinstance(found, dict):
                return found, "json"
    elif is_short:
        pairs = dict(parse_qsl(text, keep_blank_values=True))
        if pairs and all(name.strip() for name in pairs):
            return pairs, "form"
    raise ConfigError(
        "{fields!r} are no fields; write {example}.",
        fields=text[:80],
        example=EXAMPLE,
    )


def _refuse_secrets(section: Mapping[str, Any]) -> None:
    """Raises ConfigError when veilleur.toml would hold a secret."""
    try:
        address = urlsplit(section["url"])
        has_login = address.username is not None or address.password is not None
        named = parse_qsl(address.query, keep_blank_values=True)
    except ValueError:
        return  # the configuration says what is wrong with it
    if has_login:
        raise ConfigError(
            "The address holds a login; write it without, and its user as `account`: the secret stays out of the file."
        )
    for name, value in [*named, *_leaves(section["fields"])]:
        if _LOOKS_SECRET.search(name) and value and SECRET not in value:
            raise ConfigError(
                "{name} looks like a secret; write {blank} there, and keep the secret itself out of veilleur.toml.",
                name=name,
                blank=SECRET,
            )


def _leaves(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Each value of fields within fields, with the name that it stands under."""
    if isinstance(value, Mapping):
        return [leaf for key, one in value.items() for leaf in _leaves(one, str(key))]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one, name)]
    return [(name, value if isinstance(value, str) else json.dumps(value))]


def _filled(value: Any, said: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _BLANK.sub(lambda blank: said[blank[1]], value)
    if isinstance(value, dict):
        return {key: _filled(one, said) for key, one in value.items()}
    return [_filled(one, said) for one in value] if isinstance(value, list) else value
