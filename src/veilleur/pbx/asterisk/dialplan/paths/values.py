"""What the variables of a dialplan can hold, as far as the plan itself sets them.

In: a dialplan. Out: the texts that an expression can come to. Pitfall: this does not follow the order of
steps: a variable can hold whatever any line of the plan puts into it. What a program or a database puts there
stays a variable in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from veilleur.pbx.asterisk.dialplan.applications import CHANGING_FUNCTIONS, Does, application
from veilleur.pbx.asterisk.dialplan.model import Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.jumps import executed, jumps
from veilleur.pbx.asterisk.dialplan.text import condition, inside, split, whole

NOT_KNOWN = "${?}"  # stands for what is not known
MOST_VALUES = 24  # of one variable; of more, one of each shape is kept
MOST_SHAPES = 400
MOST_TEXTS = 64  # of one expression
_DEPTH = 8
_NAME = re.compile(
    r"^(?:GLOBAL\()?_{0,2}([A-Za-z_][A-Za-z0-9_.\-]*|~~EXTEN~~)\)?(?::(-?\d+)(?::(-?\d+))?)?$", re.IGNORECASE
)
_RUN_OF_DIGITS = re.compile(r"\d+")
_GLOBAL = re.compile(r"\$\{(?:GLOBAL\()?([A-Za-z_][A-Za-z0-9_]*)\)?\}")
_CUT = re.compile(r"^CUT\(([^,]+),([^,]*),(\d+)\)(?::(\d+))?$", re.IGNORECASE)
_SET_NAME = re.compile(
    r"^_{0,2}(?:(?:GLOBAL|LOCAL|SHARED)\()?_{0,2}([A-Za-z_][A-Za-z0-9_.\-]*|~~EXTEN~~)\)?$", re.IGNORECASE
)
_CHANGED = re.compile(
    r"\$\{(?:" + "|".join(re.escape(one) for one in CHANGING_FUNCTIONS) + r")\s*_{0,2}([A-Za-z_]\w*)"
)
_LIST_CHANGED = re.compile(r"^(?:PUSH|UNSHIFT)\(_{0,2}([A-Za-z_]\w*)")
_ARGUMENT = re.compile(r"^ARG\d+$")
# What the switch itself puts into them.
_SWITCHS_OWN = frozenset(
    "EXTEN CONTEXT PRIORITY CHANNEL UNIQUEID MACRO_EXTEN MACRO_CONTEXT INVALID_EXTEN".split()
)


# Put into a variable what a file, a database or another channel holds; Read takes digits alone.
_READS_ANYTHING = frozenset({"readfile", "dbget", "importvar"})


class _Kept:
    """The values of one variable. Five hundred telephones differ in their digits alone: a trunk among them
    must not be lost, so that beyond the first ones each shape is kept once."""

    __slots__ = ("_shapes", "texts")

    def __init__(self, *texts: str) -> None:
        self.texts: list[str] = [*texts]
        self._shapes: set[str] = set()

    def add(self, value: str) -> None:
        if len(self.texts) < MOST_VALUES:
            if value not in self.texts:
                self.texts.append(value)
            return
        if not self._shapes:
            self._shapes = {_shape(one) for one in self.texts}
        shape = _shape(value)
        if shape not in self._shapes and len(self.texts) < MOST_SHAPES:
            self._shapes.add(shape)
            self.texts.append(value)


class Values:
    """Every value that lines of the plan give to variables, and every argument that calls hand to
    routines."""

    def __init__(self, plan: Dialplan, set_elsewhere: Iterable[tuple[str, str]] = ()) -> None:
        """set_elsewhere: variables that telephones bring along, with what they hold."""
        self._values = {name: _Kept(text) for name, text in plan.variables.items()}
        for name, value in set_elsewhere:
            self._values.setdefault(name, _Kept()).add(value)
        self._arguments: dict[tuple[str, str], _Kept] = {}
        self.callers: dict[str, list[Step]] = {}
        for step in plan.acting():
            self._learn(step)
        self._constants = {
            name: text for name, text in plan.variables.items() if text and len(self._values[name].texts) == 1
        }

    def texts(self, text: str, context: str) -> list[str]:
        """What a text can come to in a context; a variable of which nothing is known stays in it."""
        return _limited(self._expand(text, context, 0, frozenset()), text)

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
        for variable in changed_inside(step.data):
            self._values.setdefault(variable, _Kept()).add(NOT_KNOWN)
        for name, data in executed(step.application, step.data):
            found = application(name)
            if found is None:
                continue
            if found.does is Does.SETS:
                for variable, value in assignments(name, data):
                    self._values.setdefault(variable, _Kept()).add(_one_more(variable, value))
            elif found.does is Does.JUMPS:
                run = step if name == step.application else step._replace(application=name, data=data)
                for jump in jumps(run):
                    if jump.is_call and jump.context:
                        self.callers.setdefault(jump.context, []).append(step)
                        for number, value in enumerate(jump.arguments, start=1):
                            self._arguments.setdefault((jump.context, f"ARG{number}"), _Kept()).add(value)

    def _expand(self, text: str, context: str, depth: int, seen: frozenset[str]) -> list[str]:
        start = text.find("${")
        if start < 0 or depth > _DEPTH:
            return [text]
        body, end = inside(text, start + 2, "{", "}")
        head, tail = text[:start], text[end + 1 :]
        middles = self._variable(body, context, depth + 1, seen)
        tails = self._expand(tail, context, depth, seen)
        return _limited([head + middle + rest for middle in middles for rest in tails], text)

    def _variable(self, body: str, context: str, depth: int, seen: frozenset[str]) -> list[str]:
        unknown = ["${" + body + "}"]
        if depth > _DEPTH:
            return unknown
        if body.upper().startswith("IF(") and body.endswith(")"):
            _test, yes, no = condition(body[3:-1])
            return [
                one for branch in (yes, no) for one in self._expand(branch.strip('"'), context, depth, seen)
            ]
        if body.upper().startswith("EVAL(") and body.endswith(")"):
            return self._expand(body[5:-1], context, depth, seen)
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
        is_argument = _ARGUMENT.match(name) is not None
        kept = self._arguments.get((context, name)) if is_argument else self._values.get(name)
        if kept is None or name in seen:
            return unknown
        texts = [one for value in kept.texts for one in self._expand(value, context, depth, seen | {name})]
        if found[2] is None:
            return _limited(texts, unknown[0])
        return _limited([_part(text, found[2], found[3]) for text in texts], unknown[0])

    def _cut(self, call: re.Match[str], context: str, depth: int, seen: frozenset[str]) -> list[str]:
        """`CUT(NAME,sign,field)`, where what the variable holds is known."""
        name, sign, field = call[1], call[2] or "-", whole(call[3])
        found = []
        for text in self._variable(name, context, depth + 1, seen):
            if "${" in text:
                return []
            piece = (text.split(sign) + [""] * field)[field - 1]
            found.append(piece[whole(call[4]) :] if call[4] else piece)
        return found

    def _named_by_variable(self, body: str, context: str, depth: int, seen: frozenset[str]) -> list[str]:
        """`${OUT_${TRUNK}}`: every variable whose name fits."""
        found: list[str] = []
        for name in self._expand(body, context, depth, seen):
            if "${" not in name:
                found += self._variable(name, context, depth, seen)
                continue
            shape = re.compile(r".+".join(re.escape(one) for one in re.split(r"\$\{.*?\}+", name)))
            fitting = [one for one in self._values if shape.fullmatch(one)]
            found += [text for one in fitting for text in self._variable(one, context, depth, seen)]
        return _limited(found, "${" + body + "}") or ["${" + body + "}"]


def _one_more(name: str, value: str) -> str:
    """What a line adds to a list that the variable holds: `LIST=${LIST}&PJSIP/201`; what it held before is
    among its other values."""
    own = f"${{{name}}}"
    return value.replace(f"{own}&", "&").replace(f"&{own}", "&") if own in value else value


def _shape(text: str) -> str:
    return _RUN_OF_DIGITS.sub("#", text)


def _limited(texts: list[str], whole: str) -> list[str]:
    """No more texts than can be looked at, one of each shape; what is left out makes the whole not known."""
    texts = list(dict.fromkeys(texts))
    if len(texts) <= MOST_TEXTS:
        return texts
    by_shape = {_shape(text): text for text in reversed(texts)}
    if len(by_shape) <= MOST_TEXTS:
        return list(by_shape.values())
    return [*list(by_shape.values())[:MOST_TEXTS], whole]


def assignments(name: str, data: str) -> Iterable[tuple[str, str]]:
    """Variable and value of each assignment of Set, MSet and their kin."""
    if name.strip().lower() in _READS_ANYTHING:
        yield data.partition("=")[0].strip(), NOT_KNOWN
        return
    pieces = split(data, ",") if name.lower() == "mset" else [data]
    for piece in pieces:
        left, sign, value = piece.partition("=")
        found = _SET_NAME.match(left.strip())
        if sign and found:
            yield found[1], _unquoted(value)
        elif sign and (changed := _LIST_CHANGED.match(left.strip())):
            yield changed[1], NOT_KNOWN
        elif sign and left.strip().upper().startswith("ARRAY("):
            for variable in split(left.strip()[6:].rstrip(") "), ","):
                yield variable.strip(), NOT_KNOWN


def changed_inside(data: str) -> list[str]:
    """The variables that functions within arguments change: `${INC(N)}`, `${SET(N=1)}`."""
    return _CHANGED.findall(data) if "${" in data else []


def named_by_variables(name: str, data: str) -> Iterable[re.Pattern[str]]:
    """What the names look like of variables that an assignment itself names by a variable: `Set(${X}=1)`."""
    for piece in split(data, ",") if name.lower() == "mset" else [data]:
        left = piece.partition("=")[0].strip()
        if "${" in left and "(" not in left.partition("${")[0]:
            yield re.compile(".*".join(re.escape(one.lstrip("_")) for one in re.split(r"\$\{.*?\}+", left)))


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
        if not 0 <= whole(offset) <= plain or length is not None:
            return text
        return text[whole(offset) :]
    start = whole(offset)
    cut = text[start:]
    if length is None:
        return cut
    return cut[: whole(length)]
