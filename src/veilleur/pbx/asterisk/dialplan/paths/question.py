"""Is the question put before a way out, on every path to it and about the same number?

In: a step and the text that it dials. Out: an `Answer`. Paths are followed backwards from the step; on the
way the text is rewritten as each assignment and each jump would have it, so that what was asked and what is
dialled are compared as one expression. Pitfall: a question whose answer nobody looks at is none; a path that
a variable decides makes the answer "not known", never "asked".
"""

from __future__ import annotations

import re
from collections import deque

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS, Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.finding import Answer, Finding
from veilleur.pbx.asterisk.dialplan.paths.graph import Edge, Graph
from veilleur.pbx.asterisk.dialplan.paths.jumps import ANY, Jump, conditional, executed, goes_on
from veilleur.pbx.asterisk.dialplan.paths.numbers import is_same_number, reads
from veilleur.pbx.asterisk.dialplan.paths.points import (
    Fact,
    Point,
    Test,
    assigned,
    into,
    kept_apart,
    own_again,
    rewritten,
)
from veilleur.pbx.asterisk.dialplan.paths.routines import Routines
from veilleur.pbx.asterisk.dialplan.paths.values import (
    Values,
    assignments,
    changed_inside,
    named_by_variables,
)
from veilleur.pbx.asterisk.dialplan.patterns import glob_matches
from veilleur.pbx.asterisk.dialplan.text import application_call, condition

GATE = "veilleur-gate"  # comes back only when the call may leave
QUESTION = "veilleur"  # comes back with its answer in GO
GO = "VEILLEUR_GO"
MOST_STEPS = 10_000  # looked at for one way
MOST_CALLS = 8  # routines within routines
MOST_QUESTIONS = 3  # kept in mind on one path
_LONGEST_TEXT = 2_000
_EQUAL = re.compile(r'^\$\[\s*"?(?:x|foo)?\$\{([A-Za-z_][\w]*)\}"?\s*(==|=|!=)\s*"?([^"\[\]]*?)"?\s*\]$')
_READERS = frozenset({"read", "readexten", "sendtext"})


class Questions:
    """Looks for the question before the ways out of one dialplan."""

    def __init__(self, plan: Dialplan, values: Values, graph: Graph) -> None:
        self._plan = plan
        self._values = values
        self._graph = graph
        self.asking = self._find_asking()
        self._asking_steps = set(self.asking)
        self._near: dict[tuple[str, str], list[Step]] = {}
        for step in self.asking:
            self._near.setdefault((step.context, step.extension), []).append(step)
        self._watched = {GO, "PREDIAL_HOOK_RET"}
        self._asking_contexts = self._callers_of({step.context for step in self.asking})
        self._routines = Routines(plan, graph)
        for step in plan.acting():
            if step.context in self._asking_contexts:
                for name, data in executed(step.application, step.data):
                    found = application(name)
                    if found and found.does is Does.SETS:
                        self._watched |= {one for one, value in assignments(name, data) if "$" not in value}

    def answer(self, step: Step, text: str) -> Answer:
        """Whether every path to the step passes the question about what the text dials."""
        if not self.asking:
            return Answer(Finding.NONE)
        same_extension = self._near.get((step.context, step.extension), [])
        start = Point(
            step=step,
            text=self._values.constant(text),
            facts=self._own_facts(step, text),
            calls=(),
            asked=(),
            is_certain=True,
            is_text_certain=True,
            test=_test(step, text),
            seen=None,
            why=Finding.NONE,
        )
        # Short paths first: a loop that counts makes another text at each turn.
        waiting, visited = deque([start]), set()
        worst, is_ever_asked = Answer(Finding.ASKED), False
        while waiting:
            point = waiting.popleft()
            key = point[:8]
            if key in visited:
                continue
            visited.add(key)
            if len(visited) > MOST_STEPS or len(point.text) > _LONGEST_TEXT:
                return Answer(Finding.TOO_MANY)
            if point.asked and self._is_asked(point):
                is_ever_asked = True
                continue
            for edge in self._graph.before(point.step):
                if edge.source is None:
                    if point.calls:
                        continue
                    found = self._open_end(point, edge, same_extension)
                    if found.finding not in (Finding.UNCERTAIN, Finding.ASKED):
                        return found
                    worst = found
                    continue
                before = self._back(point, edge)
                is_ever_asked = is_ever_asked or (not before and edge.source in self._asking_steps)
                waiting += before
        if worst.finding is Finding.UNCERTAIN and worst.question is None and not is_ever_asked:
            return Answer(Finding.NONE)
        return worst

    def _own_facts(self, step: Step, text: str) -> frozenset[Fact]:
        """What must hold for the step itself to dial: the condition of its ExecIf."""
        if step.application.strip().lower() != "execif":
            return frozenset()
        test, yes, no = condition(step.data)
        if (text in yes) == (text in no):
            return frozenset()
        return self._with(frozenset(), test, holds=text in yes) or frozenset()

    def _is_asked(self, point: Point) -> bool:
        """Whether a question met on the way turns out to be about what is dialled."""
        return point.is_text_certain and any(
            is_same_number(one, point.text, self._values, point.step.context) for one in point.asked
        )

    def _open_end(self, point: Point, edge: Edge, near: list[Step]) -> Answer:
        """A path that begins without the question having been put."""
        if not (point.is_certain and edge.is_certain):
            return Answer(Finding.UNCERTAIN, point.seen)
        if point.seen is not None:
            if not point.is_text_certain:
                return Answer(Finding.UNCERTAIN, point.seen)
            return Answer(point.why, point.seen)
        return Answer(Finding.AROUND, near[0]) if near else Answer(Finding.NONE)

    def _back(self, point: Point, edge: Edge) -> list[Point]:
        """The points before an edge; none where the question was put or the path cannot be."""
        source, jump = edge.source, edge.jump
        assert source is not None
        facts: frozenset[Fact] | None = point.facts
        if jump is None:
            facts = self._not_jumped(source, point.facts)
            moved = point
        else:
            facts = self._with(point.facts, jump.when, jump.holds) if jump.when else point.facts
            moved = rewritten(point, lambda text: into(text, jump))
            if jump.is_call and point.calls:
                if point.calls[-1] is not source:
                    return []
                depth = len(point.calls)
                moved = rewritten(moved, lambda text: own_again(text, depth))
                moved = moved._replace(calls=point.calls[:-1])
        if facts is None:
            return []
        moved = moved._replace(facts=facts, is_certain=point.is_certain and edge.is_certain)
        if jump is not None:
            return [moved._replace(step=source, test=None)]
        return self._undone(moved, source)

    def _undone(self, point: Point, step: Step) -> list[Point]:
        """The points before a step that ran, with what it did taken back."""
        for name in changed_inside(step.data):
            point = assigned(point, name, None)
        test, is_conditional = conditional(step.application, step.data)
        points: list[Point] = []
        runs = list(executed(step.application, step.data))
        is_optional = is_conditional or bool(test)
        if is_optional and point.test and point.test[0] == _condition_of(step):
            runs = _branch(step, holds=point.test[1])  # on the same condition as the way itself
            is_optional = False
            if not runs:
                return [point._replace(step=step)]
        else:
            point = point._replace(test=None)
        for name, data in runs:
            points += self._one_undone(point, step, name, data, is_optional=is_optional)
        if is_optional and len(runs) < 2:
            points.append(point._replace(step=step))
        return points

    def _one_undone(
        self, point: Point, step: Step, name: str, data: str, *, is_optional: bool
    ) -> list[Point]:
        here = point._replace(step=step)
        found = application(name)
        if name.strip().lower() in _READERS:
            return [assigned(here, data.partition(",")[0].strip(), None)]
        if found is None:
            return [here]
        if found.does is Does.SETS:
            return self._assigned_before(here, name, data)
        if found.does in (Does.PROGRAM, Does.SHELL) and reads(here.text) - {"EXTEN"}:
            return [here._replace(is_text_certain=False)]
        if found.does is not Does.JUMPS:
            return [here]
        run = step if name == step.application else step._replace(application=name, data=data)
        calls = [one for one in self._graph.jumps_of(run) if one.is_call]
        points: list[Point] = []
        for jump in calls:
            points += self._called(here, step, jump, is_optional=is_optional)
        if not calls or any(jump.when for jump in calls):
            points.append(here)
        return points

    def _called(self, here: Point, step: Step, jump: Jump, *, is_optional: bool) -> list[Point]:
        """Before a call of a routine: of the question itself, of one that puts it, or of any other."""
        if jump.context in (GATE, QUESTION) and jump.arguments and _is_at_start(jump):
            return self._questioned(here, step, jump, is_optional=is_optional)
        if jump.context in OWN_CONTEXTS:
            return [here]
        if jump.context in self._asking_contexts and len(here.calls) < MOST_CALLS:
            ends, is_whole = self._ends(jump.context)
            depth = len(here.calls) + 1
            kept = rewritten(here, lambda text: kept_apart(text, depth))
            inside = [
                kept._replace(step=end, calls=(*here.calls, step)) for end in ends if step not in here.calls
            ]
            points = [before for point in inside for before in self._from_end(point)]
            return points if points and is_whole else [*points, here._replace(is_certain=False)]
        changed = self._routines.assigned(step, jump)
        if changed is None:
            return [here._replace(is_text_certain=False)]
        for name in reads(here.text) & changed:
            here = assigned(here, name, None)
        return [here]

    def _questioned(self, here: Point, step: Step, jump: Jump, *, is_optional: bool) -> list[Point]:
        is_same = is_same_number(jump.arguments[0], here.text, self._values, step.context)
        is_answered = jump.context == GATE or Fact(GO, "yes", is_equal=True) in here.facts
        if is_same and is_answered:
            if jump.when or is_optional:
                return [here._replace(seen=step, why=Finding.CONDITIONAL)] if jump.when else []
            if here.is_text_certain:
                return []
            return [here._replace(is_certain=False, seen=step, why=Finding.UNCERTAIN)]
        why = Finding.IGNORED if is_same else Finding.OTHER_NUMBER
        # What the question leaves behind is no longer what a later line found.
        facts = frozenset(one for one in here.facts if one.name != GO)
        asked = here.asked
        if is_answered and not is_optional and not jump.when:
            asked = (*asked, self._values.constant(jump.arguments[0]))[-MOST_QUESTIONS:]
        return [here._replace(seen=step, why=why, facts=facts, asked=asked)]

    def _from_end(self, point: Point) -> list[Point]:
        """From behind the last step of a routine to before it."""
        if application(point.step.application) is None or not _ends(point.step):
            return self._undone(point, point.step)
        return [point]

    def _ends(self, name: str) -> tuple[list[Step], bool]:
        """Where a routine comes back, a Macro at its last step too; and whether that is all that can be
        known."""
        found: list[Step] = []
        seen, waiting, is_whole = {name}, [name], True
        is_macro = name.startswith("macro-")
        while waiting:
            for steps in self._plan.contexts[waiting.pop()].extensions.values():
                for priority, step in steps.items():
                    if _ends(step) or (is_macro and priority + 1 not in steps and goes_on(step)):
                        found.append(step)
                    for jump in self._graph.jumps_of(step):
                        if jump.is_call or not jump.context:
                            continue
                        is_whole = is_whole and jump.context != ANY
                        for one in self._contexts_named(jump.context):
                            if one not in seen and one not in OWN_CONTEXTS:
                                seen.add(one)
                                waiting.append(one)
        return found, is_whole

    def _contexts_named(self, name: str) -> list[str]:
        if ANY not in name:
            return [name] if name in self._plan.contexts else []
        return [one for one in self._plan.contexts if name != ANY and glob_matches(name, one)]

    def _assigned_before(self, here: Point, name: str, data: str) -> list[Point]:
        facts, read = here.facts, reads(here.text)
        if any(one.fullmatch(word) for one in named_by_variables(name, data) for word in read):
            here = here._replace(is_text_certain=False)
        for variable, value in assignments(name, data):
            for fact in facts:
                if fact.name != variable:
                    continue
                if "$" not in value and (value == fact.value) != fact.is_equal:
                    return []  # the path cannot be
                facts = facts - {fact}
            here = assigned(here, variable, None if _counts(variable, value) else value)
        return [here._replace(facts=facts)]

    def _not_jumped(self, source: Step, facts: frozenset[Fact]) -> frozenset[Fact] | None:
        if source.application.strip().lower() != "gotoif":
            return facts
        test, yes, no = condition(source.data)
        return self._with(facts, test, holds=not (yes and not no))

    def _with(self, facts: frozenset[Fact], test: str, holds: bool) -> frozenset[Fact] | None:
        """The facts and what a condition adds; None when they cannot hold together."""
        found = _EQUAL.match(test)
        if found is None or found[1] not in self._watched:
            return facts
        prefix = re.match(r'^\$\[\s*"?(x|foo)\$', test)
        value = found[3].strip().removeprefix(prefix[1] if prefix else "")
        new = Fact(found[1], value, is_equal=(found[2] != "!=") == holds)
        for fact in facts:
            if fact.name != new.name:
                continue
            if fact.value == new.value and fact.is_equal != new.is_equal:
                return None
            if fact.is_equal and new.is_equal and fact.value != new.value:
                return None
        return facts | {new}

    def _find_asking(self) -> list[Step]:
        found = []
        for step in self._plan.acting():
            if QUESTION not in step.data:
                continue
            if any(jump.context in (GATE, QUESTION) for jump in self._graph.jumps_of(step)):
                found.append(step)
        return found

    def _callers_of(self, contexts: set[str]) -> set[str]:
        """The contexts that put the question, and those that call one of them."""
        found = set(contexts) & set(self._plan.contexts)
        waiting = list(found)
        while waiting:
            for step in self._values.callers.get(waiting.pop(), ()):
                if step.context not in found:
                    found.add(step.context)
                    waiting.append(step.context)
        return found


def _is_at_start(jump: Jump) -> bool:
    """Whether a question is entered where it begins: further on it asks nothing."""
    return (jump.extension, jump.priority) == ("s", "1")


def _test(step: Step, text: str) -> Test | None:
    """The condition on which an ExecIf or ExecIfTime dials a text, None for any other step, or where both
    branches dial it."""
    test = _condition_of(step)
    if not test:
        return None
    _test, yes, no = condition(step.data)
    is_in_yes, is_in_no = text in yes, text in no
    if is_in_yes and is_in_no:
        return None
    return Test(test, holds=is_in_yes or not is_in_no)


def _condition_of(step: Step) -> str:
    """The condition of an ExecIf or ExecIfTime, "" for any other step."""
    key = step.application.strip().lower()
    return f"{key} {condition(step.data)[0]}" if key in ("execif", "execiftime") else ""


def _branch(step: Step, *, holds: bool) -> list[tuple[str, str]]:
    """What an ExecIf runs when its condition holds, or does not."""
    if "?" not in step.data:
        return list(executed(step.application, step.data)) if holds else []
    _test, yes, no = condition(step.data)
    branch = yes if holds else no
    return list(executed(*application_call(branch))) if branch else []


def _counts(variable: str, value: str) -> bool:
    """Whether a variable is counted on: written out, each turn of a loop would make a longer text."""
    return value.startswith("$[") and variable in reads(value)


def _ends(step: Step) -> bool:
    """Whether a routine may come back at a step, on a condition of an ExecIf too."""
    runs = executed(step.application, step.data)
    return any(name.strip().lower() in ("return", "macroexit") for name, _data in runs)
