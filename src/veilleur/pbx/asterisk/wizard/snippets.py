"""The pieces of `veilleur setup asterisk`: found, printed, written, checked, taken out.

In: a plan and a directory of Asterisk. Out: files changed, and sentences. Pitfall: a directory
is recognised as FreePBX's by the dialplan that FreePBX generates, not by its name.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Device
from veilleur.pbx.asterisk.setup import AsteriskPlan, render
from veilleur.pbx.asterisk.setup.blocks import removed
from veilleur.pbx.asterisk.setup.dialplan import HOOK_CONTEXT
from veilleur.pbx.asterisk.setup.routes import Looked
from veilleur.pbx.asterisk.setup.routes import look as look_at
from veilleur.pbx.bounded_files import text_of
from veilleur.words.errors import ConfigError, system_cause

_GENERATED = "extensions_additional.conf"
_LONGEST_FILE_BYTES = 20_000_000
_SECRET = re.compile(r"^(\s*(?:secret|password)\s*=>?\s*).*$", re.IGNORECASE)


class Found(NamedTuple):
    """What a directory of Asterisk shows. freepbx: made by FreePBX; hook_is_macro: how it calls its hook."""

    freepbx: bool = False
    hook_is_macro: bool = False


def look(directory: Path) -> Found:
    """What kind of Asterisk a directory belongs to.

    Raises:
        ConfigError: when it is no directory.
    """
    if not directory.is_dir():
        raise ConfigError(
            "{path}: this is no directory; name the one that holds extensions.conf.", path=directory
        )
    generated = _text(directory / _GENERATED)
    if "[macro-dialout-trunk]" not in generated:
        return Found()
    return Found(True, f"Macro({HOOK_CONTEXT.removeprefix('macro-')}" in generated)


def manager_is_off(directory: Path) -> Path | None:
    """The manager.conf whose [general] does not open the manager interface; None when it does."""
    path = directory / "manager.conf"
    general = re.search(r"^\[general\](.*?)(?=^\[|\Z)", _text(path), re.MULTILINE | re.DOTALL)
    if general and re.search(r"^\s*enabled\s*=>?\s*(yes|true|on|1)\b", general[1], re.MULTILINE | re.I):
        return None
    # FreePBX keeps [general] in a file that it includes; only what can be seen is spoken of.
    return None if "#include" in _text(path) else path


def has_login(directory: Path, user: str) -> bool:
    """Whether the owner keeps a manager login of that name, outside what set-up wrote."""
    section = re.compile(rf"^\[{re.escape(user)}\]", re.MULTILINE)
    names = ("manager.conf", "manager_additional.conf", "manager_custom.conf")
    return any(section.search(removed(_text(directory / name))) for name in names)


def looked_at(directory: Path, devices: Iterable[Device] | None = None) -> Looked:
    """What the dialplan of a directory shows: every way out that is left, and what stands around them."""
    try:
        return look_at(directory, devices=devices)
    except OSError as error:
        raise ConfigError(
            "{path}: this file cannot be read ({why}); run set-up as a user who may.",
            path=error.filename,
            why=system_cause(error),
        ) from error


def listed_lines(lines: Iterable[str]) -> str:
    """Lines of a configuration file in a sentence, without the secret of a login."""
    return " | ".join(_SECRET.sub(r"\1•••", line.strip()) for line in lines if line.strip()) or "–"


def mailbox_line() -> str:
    """The lines in place of `VoiceMailMain()` where outside callers reach it."""
    return "same => n,Gosub(veilleur-voicemail,s,1(default,1))\n  same => n,VoiceMailMain(${VEILLEUR_BOX})"


def shown(plan: AsteriskPlan, *, with_secret: bool) -> dict[str, str]:
    """The pieces by file name, as they are printed: without the secret unless it is wanted."""
    pieces = render(plan)
    if not with_secret:
        pieces = {name: text.replace(plan.secret, "••••••••") for name, text in pieces.items()}
    return pieces


def _text(path: Path) -> str:
    try:
        return text_of(path, _LONGEST_FILE_BYTES)
    except FileNotFoundError:
        return ""
    except OSError as error:
        if error.errno == errno.EFBIG:
            return ""
        raise ConfigError(
            "{path}: this file cannot be read ({why}); run set-up as a user who may read it.",
            path=path,
            why=system_cause(error),
        ) from error
