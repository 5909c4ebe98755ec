"""A call followed from where it begins: every step it can run, every way out it can come to, and how.

In: a context and what is dialled, a number or all numbers. Out: `Arrival`s. Pitfall: a condition is not
believed, so both branches are followed; what a variable alone names is followed only where a caller has keyed
it or where data kept on the switch decides (`is_stored`).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from veilleur.pbx.asterisk.audit.walk.dialled import (
    ANYTHING,
    DIGITS,
    free_digits,
    is_exact,
    narrowed,
    outcomes,
    put,
)
from veilleur.pbx.asterisk.audit.walk.plan_index import Match, PlanIndex
from veilleur.pbx.asterisk.dialplan import Model, Step, Way
from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS
from veilleur.pbx.asterisk.dialplan.paths.jumps import ANY, Jump, executed, goes_on
from veilleur.pbx.asterisk.dialplan.text import shown, split, whole

_MOST_STEPS = 150_000  # visited for one question
_LONGEST_PATH = 24
_LEAST_FREE = 4  # digits that a caller chooses: fewer are an extension or a key of a menu
_LOCAL = re.compile(r"\bLocal/([^@,&]*)@([\w.-]+)", re.IGNORECASE)
_TIMED = re.compile(r"IFTIME\(|^(?:gotoiftime|execiftime)$", re.IGNORECASE)
_COUNTED = re.compile(r"GROUP_COUNT\(|\bGROUP\(|OUTMAXCHANS|chanlimit", re.IGNORECASE)
_BOUNDED = re.compile(r"TIMEOUT\(absolute\)|\bL\(\d|\bS\(\d")
_KEYS = frozenset({"background", "backgrounddetect", "waitexten"})
_OPTIONS_AT = {"dial": 2, "retrydial": 5, "queue": 1}  # which argument holds the options
_VARIABLE = re.compile(r"\$\{(\w+)\}|\$[{\[].*")
_READS = frozenset({"read", "readexten"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a call has met on its way.

    is_free: the caller chose four digits or more of what is dialled. how: each of "keyed" (a menu), "disa",
    "transfer", "voicemail" (call-back or dial-out), "exit" (leaving voicemail) that let the caller choose.
    is_stored: data on the switch chose. is_timed, is_counted, is_bounded: hours, calls at once, length were
    looked at. keyed: variables that hold what the caller has keyed on this way.
    """

    how: frozenset[str] = frozenset()
    keyed: frozenset[str] = frozenset()
    is_free: bool = False
    is_stored: bool = False
    is_timed: bool = False
    is_counted: bool = False
    is_bounded: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A step that a call has come to. way: the way out that it is, None for one of another kind. dialled:
    what stands there, exact where the caller has no choice. path: from the first step to the last."""

    step: Step
    way: Way | None
    dialled: str
    seen: Seen
    path: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    context: str  # in which the call runs: an include's extension runs in the one that includes it
    step: Step
    dialled: str
    seen: Seen
    before: _Node | None
    note: str = ""
    length: int = 0

    def path(self) -> tuple[str, ...]:
        """The steps, first to last; the long middle of a long one is left out."""
        found: list[str] = []
        node: _Node | None = self
        while node is not None:
            if node.note:
                found.append(node.note)
            node = node.before
        found.reverse()
        if len(found) > _LONGEST_PATH:
            half = _LONGEST_PATH // 2
            found = [*found[:half], "...", *found[-half:]]
        return tuple(found)


@dataclass(slots=True)
class Walker:
    """Follows calls through one model. exit_context, out_contexts: of voicemail.conf: where a caller goes on
    who leaves a greeting, and where voicemail dials; has_operator: 0 leaves a greeting too."""

    model: Model
    exit_context: str = ""
    out_contexts: tuple[str, ...] = ()
    has_operator: bool = False
    is_whole: bool = True  # False once a question was too large
    _index: PlanIndex = field(init=False)
    _ways: dict[tuple[str, str, int], Way] = field(init=False)
    _keyed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        plan = self.model.plan
        self._index = PlanIndex(plan)
        self._ways = {(one.context, one.extension, one.priority): one for one in self.model.ways}
        self._keyed = frozenset(
            split(step.data, ",")[0].strip()
            for step in plan.steps()
            if step.application.strip().lower() in _READS and step.data
        )

    def taking(self, context: str, dialled: str) -> Iterator[Match]:
        """The extensions of a context that take a number."""
        return self._index.find(context, dialled)

    def from_context(self, context: str, dialled: str = ANYTHING, note: str = "") -> Iterator[Arrival]:
        """All that a call comes to that begins in a context with what is dialled."""
        begin = deque(self._entered(context, dialled, Seen(), None, note or f"[{context}]"))
        if dialled == ANYTHING:  # a call without a number begins at s
            begin.extend(self._entered(context, "s", Seen(), None, note or f"[{context}]"))
        yield from self._follow(begin)

    def _follow(self, waiting: deque[_Node]) -> Iterator[Arrival]:
        been: set[tuple[object, ...]] = set()
        while waiting:
            node = waiting.popleft()
            step = node.step
            key = (node.context, step.context, step.extension, step.priority, node.dialled, node.seen)
            if key in been:
                continue
            been.add(key)
            if len(been) > _MOST_STEPS:
                self.is_whole = False
                return
            seen = _dialled_from_keys(step, self._marked(step, node.seen))
            way = self._ways.get((step.context, step.extension, step.priority))
            if way is not None or _is_of_interest(step):
                yield Arrival(step, way, node.dialled, seen, (*node.path(), _shown(step)))
            waiting.extend(self._after(node, seen))

    def _marked(self, step: Step, seen: Seen) -> Seen:
        text = step.data
        if not seen.is_timed and (_TIMED.search(step.application.strip()) or "IFTIME(" in text):
            seen = replace(seen, is_timed=True)
        if not seen.is_counted and _COUNTED.search(text):
            seen = replace(seen, is_counted=True)
        if not seen.is_bounded and _BOUNDED.search(text):
            seen = replace(seen, is_bounded=True)
        return seen

    def _after(self, node: _Node, seen: Seen) -> Iterator[_Node]:
        step = node.step
        for jump in self.model.graph.jumps_of(step):
            yield from self._jumped(node, jump, seen)
        for name, data in executed(step.application, step.data):
            yield from self._ran(node, name.strip().lower(), data, seen)
        for number, context in _LOCAL.findall(step.data):
            dialled, is_stored = put(number, node.dialled, self._keyed)
            inner = replace(seen, is_stored=True) if is_stored else seen
            yield from self._entered(context, dialled, inner, node, _shown(step))
        if goes_on(step):
            steps = self.model.plan.contexts[step.context].extensions.get(step.extension, {})
            following = steps.get(step.priority + 1)
            if following is not None:
                yield _Node(node.context, following, node.dialled, seen, node, "", node.length + 1)

    def _jumped(self, node: _Node, jump: Jump, seen: Seen) -> Iterator[_Node]:
        if jump.context in OWN_CONTEXTS:
            return
        dialled, is_stored = (node.dialled, False)
        if (named := outcomes(jump.extension_text)) is not None:
            for name in named:  # DIALSTATUS and its kin: each outcome comes at some time
                yield from self._jumped(node, jump._replace(extension=name, extension_text=name), seen)
            return
        if jump.extension_text:
            dialled, is_stored = put(jump.extension_text, node.dialled, self._keyed)
        elif jump.extension == ANY:
            is_stored, dialled = True, ANYTHING
        if is_stored:
            seen = replace(seen, is_stored=True)
        elif jump.extension_text and any(f"${{{one}" in jump.extension_text for one in self._keyed):
            seen = replace(seen, how=seen.how | {"keyed"})
        context = jump.context or node.context
        if ANY in context:
            return
        note = _shown(node.step)
        if not jump.extension_text and not jump.context:  # another priority of the same extension
            steps = self.model.plan.contexts[node.step.context].extensions.get(node.step.extension, {})
            yield from self._at(node, steps, jump.priority, seen, node.dialled, node.context)
            return
        if not jump.is_call and is_exact(dialled):
            seen = replace(seen, is_free=False)  # it goes on at a place that nobody chose
        for match in self._index.find(context, dialled):
            steps = self.model.plan.contexts[match.context].extensions[match.extension]
            inner = narrowed(match.extension.partition("/")[0], dialled)
            met = _met(seen, inner, match.times)
            yield from self._at(node, steps, jump.priority, met, inner, context, note)

    def _at(
        self,
        node: _Node,
        steps: dict[int, Step],
        priority: str,
        seen: Seen,
        dialled: str,
        context: str,
        note: str = "",
    ) -> Iterator[_Node]:
        if priority.isdecimal():
            found = [steps[whole(priority)]] if whole(priority) in steps else []
        elif priority == ANY:
            found = list(steps.values())[:50]
        else:
            found = [one for one in steps.values() if one.label == priority]
        for one in found:
            yield _Node(
                context=context,
                step=one,
                dialled=dialled,
                seen=seen,
                before=node,
                note=note,
                length=node.length + 1,
            )

    def _ran(self, node: _Node, name: str, data: str, seen: Seen) -> Iterator[_Node]:
        """Where a caller goes on by what they key in an application."""
        here, note = node.context, _shown(node.step)
        if name in _KEYS:
            yield from self._chosen(node, here, "keyed", seen, note)
            return
        found = application(name)
        if found is None:
            return
        pieces = [one.strip() for one in split(data, ",")]
        if found.does is Does.DISA:
            context = pieces[1] if len(pieces) > 1 and pieces[1] else "disa"
            yield from self._chosen(node, context, "disa", seen, note)
        elif name == "voicemailmain":
            for context in self.out_contexts:
                yield from self._chosen(node, context, "voicemail", seen, note, DIGITS)
        elif name == "voicemail":
            for context in dict.fromkeys(one for one in (self.exit_context or here,) if one):
                inner = replace(seen, how=seen.how | {"exit"})
                for key in ("a", "o") if self.has_operator else ("a",):
                    yield from self._entered(context, key, inner, node, note)
            options = pieces[1] if len(pieces) > 1 else ""
            if (chosen := re.search(r"d(?:\(([\w.-]+)\))?", options)) is not None:
                yield from self._chosen(node, chosen[1] or here, "exit", seen, note)
        elif "T" in _options(pieces, _OPTIONS_AT.get(name, -1), self.model.plan.variables):
            yield from self._chosen(node, here, "transfer", seen, note)

    def _chosen(
        self, node: _Node, context: str, how: str, seen: Seen, note: str, dialled: str = ANYTHING
    ) -> Iterator[_Node]:
        if how in seen.how and context == node.context and node.dialled == ANYTHING:
            return
        inner = replace(seen, how=seen.how | {how}, is_stored=False)
        yield from self._entered(context, dialled, inner, node, note)

    def _entered(
        self, context: str, dialled: str, seen: Seen, before: _Node | None, note: str
    ) -> Iterator[_Node]:
        for match in self._index.find(context, dialled):
            first = self.model.plan.contexts[match.context].extensions[match.extension].get(1)
            if first is None:
                continue
            inner = narrowed(match.extension.partition("/")[0], dialled)
            yield _Node(
                context=context,
                step=first,
                dialled=inner,
                seen=_met(seen, inner, match.times),
                before=before,
                note=note,
                length=before.length + 1 if before else 0,
            )


def _options(pieces: list[str], place: int, variables: Mapping[str, str]) -> str:
    """The letters of options, without what stands in their brackets; of a variable, what the globals say."""
    text = pieces[place] if 0 <= place < len(pieces) else ""
    text = _VARIABLE.sub(lambda one: variables.get(one[1], ""), text)
    return re.sub(r"\([^()]*\)", "", text)


def _dialled_from_keys(step: Step, seen: Seen) -> Seen:
    """A Read keeps what is keyed in a variable, a Set copies it, a Dial of it is the caller's choice."""
    name = step.application.strip().lower()
    if name in _READS:
        variable = split(step.data, ",")[0].strip()
        return replace(seen, keyed=seen.keyed | {variable}) if variable else seen
    if not seen.keyed or not any(f"${{{one}" in step.data for one in seen.keyed):
        return seen
    if name in ("set", "mset"):
        copy = step.data.partition("=")[0].strip().lstrip("_")
        return replace(seen, keyed=seen.keyed | {copy})
    found = application(step.application)
    if found is not None and found.does is Does.DIALS:
        return replace(seen, how=seen.how | {"keyed"}, is_free=True)
    return seen


def _is_of_interest(step: Step) -> bool:
    """Steps that checks ask about though they are no way out: mailboxes, dial tones, services, rooms."""
    found = application(step.application)
    if found is None:
        return False
    if found.does in (Does.MAILBOX, Does.DISA):
        return True
    name = step.application.strip().lower()
    return name in ("confbridge", "meetme") or (found.does is Does.SETS and "DB(" in step.data)


def _shown(step: Step) -> str:
    """A step as a path names it."""
    text = shown(step.application, step.data)
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return f"{step.context},{step.extension},{step.priority} {text}"


def _met(seen: Seen, dialled: str, times: str) -> Seen:
    if not seen.is_free and free_digits(dialled) >= _LEAST_FREE:
        seen = replace(seen, is_free=True)
    return replace(seen, is_timed=True) if times and not seen.is_timed else seen
