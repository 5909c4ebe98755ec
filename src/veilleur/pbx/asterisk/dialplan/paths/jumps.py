"""Where a step can send a call: every jump and every call of a routine, as its arguments name them. Pure.

In: a step. Out: `Jump`s; a part that a variable holds is a text with `*`. Pitfall: a condition is not
believed: both branches are jumps, and the step behind is reached too unless the jump is unconditional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.applications import Does, application, falls_through
from veilleur.pbx.asterisk.dialplan.model import Step
from veilleur.pbx.asterisk.dialplan.text import application_call, condition, inside, split, whole

ANY = "*"
# The test of our own line around a question: it holds only where no module knows Gosub, which --check and the
# guard name by itself, so that it is no way around the question.
GOSUB_IS_LOST = '$["${IFMODULE(app_stack.so)}" = "0"]'
_PRIORITY = re.compile(r"\$\{PRIORITY\}", re.IGNORECASE)
_SUM = re.compile(r"^\$\[\s*(\d+)\s*([+\-*])\s*(\d+)\s*\]$")
_RELATIVE = re.compile(r"^[+-]\d+$")
_MAY_JUMP = frozenset(
    {Does.JUMPS, Does.RUNS, Does.DIALS, Does.QUEUES, Does.ENTERS, Does.PLACES, Does.JOINS, Does.SETS}
)
# What a line sets for later: a routine when the call ends, a place behind a bridge or a transfer.
_SET_FOR_LATER = re.compile(
    r"(?P<handler>CHANNEL\(hangup_handler_(?:push|wipe)\))|CHANNEL\(after_bridge_goto\)|_{0,2}GOTO_ON_BLINDXFR"
)
_PARK_OPTION = re.compile(r"c\(([^)]*)\)")
_MACRO_OPTION = re.compile(r"([GFMUbB])\(([^)]*)\)")


class Jump(NamedTuple):
    """context, extension: "" for the one of the step itself; priority: number, label, or `*`.

    is_call: comes back. arguments: of a routine. extension_text: what EXTEN becomes, as written. when: ""
    always, else the condition, and holds: whether the jump is taken when it holds or when it does not.
    """

    context: str
    extension: str
    priority: str
    is_call: bool = False
    arguments: tuple[str, ...] = ()
    extension_text: str = ""
    when: str = ""
    holds: bool = True
    is_apart: bool = False  # on another channel: nothing before it was asked for that one


def executed(name: str, data: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The application with its arguments, or those that Exec, TryExec, ExecIf or ExecIfTime run."""
    found = application(name)
    if found is None or found.does is not Does.RUNS or depth > 4:
        yield name, data
        return
    key = name.strip().lower()
    if key in ("exec", "tryexec"):
        inner = [data] if "(" in split(data, ",")[0] else [f"{split(data, ',')[0]}({data.partition(',')[2]})"]
    elif "?" in data:
        _test, yes, no = condition(data)
        inner = [one for one in (yes, no) if one]
    else:  # ExecIf(condition|application|arguments) of Asterisk 1.4
        parts = re.split(r"[|,]", data, maxsplit=2)
        inner = [f"{parts[1]}({parts[2]})"] if len(parts) == 3 else []
    for one in inner:
        yield from executed(*application_call(one), depth + 1)


def conditional(name: str, data: str) -> tuple[str, bool]:
    """Whether an ExecIf runs what it names only on a condition: the condition, and whether it does."""
    if name.strip().lower() == "execif":
        return condition(data)[0], True
    return "", name.strip().lower() == "execiftime"


def jumps(step: Step) -> tuple[Jump, ...]:
    """The jumps of a step."""
    kind = application(step.application)
    if kind is None or kind.does not in _MAY_JUMP:
        return ()
    return _parsed(step.application, step.data, step.priority)


@lru_cache(maxsize=50_000)
def _parsed(name: str, data: str, here: int) -> tuple[Jump, ...]:
    """The jumps of a line at a priority; most lines of a dialplan are written alike."""
    found: list[Jump] = []
    for run, arguments in executed(name, data):
        found += _jumps(here, run.strip().lower(), arguments)
    return tuple(found)


def goes_on(step: Step) -> bool:
    """Whether the step behind this one can be reached from it."""
    key = step.application.strip().lower()
    if key in ("gotoif", "gotoiftime"):
        _test, yes, no = condition(step.data)
        return not (yes and no)
    return falls_through(step.application)


def _jumps(here: int, key: str, data: str) -> list[Jump]:
    if key == "goto":
        return [_target(here, data)]
    if key in ("gotoif", "gotoiftime"):
        test, yes, no = condition(data)
        if test == GOSUB_IS_LOST:
            return []
        test = test if key == "gotoif" else ""
        return [
            _target(here, one)._replace(when=test, holds=holds)
            for one, holds in ((yes, True), (no, False))
            if one
        ]
    if key == "random":
        return [_target(here, data.partition(":")[2])]
    if key in ("gosub", "aelsub"):
        return [_call(here, data)]
    if key == "gosubif":
        test, yes, no = condition(data)
        return [
            _call(here, one)._replace(when=test, holds=holds)
            for one, holds in ((yes, True), (no, False))
            if one
        ]
    if key in ("macro", "macroexclusive"):
        return [_macro(data)]
    if key == "macroif":
        _test, yes, no = condition(data)
        return [_macro(one) for one in (yes, no) if one]
    if may_have_options(key):
        return of_options(here, key, data)
    if key == "channelredirect":
        return [_target(here, data.partition(",")[2])]
    if key in ("set", "mset", "setvar"):
        return _set_for_later(here, data)
    if key in ("park", "parkandannounce"):
        return [_target(here, one) for one in _PARK_OPTION.findall(data)]
    if key == "originate":
        return _of_originate(here, data)
    return []


def _set_for_later(here: int, data: str) -> list[Jump]:
    left, sign, place = data.partition("=")
    found = _SET_FOR_LATER.fullmatch(left.strip())
    if not sign or found is None:
        return []
    place = place.strip().strip('"').replace("^", ",")
    return [_call(here, place) if found["handler"] else _target(here, place)]


def _of_originate(here: int, data: str) -> list[Jump]:
    """Where whoever is called goes on: Originate(channel,exten,context[,extension[,priority]])."""
    pieces = [one.strip().strip('"') for one in split(data, ",")]
    if len(pieces) < 3 or pieces[1].lower() != "exten" or not pieces[2]:
        return []
    context, extension, priority, *_rest = [*pieces[2:5], "", ""]
    target = _target(here, f"{context},{extension or 's'},{priority or '1'}")
    return [target._replace(is_apart=True)]


def named_place(place: str) -> Jump | None:
    """A place that a file beside the dialplan names: a call comes there whatever ran before."""
    return _target(0, place)._replace(is_apart=True) if place.count(",") == 2 else None


def _target(here: int, text: str) -> Jump:
    pieces = [one.strip() for one in split(text.strip(), ",")]
    if len(pieces) == 1 and "|" in text:
        pieces = [one.strip() for one in split(text.strip(), "|")]
    priority = _priority(here, pieces[-1])
    extension = pieces[-2] if len(pieces) > 1 else ""
    context = pieces[-3] if len(pieces) > 2 else ""
    if len(pieces) == 1 and pieces[0].startswith("${"):
        return Jump(ANY, ANY, ANY, extension_text=pieces[0])  # it may hold all three
    return Jump(_starred(context), _starred(extension), priority, extension_text=extension)


def _call(here: int, text: str) -> Jump:
    place, bracket, _rest = _before_bracket(text)
    arguments: tuple[str, ...] = ()
    if bracket:
        arguments = tuple(one.strip() for one in split(inside(text, len(place) + 1)[0], ","))
    return _target(here, place)._replace(is_call=True, arguments=arguments)


def _before_bracket(text: str) -> tuple[str, str, str]:
    """What stands before the bracket of the arguments: brackets within a variable are not it."""
    depth = 0
    for place, sign in enumerate(text):
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
        elif sign == "(" and not depth:
            return text[:place], sign, text[place + 1 :]
    return text, "", ""


def _macro(data: str) -> Jump:
    pieces = split(data, ",")
    if len(pieces) == 1 and "|" in data:
        pieces = split(data, "|")
    name, *arguments = (one.strip() for one in pieces)
    return Jump(
        f"macro-{_starred(name)}", "s", "1", is_call=True, arguments=tuple(arguments), extension_text="s"
    )


def may_have_options(name: str) -> bool:
    """Whether options of an application can name a routine or a place."""
    return name.strip().lower() in ("dial", "retrydial", "queue", "page", "bridge")


def of_options(here: int, name: str, data: str) -> list[Jump]:
    """The routines and places that options of a Dial or a Queue name."""
    if name.strip().lower() == "queue":
        pieces = split(data, ",")
        found = []
        if len(pieces) > 6 and pieces[6].strip():
            found.append(_macro(pieces[6].replace("^", ",")))
        if len(pieces) > 7 and pieces[7].strip():
            found.append(Jump(_starred(pieces[7].split("^")[0]), "s", "1", is_call=True, extension_text="s"))
        return found
    found = []
    for letter, text in _MACRO_OPTION.findall(data.partition(",")[2]):
        if letter == "M":
            found.append(_macro(text.replace("^", ",")))
        elif letter in "GF" and text:
            found.append(_target(here, text.replace("^", ",")))
        elif letter in "bB" and ("^" in text or "," in text):
            place = text.partition("(")[0].replace("^", ",")
            found.append(_target(here, place)._replace(is_call=True))
        elif letter in "UbB" and text:
            name, *_arguments = text.split("^")
            found.append(Jump(_starred(name), "s", "1", is_call=True, extension_text="s"))
    return found


def _priority(here: int, text: str) -> str:
    """A priority as a number where it is known, else a label, else `*`."""
    text = _PRIORITY.sub(str(here), text.strip())
    found = _SUM.match(text)
    if found:
        left, right = whole(found[1]), whole(found[3])
        return str({"+": left + right, "-": left - right, "*": left * right}[found[2]])
    if _RELATIVE.match(text):
        return str(here + whole(text))
    return ANY if "${" in text or "$[" in text else text


def _starred(text: str) -> str:
    """The text with `*` for each variable."""
    if "$" not in text:
        return text
    made, place = [], 0
    while place < len(text):
        if text.startswith(("${", "$["), place):
            opening = text[place + 1]
            place = inside(text, place + 2, opening, "}" if opening == "{" else "]")[1] + 1
            made.append(ANY)
        else:
            made.append(text[place])
            place += 1
    return re.sub(r"\*+", ANY, "".join(made))
