"""What the variables of a dialplan can hold, as far as the plan itself sets them.

In: a dialplan. Out: the texts that an expression can come to. Pitfall: this does not follow the order of
steps: a variable can hold whatever any line of the plan puts into it. What a program or a database puts there
stays a variable in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.jumps import executed, jumps
from veilleur.pbx.asterisk.dialplan.text import condition, inside, split

MOST_VALUES = 24  # of one variable
MOST_TEXTS = 64  # of one expression
_DEPTH = 8
_NAME = re.compile(
    r"^(?:GLOBAL\()?_{0,2}([A-Za-z_][A-Za-z0-9_.\-]*)\)?(?::(-?\d+)(?::(-?\d+))?)?$", re.IGNORECASE
)
_GLOBAL = re.compile(r"\$\{(?:GLOBAL\()?([A-Za-z_][A-Za-z0-9_]*)\)?\}")
_CUT = re.compile(r"^CUT\(([^,]+),([^,]*),(\d+)\)(?::(\d+))?$", re.IGNORECASE)
_SET_NAME = re.compile(
    r"^_{0,2}(?:(?:GLOBAL|LOCAL|SHARED)\()?_{0,2}([A-Za-z_][A-Za-z0-9_.\-]*)\)?$", re.IGNORECASE
)
_ARGUMENT = re.compile(r"^ARG\d+$")
# What the switch itself puts into them.
_SWITCHS_OWN = frozenset(
    "EXTEN CONTEXT PRIORITY CHANNEL UNIQUEID MACRO_EXTEN MACRO_CONTEXT INVALID_EXTEN".split()
)


class Values:
    """Every value that lines of the plan give to variables, and every argument that calls hand to
    routines."""

    def __init__(self, plan: Dialplan) -> None:
        self._values: dict[str, list[str]] = {name: [text] for name, text in plan.variables.items()}
        self._arguments: dict[tuple[str, str], list[str]] = {}
        self.callers: dict[str, list[Step]] = {}
        for step in plan.acting():
            self._learn(step)
        self._constants = {
            name: text for name, text in plan.variables.items() if text and len(self._values[name]) == 1
        }

    def set_from(self, name: str) -> list[str]:
        """The texts that are put into a variable, as written."""
        return list(self._values.get(name, ()))

    def texts(self, text: str, context: str) -> list[str]:
        """What a text can come to in a context; a variable of which nothing is known stays in it."""
        return list(dict.fromkeys(self._expand(text, context, 0, frozenset())))[:MOST_TEXTS]

    def constant(self, text: str) -> str:
        """The text with the global variables in it that no line of the plan ever changes."""
        if not self._constants or "${" not in text:
            return text
        for _time in range(_DEPTH):
            before = text
            text = _GLOBAL.sub(lambda one: self._constants.get(one[1], one[0]), text)
            if text == before:
                break
        return text

    def _learn(self, step: Step) -> None:
        for name, data in executed(step.application, step.data):
            found = application(name)
            if found is None:
                continue
            if found.does is Does.SETS:
                for variable, value in assignments(name, data):
                    _add(self._values.setdefault(variable, []), value)
            elif found.does is Does.JUMPS:
                for jump in jumps(step._replace(application=name, data=data)):
                    if jump.is_call and jump.context:
                        self.callers.setdefault(jump.context, []).append(step)
                        for number, value in enumerate(jump.arguments, start=1):
                            _add(self._arguments.setdefault((jump.context, f"ARG{number}"), []), value)

    def _expand(self, text: str, context: str, depth: int, seen: frozenset[str]) -> list[str]:
        start = text.find("${")
        if start < 0 or depth > _DEPTH:
            return [text]
        body, end = inside(text, start + 2, "{", "}")
        head, tail = text[:start], text[end + 1 :]
        middles = self._variable(body, context, depth + 1, seen)
        tails = self._expand(tail, context, depth, seen)
        return [head + middle + rest for middle in middles[:MOST_TEXTS] for rest in tails[:MOST_TEXTS]][
            :MOST_TEXTS
        ]

    def _variable(self, body: str, context: str, depth: int, seen: frozenset[str]) -> list[str]:
        unknown = ["${" + body + "}"]
        if depth > _DEPTH:
            return unknown
        if body.upper().startswith("IF(") and body.endswith(")"):
            _test, yes, no = condition(body[3:-1])
            return [
                one for branch in (yes, no) for one in self._expand(branch.strip('"'), context, depth, seen)
            ]
        cut = _CUT.match(body)
        if cut is not None:
            return self._cut(cut, context, depth, seen) or unknown
        if "${" in body:
            if "(" in body.partition("${")[0]:
                return unknown  # a function of something
            return self._named_by_variable(body, context, depth, seen)
        found = _NAME.match(body)
        if found is None or found[1] in _SWITCHS_OWN:
            return unknown
        name = found[1]
        values = self._arguments.get((context, name), []) if _ARGUMENT.match(name) else self._values.get(name)
        if not values or name in seen:
            return unknown
        texts = [one for value in values for one in self._expand(value, context, depth, seen | {name})]
        if found[2] is None:
            return texts[:MOST_TEXTS]
        return [_part(text, found[2], found[3]) for text in texts[:MOST_TEXTS]]

    def _cut(self, call: re.Match[str], context: str, depth: int, seen: frozenset[str]) -> list[str]:
        """`CUT(NAME,sign,field)`, where what the variable holds is known."""
        name, sign, field = call[1], call[2] or "-", int(call[3])
        found = []
        for text in self._variable(name, context, depth + 1, seen):
            if "${" in text:
                return []
            piece = (text.split(sign) + [""] * field)[field - 1]
            found.append(piece[int(call[4]) :] if call[4] else piece)
        return found

    def _named_by_variable(self, body: str, context: str, depth: int, seen: frozenset[str]) -> list[str]:
        """`${OUT_${TRUNK}}`: every variable whose name fits."""
        found: list[str] = []
        for name in self._expand(body, context, depth, seen):
            if "${" not in name:
                found += self._variable(name, context, depth, seen)
                continue
            shape = re.compile(r".+".join(re.escape(one) for one in re.split(r"\$\{.*?\}+", name)))
            fitting = [one for one in self._values if shape.fullmatch(one)][:MOST_VALUES]
            found += [text for one in fitting for text in self._variable(one, context, depth, seen)]
        return found[:MOST_TEXTS] or ["${" + body + "}"]


def _add(known: list[str], value: str) -> None:
    if value not in known and len(known) < MOST_VALUES:
        known.append(value)


def assignments(name: str, data: str) -> Iterable[tuple[str, str]]:
    """Variable and value of each assignment of Set, MSet and their kin."""
    pieces = split(data, ",") if name.lower() == "mset" else [data]
    for piece in pieces:
        left, sign, value = piece.partition("=")
        found = _SET_NAME.match(left.strip())
        if sign and found:
            yield found[1], _unquoted(value)


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith("$[") and value.endswith("]") and "${" in value[2:-1]:
        inner = value[2:-1].strip()
        if re.fullmatch(r'"?[^\s"=<>|&+*?]*"?', inner):  # AEL wraps a plain value
            value = inner
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _part(text: str, offset: str, length: str | None) -> str:
    if "${" in text:
        if text.startswith("${") and text.endswith("}") and text.count("${") == 1 and ":" not in text:
            return text[:-1] + f":{offset}" + (f":{length}" if length else "") + "}"
        plain = text.find("${")
        if not 0 <= int(offset) <= plain or length is not None:
            return text
        return text[int(offset) :]
    start = int(offset)
    cut = text[start:]
    if length is None:
        return cut
    return cut[: int(length)]
