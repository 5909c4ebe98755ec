"""Which variables a routine may change before it comes back.

In: a step that calls a routine, and its jump. Out: names of variables, or None where nobody knows what runs.
Pitfall: a routine goes on wherever it jumps, in contexts that are included and in the extension that called
it too; a variable that holds a context may name any of them and is passed over, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import Context, Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.graph import Graph
from veilleur.pbx.asterisk.dialplan.paths.jumps import ANY, Jump, executed, goes_on
from veilleur.pbx.asterisk.dialplan.paths.values import assignments, changed_inside
from veilleur.pbx.asterisk.dialplan.patterns import glob_matches, matches
from veilleur.pbx.asterisk.dialplan.text import whole

MOST_ROUTINE_STEPS = 5_000  # of one routine and all it leads to


class Routines:
    """Looks into the routines of one dialplan."""

    def __init__(self, plan: Dialplan, graph: Graph) -> None:
        self._plan, self._graph = plan, graph
        self._known: dict[tuple[Jump, str, str], frozenset[str] | None] = {}

    def assigned(self, source: Step, jump: Jump) -> frozenset[str] | None:
        """The variables that a call of a routine may change; None when a variable names the routine."""
        if jump.context == ANY:
            return None
        place = ("", "") if jump.context else (source.context, source.extension)
        key = (jump, *place)
        if key not in self._known:
            self._known[key] = self._found(source, jump)
        return self._known[key]

    def _found(self, source: Step, jump: Jump) -> frozenset[str] | None:
        found: set[str] = set()
        seen: set[int] = set()
        waiting = list(self._targets(source, jump))
        while waiting:
            step: Step | None = waiting.pop()
            while step is not None and id(step) not in seen:
                seen.add(id(step))
                if len(seen) > MOST_ROUTINE_STEPS:
                    return None
                found.update(_assigned_by(step))
                for one in self._graph.jumps_of(step):
                    waiting += self._targets(step, one)
                steps = self._plan.contexts[step.context].extensions[step.extension]
                step = steps.get(step.priority + 1) if goes_on(step) else None
        return frozenset(found)

    def _targets(self, source: Step, jump: Jump) -> Iterator[Step]:
        """The steps to which a jump may lead."""
        for context in self._contexts(source, jump.context):
            for name, steps in _extensions(context, source, jump):
                if jump.priority == ANY:
                    yield from steps.values()
                    continue
                is_number = jump.priority.isdecimal()
                priority = whole(jump.priority) if is_number else context.label(name, jump.priority)
                step = steps.get(priority) if priority is not None else None
                if step is not None:
                    yield step

    def _contexts(self, source: Step, name: str) -> list[Context]:
        """The contexts of that name and those that they include."""
        contexts = self._plan.contexts
        if not name:
            names = [source.context]
        elif ANY in name:
            names = [one for one in contexts if name != ANY and glob_matches(name, one)]
        else:
            names = [name]
        found = dict.fromkeys(names)
        waiting = [*names]
        while waiting:
            context = contexts.get(waiting.pop())
            for include in context.includes if context else ():
                if include.name not in found:
                    found[include.name] = None
                    waiting.append(include.name)
        return [contexts[one] for one in found if one in contexts]


def _extensions(context: Context, source: Step, jump: Jump) -> Iterator[tuple[str, dict[int, Step]]]:
    """The extensions of a context that a jump may mean."""
    if ANY in jump.extension:
        yield from context.extensions.items()
        return
    wanted = jump.extension or source.extension
    exact = context.extensions.get(wanted)
    if exact is not None:
        yield wanted, exact
    for name, steps in context.extensions.items() if jump.extension else ():
        if name != wanted and name.startswith("_") and matches(name.partition("/")[0], wanted):
            yield name, steps


def _assigned_by(step: Step) -> Iterator[str]:
    yield from changed_inside(step.data)
    for name, data in executed(step.application, step.data):
        kind = application(name)
        if kind is not None and kind.does is Does.SETS:
            yield from (variable for variable, _value in assignments(name, data))
