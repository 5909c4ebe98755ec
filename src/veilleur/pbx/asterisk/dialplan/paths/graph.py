"""How calls come to a step: what runs before it, who jumps to it, where a call can begin.

In: a dialplan. Out: for a step, the edges that lead to it, worked out when asked for. Pitfall: Asterisk looks
for each next priority again, so that a step may follow one of another extension that matches the same number;
and an extension that was found through an include runs in the context that includes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.blocks import comes_from
from veilleur.pbx.asterisk.dialplan.paths.jumps import (
    ANY,
    Jump,
    executed,
    goes_on,
    jumps,
    may_have_options,
    named_place,
    of_options,
)
from veilleur.pbx.asterisk.dialplan.paths.values import Values
from veilleur.pbx.asterisk.dialplan.patterns import glob_matches, order, overlap, signs
from veilleur.pbx.asterisk.dialplan.patterns import matches as pattern_matches
from veilleur.pbx.asterisk.dialplan.text import whole

_OFFSET = re.compile(r"\bMACRO_OFFSET=\s*\"?(\d{1,3})\b")
_MOST_NEIGHBOURS = 2_000  # extensions of one context looked through for one step


class Edge(NamedTuple):
    """One way to come to a step.

    source: the step before; None where a call begins here. jump: None when the step is simply the next one.
    is_certain: False where a variable decides, or nobody says whether calls begin here.
    """

    source: Step | None
    jump: Jump | None = None
    is_certain: bool = True


class Graph:
    """The edges of a dialplan. entries: contexts in which calls are known to begin; are_all_known: no
    others are."""

    def __init__(
        self,
        plan: Dialplan,
        values: Values,
        entries: frozenset[str] = frozenset(),
        *,
        are_all_known: bool = False,
        entered_at: Iterable[str] = (),
    ) -> None:
        """entered_at: places at which files beside the plan send a call."""
        self._plan = plan
        self._values = values
        self._entries = entries
        self._are_all_known = are_all_known
        self._to: dict[str, list[tuple[Step, Jump]]] = {}  # by context named
        # The same, apart: thousands of lines jump to one extension each, which is found by its name.
        self._to_one: dict[tuple[str, str], list[tuple[Step, Jump]]] = {}
        self._to_some: dict[str, list[tuple[Step, Jump]]] = {}
        self._starred: list[tuple[Step, Jump]] = []
        self._anywhere: list[tuple[Step, Jump]] = []
        self._jumps: dict[tuple[str, int, str, str], list[Jump]] = {}
        # Those that stay in their context: within an extension, to one of that name, to any other.
        self._own_within: dict[tuple[str, str], list[tuple[Step, Jump]]] = {}
        self._own_to_one: dict[tuple[str, str], list[tuple[Step, Jump]]] = {}
        self._own_to_some: dict[str, list[tuple[Step, Jump]]] = {}
        self._own: dict[str, list[tuple[Step, Jump]]] = {}  # but for those within an extension
        self._entered = [jump for place in entered_at if (jump := named_place(place)) is not None]
        self._offsets: set[int] = set()  # steps that a Macro has its caller pass over
        self._includers: dict[str, set[str]] = {}
        self._closures: dict[str, frozenset[str]] = {}
        self._open: dict[str, dict[tuple[int, str], list[str]]] = {}
        self._block_edges: dict[tuple[str, str], dict[int, set[int]]] = {}
        self._index()

    def jumps_of(self, step: Step) -> list[Jump]:
        """The jumps of a step; what a variable alone names is replaced by what it can hold."""
        key = (step.context, step.priority, step.application, step.data)
        known = self._jumps.get(key)
        if known is None:
            known = []
            for jump in jumps(step):
                is_open = jump.context == ANY and jump.extension == ANY
                known += (self._resolved(step, jump) if is_open else None) or [jump]
            known += [one for one in self._in_options(step) if one not in known]
            if known:
                self._jumps[key] = known
        return known

    def before(self, step: Step) -> Iterator[Edge]:
        """Every way to come to a step."""
        is_first = step.priority == 1
        found = False
        for edge in self._following(step):
            found = True
            yield edge
        for source, jump in self._jumps_to(step):
            if source is step and jump.priority == ANY:
                continue
            found = True
            if jump.is_apart:
                yield Edge(None)
                continue
            is_same = jump.extension_text == "${EXTEN}" and source.extension == step.extension
            is_certain = ANY not in (jump.priority, jump.context) and (is_same or jump.extension != ANY)
            yield Edge(source, jump, is_certain or (jump.priority == "1" and jump.context != ANY))
        for jump in self._entered:
            if jump.context in self.includers(step.context) and self._reaches(step, jump, step):
                yield Edge(None)
        if is_first:
            entry = self._entry(step)
            if entry is not None:
                yield entry
        elif not found:
            yield Edge(None)  # nothing leads here but a person at the console

    def includers(self, name: str) -> frozenset[str]:
        """The context itself and all that include it, near or far."""
        known = self._closures.get(name)
        if known is not None:
            return known
        found, waiting = {name}, [name]
        while waiting:
            for one in self._includers.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        self._closures[name] = frozenset(found)
        return self._closures[name]

    def _index(self) -> None:
        for context in self._plan.contexts.values():
            for include in context.includes:
                self._includers.setdefault(include.name, set()).add(context.name)
        for step in self._plan.acting():
            if "MACRO_OFFSET" in step.data:
                self._offsets |= {whole(one) for one in _OFFSET.findall(step.data)}
            for jump in self.jumps_of(step):
                if not jump.context:
                    self._keep_own(step, jump)
                elif jump.context == ANY:
                    self._anywhere.append((step, jump))
                elif ANY in jump.context:
                    self._starred.append((step, jump))
                else:
                    self._to.setdefault(jump.context, []).append((step, jump))
                    if jump.extension and ANY not in jump.extension:
                        one = (jump.context, jump.extension.replace("-", ""))
                        self._to_one.setdefault(one, []).append((step, jump))
                    else:
                        self._to_some.setdefault(jump.context, []).append((step, jump))

    def _keep_own(self, step: Step, jump: Jump) -> None:
        if not jump.extension:
            self._own_within.setdefault((step.context, step.extension), []).append((step, jump))
            return
        self._own.setdefault(step.context, []).append((step, jump))
        if ANY in jump.extension:
            self._own_to_some.setdefault(step.context, []).append((step, jump))
        else:
            one = (step.context, jump.extension.replace("-", ""))
            self._own_to_one.setdefault(one, []).append((step, jump))

    def _own_of(self, name: str, pattern: str) -> Iterable[tuple[Step, Jump]]:
        """The jumps of a context that name an extension, without those to others than this one."""
        if pattern.startswith("_"):
            return self._own.get(name, ())
        one = (name, pattern.replace("-", ""))
        return chain(self._own_to_one.get(one, ()), self._own_to_some.get(name, ()))

    def _in_options(self, step: Step) -> Iterator[Jump]:
        """The jumps in options that a variable holds: `Dial(PJSIP/201,20,${OPTIONS})`."""
        if "${" not in step.data:
            return
        for name, data in executed(step.application, step.data):
            first, _comma, rest = data.partition(",")
            if "${" not in rest or not may_have_options(name):
                continue
            for text in self._values.texts(rest, step.context):
                if text != rest:
                    yield from of_options(step.priority, name, f"{first},{text}")

    def _resolved(self, step: Step, jump: Jump) -> list[Jump]:
        found = []
        for text in self._values.texts(jump.extension_text, step.context):
            if not text or "$" in text:
                return []
            pieces = [one.strip() for one in text.split(",")]
            if len(pieces) > 3:
                return []
            found.append(
                jump._replace(
                    context=pieces[-3] if len(pieces) > 2 else "",
                    extension=pieces[-2] if len(pieces) > 1 else "",
                    extension_text=pieces[-2] if len(pieces) > 1 else "",
                    priority=pieces[-1],
                )
            )
        return found

    def _following(self, step: Step) -> Iterator[Edge]:
        context = self._plan.contexts[step.context]
        steps = context.extensions[step.extension]
        if step.priority == 1:
            for priority in self._blocks(step).get(1, ()):
                yield Edge(steps[priority])
            return
        previous = steps.get(step.priority - 1)
        if previous is not None:
            if goes_on(previous):
                yield Edge(previous)
        elif step.priority > 101 and step.priority - 101 in steps:
            yield Edge(steps[step.priority - 101])  # where applications of Asterisk 1.4 jump to
        for priority in self._blocks(step).get(step.priority, ()):
            yield Edge(steps[priority])
        for offset in self._offsets:
            called = steps.get(step.priority - 1 - offset)
            if called is not None and "macro" in called.application.lower():
                yield Edge(called)
        for name in self._left_open(step):
            before = context.extensions[name][step.priority - 1]
            if name == step.extension or not overlap(before.pattern, step.pattern):
                continue
            # Where this extension has the priority before too, the other one runs it only if it comes first.
            if step.priority - 1 not in steps or order(before.pattern) < order(step.pattern):
                yield Edge(before)

    def _blocks(self, step: Step) -> dict[int, set[int]]:
        key = (step.context, step.extension)
        if key not in self._block_edges:
            steps = self._plan.contexts[step.context].extensions[step.extension]
            self._block_edges[key] = comes_from(steps)
        return self._block_edges[key]

    def _left_open(self, step: Step) -> Iterator[str]:
        """Extensions of the same context that end one priority before this one and begin with a sign it
        takes."""
        by_place = self._open.get(step.context)
        if by_place is None:
            by_place = self._open[step.context] = {}
            for name, steps in self._plan.contexts[step.context].extensions.items():
                for priority, one in steps.items():
                    if priority + 1 not in steps and goes_on(one):
                        for sign in _first_signs(name):
                            by_place.setdefault((priority + 1, sign), []).append(name)
        named: set[str] = set()
        for sign in _first_signs(step.extension):
            named.update(by_place.get((step.priority, sign), ())[:_MOST_NEIGHBOURS])
        return iter(sorted(named))

    def _jumps_to(self, step: Step) -> Iterator[tuple[Step, Jump]]:
        names = self.includers(step.context)
        pattern = step.pattern
        for name in names:
            if pattern.startswith("_"):
                calls: Iterable[tuple[Step, Jump]] = self._to.get(name, ())
            else:
                one = (name, pattern.replace("-", ""))
                calls = chain(self._to_one.get(one, ()), self._to_some.get(name, ()))
            for source, jump in calls:
                if self._reaches(source, jump, step):
                    yield source, jump
        for source, jump in self._starred:
            if any(glob_matches(jump.context, name) for name in names) and self._reaches(source, jump, step):
                yield source, jump
        for source, jump in self._own_within.get((step.context, step.extension), ()):
            if self._reaches(source, jump, step):
                yield source, jump
        for name in (step.context, *self._family(step.context)):
            for source, jump in self._own_of(name, pattern):
                if self._reaches(source, jump, step):
                    yield source, jump
        for source, jump in self._anywhere:
            is_same = (source.context, source.extension) == (step.context, step.extension)
            if is_same or (step.priority == 1 and self._is_routine(step.context)):
                yield source, jump

    def _family(self, name: str) -> set[str]:
        """Other contexts from which a jump without a context may come here."""
        found: set[str] = set()
        for one in self.includers(name):
            context = self._plan.contexts.get(one)
            waiting = [context] if context else []
            while waiting and len(found) < 500:
                for include in waiting.pop().includes:
                    if include.name not in found and include.name in self._plan.contexts:
                        found.add(include.name)
                        waiting.append(self._plan.contexts[include.name])
            found.add(one)
        return found - {name}

    def _reaches(self, source: Step, jump: Jump, step: Step) -> bool:
        if not _is_extension(source, jump, step):
            return False
        if jump.priority in (ANY, str(step.priority)):
            return True
        if jump.priority.isdecimal():
            return False
        return self._plan.contexts[step.context].label(step.extension, jump.priority) == step.priority

    def _is_routine(self, name: str) -> bool:
        return bool(self._to.get(name)) and not self._includers.get(name)

    def _entry(self, step: Step) -> Edge | None:
        """Whether a call can begin at a first priority."""
        name = step.context
        if self.includers(name) & self._entries or self._includers.get(name):
            return Edge(None)
        calls = self._to.get(name, [])
        calls = [one for one in calls if one[0].context != name]
        if not calls:
            return Edge(None)
        if self._are_all_known or all(jump.is_call for _source, jump in calls):
            return None
        return Edge(None, is_certain=False)


def _is_extension(source: Step, jump: Jump, step: Step) -> bool:
    if not jump.extension:
        return source.extension == step.extension or (
            source.context != step.context and overlap(source.pattern, step.pattern)
        )
    if jump.extension == ANY:
        return jump.extension_text != "${EXTEN}" or overlap(source.pattern, step.pattern)
    if ANY not in jump.extension:
        # A pattern named as such is found too: what Asterisk makes of AEL jumps back to `_06X.` like that.
        return jump.extension == step.pattern or pattern_matches(step.pattern, jump.extension)
    if not step.pattern.startswith("_"):
        return glob_matches(jump.extension, step.pattern)
    return overlap("_" + jump.extension.partition(ANY)[0] + "!", step.pattern)


def _first_signs(extension: str) -> frozenset[str]:
    sets, _tail = signs(extension.partition("/")[0])
    return sets[0] if sets else frozenset("0123456789*#s")
