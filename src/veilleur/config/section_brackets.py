"""A section of veilleur.toml that stands twice, or in brackets of the other kind, as one sentence.

In: what the reader of TOML or pydantic found wrong, and the text. Out: a ConfigError that names the line, or
None when something else is wrong. Pitfall: what was found may hold a secret of the section and is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic_core import ErrorDetails

from veilleur.config import model
from veilleur.config.switch_section import A_GUARD_WATCHES_ONE, SwitchSection
from veilleur.words.errors import ConfigError
from veilleur.words.messages import Message

_AT_LINE = re.compile(r"at line (\d{1,9})\b")  # in a sentence of tomllib
_A_TABLE = ("model_type", "dict_type")


class _Header(NamedTuple):
    line: int
    keys: tuple[str, ...]


def is_of_other_brackets(found: ErrorDetails) -> bool:
    """Whether it is `[[x]]` where one section may stand, or `[x]` where there may be several."""
    value = found.get("input")
    if found["type"] in _A_TABLE:
        return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
    return found["type"] == "list_type" and isinstance(value, dict)


def other_brackets(
    *,
    found: ErrorDetails,
    where: list[str],
    line: int,
    text: str,
    path: Path,
    switches: Sequence[SwitchSection],
) -> ConfigError:
    """For what `is_of_other_brackets`. where: its keys. line: where it stands, if no header does."""
    header = _last_of(text, where) or _Header(line, tuple(_beside_site(where)))
    if found["type"] not in _A_TABLE:
        return _may_be_several(path, header)
    is_per_site = where[0] == header.keys[0] == "site"
    return _stands_once(path, header, _why_once(where, switches, is_per_site=is_per_site))


def written_twice(
    error: Exception, text: str, path: Path, shape: type[model.File], switches: Sequence[SwitchSection]
) -> ConfigError | None:
    """For `[x]` that stands twice, with brackets of whatever kind, which TOML itself does not allow."""
    at = _AT_LINE.search(str(error))
    headers = _all_headers(text)
    second = next((one for one in headers if at is not None and one.line == int(at[1])), None)
    if second is None or not any(one.keys == second.keys and one.line < second.line for one in headers):
        return None
    where = list(second.keys)
    if where != ["site"] and model.is_list(shape, where):
        return _may_be_several(path, second)
    return _stands_once(path, second, _why_once(where, switches, is_per_site=False))


def _stands_once(path: Path, header: _Header, why: Message) -> ConfigError:
    return ConfigError(
        "{path}:{line}: {why}; write [{section}] once, in single brackets.",
        path=path,
        line=header.line,
        why=why,
        section=".".join(header.keys),
    )


def _may_be_several(path: Path, header: _Header) -> ConfigError:
    return ConfigError(
        "{path}:{line}: there may be several of [[{section}]]; write each in double brackets.",
        path=path,
        line=header.line,
        section=".".join(header.keys),
    )


def _why_once(where: list[str], switches: Sequence[SwitchSection], *, is_per_site: bool) -> Message:
    for one in switches:
        if where == [one.name]:
            return one.why_once
    if where == ["site"]:  # the page reads several, and no guard does
        return A_GUARD_WATCHES_ONE
    return Message("a site has one such section") if is_per_site else Message("a file has one such section")


def _beside_site(where: list[str]) -> list[str]:
    """[hours] belongs to the site, and may stand without its name."""
    return where[1:] if where[0] == "site" and len(where) > 1 else where


def _last_of(text: str, where: list[str]) -> _Header | None:
    """Who reads the sentence looks at the section that is too many."""
    names = (tuple(where), tuple(_beside_site(where)))
    return next((one for one in reversed(_all_headers(text)) if one.keys in names), None)


def _all_headers(text: str) -> list[_Header]:
    """The lines that begin a section. One inside a text of several lines may be taken for such: no harm."""
    found = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            inside = line.lstrip("[").partition("]")[0]
            found.append(_Header(number, tuple(key.strip(" \t\"'") for key in inside.split("."))))
    return found
