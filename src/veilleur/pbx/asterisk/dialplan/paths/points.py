"""A place on a path that is followed backwards, and how the text that is dialled reads there. Pure.

In: a point and what a step or a jump did. Out: the point before it. Pitfall: a routine has an EXTEN and
arguments of its own: those of its caller are kept apart on the way through it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Step
from veilleur.pbx.asterisk.dialplan.paths.finding import Finding
from veilleur.pbx.asterisk.dialplan.paths.jumps import Jump
from veilleur.pbx.asterisk.dialplan.paths.numbers import put
from veilleur.pbx.asterisk.dialplan.text import whole

_OWN = re.compile(r"(?<!~)\b(?:EXTEN|CONTEXT|PRIORITY|MACRO_EXTEN|ARG\d+)\b")  # a routine has its own
_ARGUMENT = re.compile(r"\bARG\d+\b")


class Fact(NamedTuple):
    """What must hold for a path: a variable is, or is not, a text."""

    name: str
    value: str
    is_equal: bool


class Test(NamedTuple):
    """The condition of an ExecIf, and whether it holds."""

    condition: str
    holds: bool


class Point(NamedTuple):
    """A place on a path: the step that runs next, what is dialled in the end, what must hold here."""

    step: Step
    text: str
    facts: frozenset[Fact]
    calls: tuple[Step, ...]
    asked: tuple[str, ...]  # what questions met were about, rewritten on the way like the text
    is_certain: bool  # calls do come this way
    is_text_certain: bool  # and nothing may have changed what is dialled
    test: Test | None  # the condition on which the way itself runs, while nothing has come between
    seen: Step | None  # a question met that does not count
    why: Finding


def rewritten(point: Point, rewrite: Callable[[str], str]) -> Point:
    """The point with what is dialled and what was asked about rewritten."""
    if "${" not in point.text and not point.asked:
        return point
    return point._replace(text=rewrite(point.text), asked=tuple(rewrite(one) for one in point.asked))


def assigned(point: Point, name: str, value: str | None) -> Point:
    """The point before a variable was set."""
    return rewritten(point, lambda text: put(text, name, value))


def kept_apart(text: str, depth: int) -> str:
    """The text on its way into a routine: what is the caller's own there must not be taken for the
    routine's."""
    return _OWN.sub(lambda one: f"{one[0]}__{depth}", text) if "${" in text else text


def own_again(text: str, depth: int) -> str:
    """The same on its way back to the caller."""
    return text.replace(f"__{depth}", "")


def into(text: str, jump: Jump) -> str:
    """The text as it reads before a jump: what the jump sets is put in its place."""
    if jump.is_call:
        if jump.extension_text not in ("", "${EXTEN}"):
            text = put(text, "EXTEN", jump.extension_text)
        if jump.context.startswith("macro-"):
            text = put(text, "MACRO_EXTEN", "${EXTEN}")
        for number, value in enumerate(jump.arguments, start=1):
            text = put(text, f"ARG{number}", value)
        if not jump.context.startswith("macro-"):  # a Macro lets the arguments of the one around it pass
            for name in _ARGUMENT.findall(text):
                if whole(name[3:]) > len(jump.arguments):
                    text = put(text, name, "")
        return text
    stays = jump.extension_text in ("", "${EXTEN}")
    return text if stays else put(text, "EXTEN", jump.extension_text)
