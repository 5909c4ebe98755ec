"""An Asterisk made able to call people: what it needs is written beside the pieces of an earlier set-up.

In: a configuration. Out: the keys of [alerts.telephone], a secret, one login, one context, spoken sentences.
Pitfall: a later set-up writes all pieces again, and finds the telephone in veilleur.toml; so both write the
same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from veilleur.config import Settings
from veilleur.config.alerts_section import NUMBER_BLANK, TELEPHONE_PORT, Telephone
from veilleur.numbering.price_table import ESTIMATES
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import prompts
from veilleur.pbx.asterisk.setup.files import add_telephone
from veilleur.pbx.asterisk.setup.plan import SetupError
from veilleur.pbx.asterisk.telephone.pieces import USER, TelephonePlan, context, manager_section
from veilleur.pbx.asterisk.telephone.prompts import sentences
from veilleur.pbx.asterisk.wizard import snippets
from veilleur.pbx.asterisk.wizard.secret import read_or_make_secret
from veilleur.pbx.asterisk.wizard.sentences import SAY
from veilleur.pbx.setup_port import Notices
from veilleur.words.errors import ConfigError
from veilleur.words.site import Site

SECRET_FILE = "telephone-secret"  # noqa: S105 - a name of a file


class AsteriskTelephoneSetup:
    """See `TelephoneSetup`."""

    def section(self, settings: Settings) -> dict[str, Any]:
        """See `TelephoneSetup`."""
        assert settings.source is not None
        asterisk = settings.switch
        directory = asterisk.directory if isinstance(asterisk, AsteriskSettings) else ""
        is_freepbx = bool(directory) and snippets.look(Path(directory)).freepbx
        dial = dial_of(settings.site, is_freepbx=is_freepbx)
        read_or_make_secret(settings.source.with_name(SECRET_FILE))
        return {"dial": dial, "username": USER, "secret_file": SECRET_FILE, "port": TELEPHONE_PORT}

    def install(self, settings: Settings, notices: Notices) -> None:
        """See `TelephoneSetup`."""
        asterisk, telephone = settings.switch, settings.alerts.telephone
        if telephone is None or not isinstance(asterisk, AsteriskSettings):
            return
        plan = plan_of(telephone)
        if not asterisk.directory:
            notices.say(
                "telephone_pieces",
                SAY["telephone_pieces"],
                login=manager_section(plan),
                context=context(plan),
            )
            return
        directory = Path(asterisk.directory)
        for path in add_telephone(directory, plan, is_freepbx=snippets.look(directory).freepbx):
            notices.wrote(path)
        people = [person.name for person in settings.alerts.people]
        speak(directory, settings.site.name, settings.alerts.word, notices, people)
        notices.say("reload", SAY["reload"])


def dial_of(site: Site, *, is_freepbx: bool) -> str:
    """The channel by which a number is called: FreePBX's own routes, else the trunk.

    Raises:
        ConfigError: when the trunk's name is not known.
    """
    if is_freepbx:
        return f"Local/{site.outside_line}{NUMBER_BLANK}@from-internal/n"
    for trunk in site.trunks:
        technology, _slash, name = trunk.removesuffix("*").removesuffix("-").partition("/")
        if name and name.replace("-", "").replace("_", "").replace(".", "").isalnum():
            pjsip = technology.upper() == "PJSIP"
            return f"{technology}/{NUMBER_BLANK}@{name}" if pjsip else f"{technology}/{name}/{NUMBER_BLANK}"
    raise ConfigError(
        "The trunk by which people are called is not known by name; write it in [site] trunks, such as "
        '"PJSIP/carrier*", and run set-up again.'
    )


def plan_of(telephone: Telephone) -> TelephonePlan:
    """The telephone of a configuration, as set-up writes it."""
    return TelephonePlan(user=telephone.username, secret=telephone.secret, port=telephone.port)


def word_in(config: Path) -> str:
    """The agreed word of a veilleur.toml that is there already."""
    try:
        return str(tomllib.loads(config.read_text(encoding="utf-8"))["alerts"]["word"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""


def people_in(config: Path) -> list[str]:
    """The names of the people of a veilleur.toml that is there already."""
    try:
        people = tomllib.loads(config.read_text(encoding="utf-8"))["alerts"]["person"]
        return [str(person["name"]) for person in people]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return []


def plan_in(config: Path) -> TelephonePlan | None:
    """The telephone of a veilleur.toml that is there already, read before all of it can be used."""
    try:
        section = tomllib.loads(config.read_text(encoding="utf-8"))["alerts"]["telephone"]
        secret = config.with_name(section["secret_file"]).read_text(encoding="utf-8").strip()
        port = int(section.get("port", TELEPHONE_PORT))
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return None
    return TelephonePlan(user=str(section.get("username", USER)), secret=secret, port=port)


def speak(etc: Path, site: str, word: str, notices: Notices, people: Sequence[str]) -> None:
    """Speak the sentences of a call where the sounds of this Asterisk are; say what is missing."""
    sounds = prompts.sounds_directory(etc)
    if sounds is None or not prompts.can_speak():
        notices.say("telephone_mute", SAY["telephone_mute"])
        return
    texts = sentences(site, word, notices.language, ESTIMATES, people)
    try:
        written = prompts.speak_into(sounds, texts, notices.language)
    except SetupError as error:
        notices.pass_on(error.message)
        return
    notices.wrote(written[0].parent)
