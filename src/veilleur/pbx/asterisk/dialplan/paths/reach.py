"""Which contexts a call can come to from another one.

In: a dialplan. Out: the contexts that can be reached by includes, jumps and Local channels. Pitfall: this
looks at contexts as wholes: it says that a way out can be reached, not that every number does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS, Dialplan
from veilleur.pbx.asterisk.dialplan.paths.graph import Graph
from veilleur.pbx.asterisk.dialplan.paths.jumps import ANY
from veilleur.pbx.asterisk.dialplan.patterns import glob_matches

_LOCAL = re.compile(r"\bLocal/[^@,&]*@([\w.-]+)", re.IGNORECASE)
_WORD = re.compile(r"[\w.-]+")
_NAMES_CONTEXTS = frozenset({Does.DISA, Does.ENTERS, Does.PLACES, Does.ADDS, Does.SETS, Does.QUEUES})


def entered_contexts(plan: Dialplan) -> set[str]:
    """Contexts that lines of the plan name as places where calls go on: of Local channels, DISA,
    transfers."""
    found: set[str] = set()
    for step in plan.steps():
        kind = application(step.application)
        if kind is None or not step.data:
            continue
        if kind.does in (Does.DIALS, Does.RUNS):
            found.update(_LOCAL.findall(step.data))
        elif kind.does in _NAMES_CONTEXTS:
            for word in _WORD.findall(step.data):
                found.update(one for one in (word, f"macro-{word}") if one in plan.contexts)
    return found


def reachable(plan: Dialplan, graph: Graph, starts: Iterable[str]) -> set[str]:
    """The contexts that a call which begins in one of these can come to."""
    found = {one for one in starts if one in plan.contexts}
    waiting = list(found)
    while waiting:
        context = plan.contexts[waiting.pop()]
        named = {include.name for include in context.includes}
        for steps in context.extensions.values():
            for step in steps.values():
                for jump in graph.jumps_of(step):
                    if ANY in jump.context and jump.context != ANY:
                        named.update(one for one in plan.contexts if glob_matches(jump.context, one))
                    elif jump.context:
                        named.add(jump.context)
                if "@" in step.data:
                    named.update(_LOCAL.findall(step.data))
        for name in named - found:
            if name in plan.contexts and name not in OWN_CONTEXTS:
                found.add(name)
                waiting.append(name)
    return found
