"""What a FreePBX on this machine, or in a directory, says of itself: its database first, else its files.

In: an `Installation`. Out: `Facts`, and why the database was not read. Pitfall: a login that cannot be read
or a database that is down is no failure of set-up: the generated dialplan says the same, but for the country.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.freepbx import database, generated
from veilleur.pbx.asterisk.freepbx.facts import Facts
from veilleur.pbx.asterisk.freepbx.places import GENERATED, Installation, login_of, text_of
from veilleur.pbx.bounded_files import bytes_of
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

_ZONE_BYTES_MOST = 4_096


class Survey(NamedTuple):
    """facts: what was found; why: why not in the database, "" when it was read."""

    facts: Facts
    why: str | Message = ""


def survey(installation: Installation, root: Path) -> Survey:
    """What it says of itself."""
    why: str | Message = ""
    if installation.login_file is not None:
        try:
            found = database.facts_of(login_of(installation.login_file))
        except VeilleurError as error:
            why = error.message
        else:
            return Survey(_with_zone(found, root))
    path = installation.etc / GENERATED
    try:
        text = text_of(path)
    except VeilleurError as error:
        return Survey(Facts(source=str(path)), error.message)
    return Survey(_with_zone(generated.facts_of(text, str(path)), root), why)


def country_of_zone(zone: str) -> str:
    """The country of a time zone such as Europe/Paris; "" of UTC and of what is no zone."""
    table = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) > 2 and columns[2] == zone:
            return columns[0]
    return ""


def _with_zone(facts: Facts, root: Path) -> Facts:
    """FreePBX may leave its time zone to the machine."""
    if country_of_zone(facts.timezone):
        return facts
    return dataclasses.replace(facts, timezone=zone_of_machine(root))


def zone_of_machine(root: Path) -> str:
    """The time zone that a machine is set to; "" when it does not say."""
    try:
        return bytes_of(root / "etc/timezone", _ZONE_BYTES_MOST).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        pass
    try:
        return str((root / "etc/localtime").readlink()).partition("zoneinfo/")[2]
    except OSError:
        return ""
