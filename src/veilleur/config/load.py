"""Reading veilleur.toml.

In: a path or a text. Out: Settings. Every wrong key or value becomes a ConfigError whose sentence
names the file, the line, the value and what is allowed. Relative paths are taken from the folder of
the file, so that a service started elsewhere finds the same journal.
"""

from __future__ import annotations

import difflib
import os
import tomllib
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from veilleur.config import convert, model
from veilleur.config.section_brackets import is_of_other_brackets, other_brackets, written_twice
from veilleur.config.settings import Settings
from veilleur.config.switch_section import SwitchSection, UnusableError
from veilleur.config.type_errors import cause_of
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.messages import Message

CONFIG_NAMES = ("veilleur.toml",)
SYSTEM_CONFIG = Path("/etc/veilleur/veilleur.toml")
BIGGEST_FILE_BYTES = 1_000_000


def find_config(option: Path | None = None) -> Path | None:
    """The file to use: the option, then ./veilleur.toml, then the system's; None when there is none.

    Raises:
        ConfigError: for root, when one that nobody named is another user's.
    """
    if option is not None:
        return option
    for candidate in (*map(Path, CONFIG_NAMES), SYSTEM_CONFIG):
        if candidate == SYSTEM_CONFIG and not os.access(candidate, os.R_OK):
            continue  # that of a service, which is not for everybody: they read files without it
        if candidate.is_file():
            if candidate != SYSTEM_CONFIG:
                _refuse_of_another(candidate)
            return candidate
    return None


def _refuse_of_another(path: Path) -> None:
    """Root runs in many folders: what their owners lay there commands it only when it is named."""
    if os.geteuid() != 0:
        return
    if path.stat().st_uid != 0 or path.absolute().parent.stat().st_uid != 0:
        raise ConfigError(
            "{path}: it or its folder belongs to another user than root; "
            "name it with --config if you trust it.",
            path=path,
        )


def load(path: Path, switches: Sequence[SwitchSection] = ()) -> Settings:
    """Settings of a file. switches: the sections of adapters that may stand in it.

    Raises:
        ConfigError: when the file cannot be read or anything in it cannot be used.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(BIGGEST_FILE_BYTES + 1)  # a device has no size, and no end
        if len(raw) > BIGGEST_FILE_BYTES:
            raise ConfigError(
                "{path}: this file is larger than a configuration can be (1 MB); name another.", path=path
            )
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise ConfigError(
            "{path}: the configuration cannot be read ({why}); check the path and its rights.",
            path=path,
            why=system_cause(error),
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError("{path}: the file is not UTF-8 text; save it again as UTF-8.", path=path) from error
    return load_text(text, path, switches)


def load_text(
    text: str, path: Path = Path("veilleur.toml"), switches: Sequence[SwitchSection] = ()
) -> Settings:
    """Settings of a text; `path` names it in errors and is where relative paths start.

    Raises:
        ConfigError: when anything in it cannot be used.
    """
    shape = model.file_shape(tuple(switches))
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError
        twice = written_twice(error, text, path, shape, switches)
        raise twice or ConfigError("{path}: not valid TOML: {why}.", path=path, why=error) from error
    where = _unprintable(data, [])
    if where is not None:
        raise ConfigError(
            "{path}:{line}: {key!r} holds a control character; write it again without.",
            path=path,
            line=_line(text, where),
            key=where[-1],
        )
    try:
        file = shape.model_validate(_one_form(data, path))
    except ValidationError as error:
        raise _wrong_brackets(error, text, path, shape, switches) or _not_as_it_may_be(
            error, text, path, shape
        ) from None
    try:
        return convert.settings(file, path, os.environ, switches)
    except UnusableError as error:
        raise ConfigError(
            "{path}:{line}: {what}", path=path, line=_line(text, error.where), what=error.message
        ) from None


def _unprintable(value: Any, where: list[str]) -> list[str] | None:
    """The keys of a text that holds a control character (in a path, a name, an order to the PBX)."""
    if isinstance(value, str):
        return where or ["file"] if any(unicodedata.category(sign) == "Cc" for sign in value) else None
    inner: list[tuple[list[str], Any]] = []
    if isinstance(value, dict):
        inner = [([*where, key], one) for key, one in value.items()]
        inner += [(where, key) for key in value]
    elif isinstance(value, list):
        inner = [(where, one) for one in value]
    for keys, one in inner:
        found = _unprintable(one, keys)
        if found is not None:
            return found
    return None


def _one_form(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Many sites (`[[site]]`) and one (`[site]` with `[hours]`... beside it) become one form."""
    site = data.get("site", {})
    if isinstance(site, list):
        beside = [key for key in ("hours", "limits", "tariff", "judge", "decoys") if key in data]
        if beside:
            raise ConfigError(
                "{path}: [{section}] stands beside several [[site]]; write [site.{section}] below each site.",
                path=path,
                section=beside[0],
            )
        return {**{k: v for k, v in data.items() if k != "site"}, "site": site}
    if not isinstance(site, dict):
        return data
    merged = dict(site)
    rest = dict(data)
    rest.pop("site", None)
    for key in ("hours", "limits", "tariff", "judge", "decoys"):
        if key in rest:
            merged[key] = rest.pop(key)
    return {**rest, "site": [merged]}


def _wrong_brackets(
    error: ValidationError,
    text: str,
    path: Path,
    shape: type[model.File],
    switches: Sequence[SwitchSection],
) -> ConfigError | None:
    """What stands in a section matters less than that it is no such section."""
    found = next(filter(is_of_other_brackets, error.errors()), None)
    if found is None:
        return None
    where = _keys([str(part) for part in found["loc"] if not isinstance(part, int)], shape)
    line = _line(text, where)
    return other_brackets(found=found, where=where, line=line, text=text, path=path, switches=switches)


def _not_as_it_may_be(error: ValidationError, text: str, path: Path, shape: type[model.File]) -> ConfigError:
    first = error.errors()[0]
    where = _keys([str(part) for part in first["loc"] if not isinstance(part, int)], shape)
    key = where[-1] if where else "file"
    line = _line(text, where)
    if first["type"] == "extra_forbidden":
        known = _known_keys(where[:-1], shape)
        near = difflib.get_close_matches(key, known, 1)
        section = _section(where[:-1])
        if near:
            return ConfigError(
                "{path}:{line}: unknown key {key!r} in {section}; did you mean {near!r}?",
                path=path,
                line=line,
                key=key,
                section=section,
                near=near[0],
            )
        return ConfigError(
            "{path}:{line}: unknown key {key!r} in {section}; known here: {known}.",
            path=path,
            line=line,
            key=key,
            section=section,
            known=", ".join(sorted(known)),
        )
    return ConfigError(
        "{path}:{line}: {key} = {value} in {section} cannot be used: {why}.",
        path=path,
        line=line,
        key=key,
        value=Message("a secret") if "secret" in key else repr(first.get("input")),
        section=_section(where[:-1]),
        why=cause_of(first),
    )


def _keys(location: list[str], shape: type[model.File]) -> list[str]:
    """The keys of the file in pydantic's location, which goes on into the types tried for a value."""
    here: type[BaseModel] | None = shape
    keys: list[str] = []
    for part in location:
        keys.append(part)
        field = here.model_fields.get(part) if here is not None else None
        here = model.inner_model(field.annotation) if field is not None else None
        if here is None:
            break
    return keys


def _section(where: list[str]) -> str | Message:
    inside = [part for part in where if part != "site"]
    if inside:
        return f"[{inside[-1]}]"
    return "[site]" if where else Message("the file")


def _known_keys(where: list[str], shape: type[model.File]) -> list[str]:
    here: type[BaseModel] = shape
    for part in where:
        field = here.model_fields.get(part)
        inner = model.inner_model(field.annotation) if field is not None else None
        if inner is None:
            break
        here = inner
    names = list(here.model_fields)
    if here is shape:
        names += ["hours", "limits", "tariff", "judge", "decoys"]
    return names


def _line(text: str, where: list[str]) -> int:
    """The line where a key stands (1 when it cannot be found): for people, so a near miss is no harm."""
    section, key = (where[-2] if len(where) > 1 else ""), (where[-1] if where else "")
    inside, fallback = "", 1
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            inside = line.strip("[] \t").split(".")[-1].split("]")[0]
            if inside == key:
                fallback = number
        elif line.split("=")[0].strip().strip("\"'") == key:
            if not section or inside == section:
                return number
            fallback = number
    return fallback
