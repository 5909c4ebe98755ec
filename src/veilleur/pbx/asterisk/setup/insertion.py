"""Whether a line can be inserted before a step without moving what other lines count on. Pure.

In: a model and a step, or all that is to be inserted. Out: yes or no, or what may not be. Pitfall: a jump
may count from its own place (`$[${PRIORITY}+2]`), come from another context, or go on in an extension that is
found only because its pattern fits too: there one more priority lets a call go on that ended before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from veilleur.pbx.asterisk.dialplan import Model, Step
from veilleur.pbx.asterisk.dialplan.paths.jumps import ANY, goes_on
from veilleur.pbx.asterisk.dialplan.patterns import order, overlap


def is_counted(model: Model, step: Step) -> bool:
    """Whether some line counts the priorities of the step's extension, or another extension goes on in it."""
    steps = model.plan.contexts[step.context].extensions[step.extension]
    if any(_is_numbered(one.written) for one in steps.values()):
        return True
    if any(_is_come_to_by_number(model, one) for one in steps.values()):
        return True
    return _goes_on_in_another(model, step, steps)


def _is_numbered(written: str) -> bool:
    """Whether a priority beyond the first is written as a number, or with a sum."""
    return "+" in written or (written.isdecimal() and written != "1")


def _is_come_to_by_number(model: Model, step: Step) -> bool:
    """Whether a jump comes to the step by its number or may come anywhere, or another extension goes on
    here."""
    for edge in model.graph.before(step):
        if edge.source is None:
            continue
        if edge.jump is None:
            if edge.source.extension != step.extension:
                return True
        elif edge.jump.priority == ANY or (edge.jump.priority.isdecimal() and edge.jump.priority != "1"):
            return True
    return False


def _goes_on_in_another(model: Model, step: Step, steps: Mapping[int, Step]) -> bool:
    """Whether a call that comes to the end of this extension goes on in another one that matches it too."""
    last = max(steps)
    if not goes_on(steps[last]):
        return False
    for name, others in model.plan.contexts[step.context].extensions.items():
        pattern = name.partition("/")[0]
        if name == step.extension or not (last + 1 in others or last + 2 in others):
            continue
        # An extension that comes first and has the same priorities is the one that runs.
        is_ahead = last in others and order(pattern) < order(step.pattern)
        if not is_ahead and overlap(pattern, step.pattern):
            return True
    return False


Extension = tuple[str, str]  # context and name


def made_to_go_on(model: Model, more: Mapping[Extension, int]) -> set[Extension]:
    """Extensions that would get a priority at which a call goes on that comes to the end of another one now.

    more: how many lines are to be inserted, by extension.
    """
    kept = dict(more)
    refused: set[Extension] = set()
    while found := set(_newly_gone_on(model, kept)):
        refused |= found
        for one in found:
            del kept[one]
    return refused


def _newly_gone_on(model: Model, more: Mapping[Extension, int]) -> Iterator[Extension]:
    by_context: dict[str, list[str]] = {}
    for context, name in more:
        by_context.setdefault(context, []).append(name)
    for context, names in by_context.items():
        extensions = model.plan.contexts[context].extensions
        ends: dict[int, list[str]] = {}  # extensions that go on behind their last priority, by that one
        for name, steps in extensions.items():
            last = max(steps)
            if goes_on(steps[last]):
                ends.setdefault(last + more.get((context, name), 0), []).append(name)
        for name in names:
            last = max(extensions[name])
            new = range(last, last + more[context, name])
            if any(_overlaps_one(name, ends.get(place, ())) for place in new):
                yield context, name


def _overlaps_one(name: str, others: Collection[str]) -> bool:
    pattern = name.partition("/")[0]
    return any(name != one and overlap(pattern, one.partition("/")[0]) for one in others)
