"""Where logger.conf has Asterisk write its lines, and what to change so that wrong PINs come to us.

In: the sections of logger.conf and asterisk.conf as the manager's GetConfig lists them, includes joined.
Out: one sentence. Pitfall: only the first section [logfiles] counts, wherever its file was included; a name
without a leading "/" lies in `astlogdir`; and the switch may see our file by another root than we do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.text import whole
from veilleur.pbx.asterisk.files.log_proof import LogTrouble
from veilleur.pbx.asterisk.settings import JOURNALD
from veilleur.words.messages import Message, joined

USUAL_LOG_DIRECTORY = "/var/log/asterisk"
WRONG_PIN_LEVEL = 3  # of the verbose line that names a wrong PIN
_CATEGORY = re.compile(r"category-(\d+)")
_LINE = re.compile(r"line-(\d+)-\d+")
_FORMAT = re.compile(r"\[(\w*)\]\s*")
_VERBOSE = re.compile(r"verbose(?:\s*\(\s*(\d+|\*)\s*\))?", re.IGNORECASE)


class Target(NamedTuple):
    """One line of [logfiles]. name: a file, "console", "syslog.local0"; has_pins: wrong PINs come there."""

    name: str
    form: str
    has_pins: bool

    @property
    def is_file(self) -> bool:
        """Whether it is a file rather than a screen or the system's log."""
        return self.name != "console" and not self.name.startswith("syslog.")


class LoggerConf(NamedTuple):
    """What logger.conf says. ignored: targets of further sections [logfiles]."""

    targets: tuple[Target, ...]
    ignored: tuple[Target, ...]
    directory: str = USUAL_LOG_DIRECTORY

    def path_of(self, target: Target) -> str:
        """The file of a target as the switch sees it, but for the machine's name."""
        return target.name if target.name.startswith("/") else f"{self.directory}/{target.name}"


def sections(fields: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The sections that an answer to GetConfig lists, in order, each with its keys and values."""
    names = {found[1]: value for key, value in fields.items() if (found := _CATEGORY.fullmatch(key))}
    lines: dict[str, list[tuple[str, str]]] = {number: [] for number in names}
    for key, text in fields.items():
        found = _LINE.fullmatch(key)
        if found and found[1] in lines:
            name, _sign, value = text.partition("=")
            lines[found[1]].append((name.strip(), value.removeprefix(">").strip()))
    return [(names[number], lines[number]) for number in names]


def logger_conf(logger: Mapping[str, str], asterisk: Mapping[str, str]) -> LoggerConf:
    """What the two files say."""
    found = [lines for name, lines in sections(logger) if name == "logfiles"]
    targets = [tuple(_target(name, value) for name, value in lines) for lines in found]
    directories = {key: value for name, lines in sections(asterisk) for key, value in lines}
    ignored = tuple(target for others in targets[1:] for target in others)
    directory = directories.get("astlogdir", USUAL_LOG_DIRECTORY).rstrip("/")
    return LoggerConf(targets[0] if targets else (), ignored, directory)


def _target(name: str, value: str) -> Target:
    form = _FORMAT.match(value)
    levels = [one.strip() for one in (value[form.end() :] if form else value).split(",")]
    has_pins = "*" in levels
    for level in levels:
        verbose = _VERBOSE.fullmatch(level)
        if verbose is not None:
            has_pins |= not (verbose[1] or "").isdecimal() or whole(verbose[1]) >= WRONG_PIN_LEVEL
    return Target(name, form[1] if form else "", has_pins)


_OF_JOURNAL = Message(
    "Give Veilleur's user the group systemd-journal (`sudo veilleur setup service` does), and write "
    "'syslog.local0 => notice,warning,error,verbose(3)' into [logfiles] of logger.conf; what goes to the "
    "console bears no name of its source and is not believed."
)


def sentence(trouble: LogTrouble, path: str, conf: LoggerConf | None) -> Message:
    """What is wrong with the log of wrong PINs at this path, and what to do. conf: None when not known."""
    return joined([_WRONG[trouble](path), _to_do(trouble, path, conf)])


def _absent(path: str) -> Message:
    return Message(
        "The log {path} does not exist: wrong PINs are only guessed from the rhythm of keys.", path=path
    )


def _silent(path: str) -> Message:
    return Message(
        "Asterisk writes nothing into the log {path}, as a login of ours shows: wrong PINs are only guessed "
        "from the rhythm of keys.",
        path=path,
    )


def _strange(path: str) -> Message:
    return Message(
        "The lines of the log {path} have a form that is not known: wrong PINs are only guessed from the "
        "rhythm of keys.",
        path=path,
    )


def _not_verbose(path: str) -> Message:
    return Message(
        "The log {path} holds no verbose lines, which name wrong PINs: they are only guessed from the rhythm "
        "of keys.",
        path=path,
    )


def _too_quiet(path: str) -> Message:
    return Message(
        "The log {path} holds no verbose lines of level 3, which name wrong PINs: they are only guessed from "
        "the rhythm of keys.",
        path=path,
    )


_WRONG = {
    LogTrouble.ABSENT: _absent,
    LogTrouble.SILENT: _silent,
    LogTrouble.STRANGE: _strange,
    LogTrouble.NOT_VERBOSE: _not_verbose,
    LogTrouble.TOO_QUIET: _too_quiet,
}


def _to_do(trouble: LogTrouble, path: str, conf: LoggerConf | None) -> Message:
    if path == JOURNALD:
        return _OF_JOURNAL
    name = path
    if conf is not None:
        ours = [one for one in conf.targets if one.is_file and _is_same(path, conf.path_of(one))]
        if ours:
            return _of_our_line(trouble, ours)
        if any(one.is_file and _is_same(path, conf.path_of(one)) for one in conf.ignored):
            return Message(
                "Its line stands in a second section [logfiles] of logger.conf, and Asterisk reads the first "
                "alone: write it into that one, or '[logfiles](+)' over it."
            )
        others = [conf.path_of(one) for one in conf.targets if one.is_file and one.has_pins]
        if others:
            return Message(
                "Asterisk writes such lines to {other}: name that file as log_file, without own_log.",
                other=others[0],
            )
        if any(one.name.startswith("syslog.") and one.has_pins for one in conf.targets):
            return Message(
                "logger.conf sends such lines to syslog alone: add '{name} => verbose(3)' to its [logfiles], "
                "or name the file of your syslog as log_file, or journald where systemd keeps it.",
                name=name,
            )
    return Message(
        "Add '{name} => verbose(3)' to [logfiles] of logger.conf and do a `logger reload`; lines that go to "
        "the console alone are not read.",
        name=name,
    )


def _of_our_line(trouble: LogTrouble, ours: list[Target]) -> Message:
    if trouble is LogTrouble.STRANGE:
        return Message(
            "Write '[default]' before the levels of its line in logger.conf (now: '[{form}]') and do a "
            "`logger reload`.",
            form=ours[0].form,
        )
    if not any(one.has_pins for one in ours):
        return Message("Add 'verbose(3)' to its line in logger.conf and do a `logger reload`.")
    return Message(
        "logger.conf names it rightly: do a `logger reload`, look whether Asterisk may write there, and "
        "write 'displayconnects = yes' into the section of Veilleur's login in manager.conf."
    )


def _is_same(ours: str, theirs: str) -> bool:
    """Whether two paths are one file, which the switch may see by another root than we do."""
    return ours == theirs or ours.endswith(theirs)
