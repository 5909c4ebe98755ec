"""extensions.ael into the same dialplan, read as far as it goes.

In: a directory. Out: contexts, macros and global variables added to a dialplan, as steps with jumps. Pitfall:
what cannot be understood is passed over, never guessed at; the priorities are ours, those of the running plan
may differ.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Blind, Context, Dialplan, Include, Place, Step
from veilleur.pbx.asterisk.dialplan.reading.ael_text import MAIN_FILE, Cursor, sources
from veilleur.pbx.asterisk.dialplan.text import split

__all__ = ["MACRO_EXTENSION", "MAIN_FILE", "add_ael"]
MACRO_EXTENSION = "~~s~~"
_MAX_NESTING = 60
_MARK = re.compile("\x00(\\d+)\x00")


def add_ael(plan: Dialplan, directory: Path) -> list[Path]:
    """Add what extensions.ael says to the plan; gives the files that were read."""
    found = sources(directory, plan.blind)
    for source in found:
        _File(plan, Cursor(source)).read()
    return [source.path for source in found]


class _Draft(NamedTuple):
    """A step whose jumps may still wait for their number."""

    application: str
    data: str
    label: str
    line: int


class _Body:
    """The steps of one extension as they are written."""

    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self._targets: list[int] = []
        self.pending_label = ""
        self.loops: list[tuple[int, int]] = []  # where continue and break go

    def mark(self) -> int:
        """A target that is placed later."""
        self._targets.append(0)
        return len(self._targets) - 1

    def put(self, mark: int) -> None:
        """The target is the next step."""
        self._targets[mark] = len(self.drafts) + 1

    def add(self, application: str, data: str, line: int) -> None:
        self.drafts.append(_Draft(application, data, self.pending_label, line))
        self.pending_label = ""

    def jump(self, mark: int, line: int) -> None:
        self.add("Goto", f"\x00{mark}\x00", line)

    def number(self, data: str) -> str:
        """The data with the numbers of its targets."""
        return _MARK.sub(lambda one: str(self._targets[int(one[1])]), data) if "\x00" in data else data


class _File:
    def __init__(self, plan: Dialplan, cursor: Cursor) -> None:
        self._plan = plan
        self._at = cursor
        self._nesting = 0

    def read(self) -> None:
        at = self._at
        while not at.is_at_end():
            word = at.name()
            kind = word.lower()
            if kind in ("abstract", "extend", "override"):
                continue
            if kind == "context":
                name = at.until("{").strip()
                self._elements(self._plan.context(name))
            elif kind == "macro":
                self._macro(at.until("{").strip())
            elif kind == "globals":
                at.take("{")
                self._globals()
            elif not word:
                at.step()

    def _globals(self) -> None:
        for statement in split(self._at.until("}"), ";"):
            name, sign, value = statement.partition("=")
            if sign:
                self._plan.variables[name.strip()] = value.strip().strip('"')

    def _macro(self, head: str) -> None:
        name, _bracket, arguments = head.partition("(")
        body = _Body()
        line = self._at.line
        for number, argument in enumerate(arguments.rstrip(") ").split(","), start=1):
            if argument.strip():
                body.add("Set", f"LOCAL({argument.strip()})=${{ARG{number}}}", line)
        self._block(body, name.strip())
        body.add("Return", "", line)
        self._keep(name.strip(), MACRO_EXTENSION, body)

    def _elements(self, context: Context) -> None:
        at = self._at
        while not at.is_at_end() and not at.take("}"):
            line = at.line
            word = at.peek().lower()
            if word in ("includes", "switches", "eswitches"):
                at.name()
                at.take("{")
                for item in split(at.until("}"), ";"):
                    self._element(context, word, item.strip(), Place(at.path, line))
            elif word == "ignorepat":
                at.until(">")
                context.ignored.append(at.until(";").strip())
            elif at.take(";"):
                continue
            else:
                self._extension(context, line)

    def _element(self, context: Context, word: str, item: str, place: Place) -> None:
        if not item:
            return
        if word == "includes":
            name, _bar, times = item.replace("|", ",").partition(",")
            context.includes.append(Include(name.strip(), times.strip(), place))
        else:
            context.switches.append(Blind("switch", item, place, context.name))

    def _extension(self, context: Context, line: int) -> None:
        name = self._at.until_arrow()
        if not name:
            self._at.until(";}")
            return
        for word in ("regexten", "hint"):
            if name.lower().startswith(word):
                name = name[len(word) :].strip()
                if name.startswith("("):
                    hint, _close, name = name[1:].partition(")")
                    context.hints.setdefault(name.strip(), hint)
        body = _Body()
        self._statement(body, context.name)
        if body.pending_label or not body.drafts:
            body.add("NoOp", "", line)
        self._keep(context.name, name.strip(), body)

    def _keep(self, context: str, extension: str, body: _Body) -> None:
        # A jump may lead behind the last step.
        body.add("NoOp", "end", body.drafts[-1].line if body.drafts else 0)
        for priority, draft in enumerate(body.drafts, start=1):
            self._plan.add(
                Step(
                    context=context,
                    extension=extension,
                    priority=priority,
                    label=draft.label,
                    application=draft.application,
                    data=body.number(draft.data),
                    path=self._at.path,
                    line=draft.line,
                )
            )

    def _block(self, body: _Body, context: str) -> None:
        while not self._at.is_at_end() and not self._at.take("}"):
            self._statement(body, context)

    def _statement(self, body: _Body, context: str) -> None:
        at = self._at
        if at.take("{"):
            if self._nesting > _MAX_NESTING:
                self._plan.blind.append(Blind("depth", "AEL", Place(at.path, at.line)))
                at.until("}")
                return
            self._nesting += 1
            self._block(body, context)
            self._nesting -= 1
            return
        if at.take(";"):
            return
        line = at.line
        if at.take("&"):
            name = at.name()
            at.take("(")
            arguments = at.until(")")
            at.take(";")
            body.add("Gosub", f"{name},{MACRO_EXTENSION},1({arguments})", line)
            return
        word = at.name()
        if not word:
            at.step()
            return
        self._worded(body, context, word, line)

    def _worded(self, body: _Body, context: str, word: str, line: int) -> None:
        at = self._at
        kind = word.lower()
        if kind in ("if", "random", "iftime", "while") and at.take("("):
            self._branch(body, context, kind, at.until(")"), line)
        elif kind == "for" and at.take("("):
            self._for(body, context, [one.strip() for one in split(at.until(")"), ";")], line)
        elif kind == "switch" and at.take("("):
            self._switch(body, context, at.until(")"), line)
        elif kind in ("goto", "jump"):
            body.add("Goto", _target(kind, at.until(";"), context), line)
        elif kind in ("break", "continue", "return"):
            at.until(";")
            self._leave(body, kind, line)
        elif kind == "catch":
            name = at.until("{").strip()
            inner = _Body()
            self._block(inner, context)
            self._keep(context, name, inner)
        elif at.take(":"):
            if body.pending_label:
                body.add("NoOp", "", line)
            body.pending_label = word
        elif kind == "local":
            name = at.name()
            at.take("=")
            body.add("Set", f"LOCAL({name})={at.until(';').strip()}", line)
        elif at.take("("):
            arguments = at.until(")")
            if at.take("="):  # a function that is set: CALLERID(num)=...
                body.add("Set", f"{word}({arguments})={at.until(';').strip()}", line)
            else:
                at.take(";")
                body.add(word, arguments, line)
        elif at.take("="):
            body.add("Set", f"{word}={at.until(';').strip()}", line)
        else:
            rest = at.until(";}").strip()
            body.add(word, rest, line)

    def _branch(self, body: _Body, context: str, kind: str, condition: str, line: int) -> None:
        otherwise, after, start = body.mark(), body.mark(), body.mark()
        body.put(start)
        inside = body.mark()
        test = f"\x00{inside}\x00"
        if kind == "iftime":
            body.add("GotoIfTime", f"{condition}?{test}", line)
        elif kind == "random":
            body.add("GotoIf", f"$[${{RAND(0,99)}} < ({condition})]?{test}", line)
        else:
            body.add("GotoIf", f"$[{condition}]?{test}", line)
        body.jump(otherwise, line)
        body.put(inside)
        if kind == "while":
            body.loops.append((start, otherwise))
        self._statement(body, context)
        if kind == "while":
            body.loops.pop()
            body.jump(start, line)
            body.put(otherwise)
            body.put(after)
            return
        if self._at.peek().lower() == "else":
            self._at.name()
            body.jump(after, line)
            body.put(otherwise)
            self._statement(body, context)
        else:
            body.put(otherwise)
        body.put(after)

    def _for(self, body: _Body, context: str, parts: list[str], line: int) -> None:
        first, test, step = (*parts, "", "", "")[:3]
        start, inside, onward, after = body.mark(), body.mark(), body.mark(), body.mark()
        body.add("Set", first, line)
        body.put(start)
        body.add("GotoIf", f"$[{test}]?\x00{inside}\x00", line)
        body.jump(after, line)
        body.put(inside)
        body.loops.append((onward, after))
        self._statement(body, context)
        body.loops.pop()
        body.put(onward)
        body.add("Set", step, line)
        body.jump(start, line)
        body.put(after)

    def _switch(self, body: _Body, context: str, value: str, line: int) -> None:
        at = self._at
        at.take("{")
        after, tests = body.mark(), body.mark()
        body.jump(tests, line)
        cases: list[tuple[str, int]] = []
        default = after
        continue_to = body.loops[-1][0] if body.loops else after
        body.loops.append((continue_to, after))
        while not at.is_at_end() and not at.take("}"):
            word = at.peek().lower()
            if word in ("case", "pattern", "default"):
                at.name()
                text = at.until(":").strip()
                mark = body.mark()
                body.put(mark)
                if word == "default":
                    default = mark
                else:
                    cases.append((text, mark))
                continue
            self._statement(body, context)
        body.loops.pop()
        body.jump(after, line)
        body.put(tests)
        for text, mark in cases:
            body.add("GotoIf", f'$["{value}" = "{text}"]?\x00{mark}\x00', line)
        body.jump(default, line)
        body.put(after)

    def _leave(self, body: _Body, kind: str, line: int) -> None:
        if kind == "return" or not body.loops:
            body.add("Return", "", line)
            return
        onward, after = body.loops[-1]
        body.jump(onward if kind == "continue" else after, line)


def _target(kind: str, text: str, context: str) -> str:
    """What `goto` and `jump` name, as Goto takes it."""
    text = text.strip().replace("|", ",")
    if kind == "goto":
        return text
    place, _at, where = text.partition("@")
    extension, _comma, priority = place.partition(",")
    return f"{where.strip() or context},{extension.strip()},{priority.strip() or '1'}"
