"""The running plan joined with the files: what runs is the truth, the files say where it stands.

In: both plans. Out: the running one with files and lines, and the steps of the files that do not run.
Pitfall: a file that was changed since the last reload shows steps that nobody runs; a running step that no
file shows has no place.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS, Blind, Dialplan, Step

_ONLY_IN_FILES = frozenset({"exec", "static", "ael", "missing", "loop", "depth", "size", "unreadable"})


class Joined(NamedTuple):
    """plan: what runs. not_running: steps that stand in files and do not run."""

    plan: Dialplan
    not_running: tuple[Step, ...]


def joined(running: Dialplan, files: Dialplan) -> Joined:
    """Both plans as one."""
    plan = Dialplan(variables=dict(files.variables), shadowed=list(files.shadowed), is_running=True)
    # What no file could show is in the running plan, but for what is looked up elsewhere at each call.
    plan.blind = [one for one in files.blind if one.kind not in _ONLY_IN_FILES]
    by_text: dict[tuple[str, str, str], list[Step]] = {}
    for step in files.steps():
        by_text.setdefault((step.context, step.application.lower(), step.data), []).append(step)
    for context in running.contexts.values():
        known = files.contexts.get(context.name)
        made = plan.context(context.name)
        made.hints.update(context.hints)
        made.ignored += context.ignored
        made.includes += context.includes
        made.switches += _placed(context.switches, known.switches if known else [])
        for steps in context.extensions.values():
            for step in steps.values():
                made.add(_with_place(step, known.extensions if known else {}, by_text))
    running_steps = {(step.context, step.pattern, step.priority) for step in running.steps()}
    left = [
        step
        for step in files.steps()
        if step.context not in OWN_CONTEXTS
        and (step.context, step.pattern, step.priority) not in running_steps
    ]
    return Joined(plan, tuple(left))


def _with_place(
    step: Step, known: dict[str, dict[int, Step]], by_text: dict[tuple[str, str, str], list[Step]]
) -> Step:
    if step.path is not None:
        return step
    same = known.get(step.extension, {}).get(step.priority)
    if same is None or same.application.lower() != step.application.lower() or same.data != step.data:
        # AEL numbers its steps in its own way: the same text in the same context is the line.
        found = by_text.get((step.context, step.application.lower(), step.data), [])
        same = found[0] if found else None
    if same is None:
        return step
    return step._replace(path=same.path, line=same.line, label=step.label or same.label, written=same.written)


def _placed(running: list[Blind], files: list[Blind]) -> list[Blind]:
    places = {one.text: one.place for one in files}
    return [one._replace(place=places.get(one.text, one.place)) for one in running]
