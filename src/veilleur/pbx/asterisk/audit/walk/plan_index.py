"""Which extensions take what is dialled in a context, as Asterisk looks for them. Pure.

In: a context and what is dialled. Out: extensions with the context they stand in, and the hours of the
include by which they were found. Pitfall: of one number the first match counts and includes come last; of a
pattern every extension that can match is a match.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS, Dialplan
from veilleur.pbx.asterisk.dialplan.patterns import matches, order, overlap

_DEEPEST = 20
_NAMED = frozenset({"h", "i", "t", "T", "e", "failed", "fax"})  # nobody dials these


class Match(NamedTuple):
    """context: in which it stands; times: of the include that led there, "" for always."""

    context: str
    extension: str
    times: str


class PlanIndex:
    """Looks extensions up; what was sorted once is kept."""

    def __init__(self, plan: Dialplan) -> None:
        self._plan = plan
        self._sorted: dict[str, list[str]] = {}

    def find(self, context: str, dialled: str) -> Iterator[Match]:
        """The extensions that take it: the first for a number, all for a pattern."""
        is_exact = not dialled.startswith("_")
        for match in self._find(context, dialled, "", 0, set()):
            yield match
            if is_exact:
                return

    def _find(self, name: str, dialled: str, times: str, depth: int, been: set[str]) -> Iterator[Match]:
        context = self._plan.contexts.get(name)
        if context is None or name in been or depth > _DEEPEST or name in OWN_CONTEXTS:
            return
        been.add(name)
        if dialled.startswith("_"):
            for extension in context.extensions:
                pattern = extension.partition("/")[0]
                if pattern not in _NAMED and overlap(pattern, dialled) and _can_be_keyed(pattern, dialled):
                    yield Match(name, extension, times)
        elif dialled in context.extensions:
            yield Match(name, dialled, times)
        else:
            for extension in self._in_order(name):
                if matches(extension.partition("/")[0], dialled):
                    yield Match(name, extension, times)
                    break
        for include in context.includes:
            yield from self._find(include.name, dialled, include.times or times, depth + 1, been)

    def _in_order(self, name: str) -> list[str]:
        known = self._sorted.get(name)
        if known is None:
            extensions = self._plan.contexts[name].extensions
            known = sorted(extensions, key=lambda one: order(one.partition("/")[0]))
            self._sorted[name] = known
        return known


def _can_be_keyed(pattern: str, dialled: str) -> bool:
    """Whether a caller who chooses freely can choose this: digits, stars and hashes, no word such as `s`."""
    return pattern.startswith("_") or not dialled.startswith("_") or not pattern[:1].isalpha()
