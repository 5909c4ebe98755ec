"""The running plan joined with the files: what runs is the truth, the files say where it stands.

In: both plans. Out: the running one with files and lines, and the steps of the files that do not run.
Pitfall: a file that was changed since the last reload shows steps that nobody runs; a running step that no
file shows has no place.
"""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS, Blind, Context, Dialplan, Step

_CASE = re.compile(r"_?sw_(\d{1,9})_")
_REFUSALS = frozenset({"refused", "broken_off"})
_ONLY_IN_FILES = _REFUSALS | {"exec", "static", "ael", "missing", "loop", "depth", "size", "unreadable"}


class Joined(NamedTuple):
    """plan: what runs. not_running: steps that stand in files and do not run; refusals: where Asterisk stops
    reading them."""

    plan: Dialplan
    not_running: tuple[Step, ...]
    refusals: tuple[Blind, ...] = ()


def joined(running: Dialplan, files: Dialplan) -> Joined:
    """Both plans as one."""
    plan = Dialplan(variables=dict(files.variables), shadowed=list(files.shadowed), is_running=True)
    # What no file could show is in the running plan, but for what is looked up elsewhere at each call.
    plan.blind = [one for one in files.blind if one.kind not in _ONLY_IN_FILES]
    lines = _Lines(files)
    for context in running.contexts.values():
        known = files.contexts.get(context.name)
        made = plan.context(context.name)
        made.hints.update(context.hints)
        made.ignored += context.ignored
        made.includes += context.includes
        made.switches += _placed(context.switches, known.switches if known else [])
        order = sorted(context.extensions, key=_switch_of)
        placed = {name: [lines.placed(step) for step in context.extensions[name].values()] for name in order}
        for name in context.extensions:
            for step in placed[name]:
                made.add(step)
    running_steps = {(step.context, step.pattern, step.priority) for step in running.steps()}
    left = [
        step
        for step in files.steps()
        if step.context not in OWN_CONTEXTS
        and (step.context, step.pattern, step.priority) not in running_steps
    ]
    return Joined(plan, tuple(left), tuple(one for one in files.blind if one.kind in _REFUSALS))


class _Lines:
    """The lines of the files, to find those that steps of the running plan come from."""

    def __init__(self, files: Dialplan) -> None:
        self._files = files
        self._found: set[tuple[str, str, int]] = set()
        self._by_pattern: dict[tuple[str, str, str, str], deque[Step]] = {}
        self._by_text: dict[tuple[str, str, str], deque[Step]] = {}
        self._indexed: set[str] = set()

    def _index(self, context: Context) -> None:
        """Once for a context, and for those alone of which a line is not where it is expected."""
        if context.name in self._indexed:
            return
        self._indexed.add(context.name)
        for steps in context.extensions.values():
            for step in steps.values():
                name, _pattern, application, data = key = _key(step)
                self._by_pattern.setdefault(key, deque()).append(step)
                self._by_text.setdefault((name, application, data), deque()).append(step)

    def placed(self, step: Step) -> Step:
        """The step with its file and line, where they are known."""
        if step.path is not None:
            return step
        same = self._same(step)
        if same is None:
            return step
        return step._replace(
            path=same.path, line=same.line, label=step.label or same.label, written=same.written
        )

    def _same(self, step: Step) -> Step | None:
        context = self._files.contexts.get(step.context)
        if context is None:
            return None
        known = context.extensions.get(step.extension, {}).get(step.priority)
        if known is not None and known.data == step.data and _name(known) == _name(step):
            self._found.add(_place_of(known))
            return known
        # Events name no caller, and AEL numbers its steps in its own way and gives the cases of a switch
        # extensions of their own: the same text, each time that it comes, is the next line that has it.
        self._index(context)
        name, pattern, application, data = _key(step)
        by_pattern = self._by_pattern.get((name, pattern, application, data))
        return self._next(by_pattern) or self._next(self._by_text.get((name, application, data)))

    def _next(self, lines: deque[Step] | None) -> Step | None:
        """The first of these lines that is no other step's, else the last."""
        if lines is None:
            return None
        while len(lines) > 1 and _place_of(lines[0]) in self._found:
            lines.popleft()
        self._found.add(_place_of(lines[0]))
        return lines[0]


def _switch_of(extension: str) -> int:
    """Which switch of AEL an extension is a case of, as Asterisk counts them down the file; 0 for none."""
    found = _CASE.match(extension)
    return int(found[1]) if found else 0


def _place_of(step: Step) -> tuple[str, str, int]:
    return step.context, step.extension, step.priority


def _key(step: Step) -> tuple[str, str, str, str]:
    data = step.data.replace("${~~EXTEN~~", "${EXTEN")
    return step.context, step.pattern.replace("-", ""), _name(step), data


def _name(step: Step) -> str:
    """The application; of "Dial (" the switch keeps the blank."""
    return step.application.strip().lower()


def _placed(running: list[Blind], files: list[Blind]) -> list[Blind]:
    places = {one.text.rstrip("/"): one.place for one in files}
    return [one._replace(place=places.get(one.text.rstrip("/"), one.place)) for one in running]
