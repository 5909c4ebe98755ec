"""veilleur.toml changed from the page: its comments, order, owner and rights stay.

In: a function that changes the parsed file. Out: the new text and the site that it means, then the file and a
guard that begins again by it. Pitfall: the file is read and changed again when it is saved, so that what
somebody else has written meanwhile stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from veilleur.config.load import load_text
from veilleur.config.writing import editing, rewrite
from veilleur.pbx.registry import sections
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Visitor
from veilleur.words.errors import ConfigError
from veilleur.words.site import Site

Edit = Callable[[Any], None]  # of one section


def edited(house: House, section: str, edit: Edit) -> tuple[str, Site]:
    """The configuration's text with a section changed, and the site that it means.

    Raises:
        ConfigError: when it cannot be used, or the file cannot be changed from here.
    """
    source = _source(house)
    try:
        document = tomlkit.parse(source.read_text(encoding="utf-8-sig"))
    except (OSError, TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError("{path}: cannot be read ({why}).", path=source, why=error) from error
    site = document.get("site", {})
    if not isinstance(site, Mapping):
        raise ConfigError("{path} holds several sites; change it there.", path=source)
    inside = site.get(section)
    edit(inside if inside is not None else document.setdefault(section, tomlkit.table()))
    text = tomlkit.dumps(document)
    return text, load_text(text, source, sections()).site


def _source(house: House) -> Path:
    source = house.settings.source
    if source is None:
        raise ConfigError("This page was started without a veilleur.toml, so it changes none.")
    return Path(source)


async def put_in_force(house: House, visitor: Visitor, section: str, edit: Edit, about: str) -> None:
    """Write it, note who did, and let the guard begin again by it.

    Raises:
        ConfigError: when it cannot be written, or no guard runs.
    """
    site = await asyncio.to_thread(_write, house, section, edit)  # it may wait for another program's edit
    house.settings = replace(house.settings, site=site)
    await house.note("settings", visitor.person.name, about)
    await house.guard.order(visitor.person.name, do="restart")


def _write(house: House, section: str, edit: Edit) -> Site:
    source = _source(house)
    with editing(source):
        text, site = edited(house, section, edit)
        rewrite(source, text)
    return site
