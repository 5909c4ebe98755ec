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
        self._sorted: dict[str, tuple[dict[str, str], list[str]]] = {}

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
            found = self._first(name, dialled)
            if found is not None:
                yield Match(name, found, times)
        for include in context.includes:
            yield from self._find(include.name, dialled, include.times or times, depth + 1, been)

    def _first(self, name: str, dialled: str) -> str | None:
        """The extension that takes a number: a name, dashes or not, before the patterns in their order."""
        known = self._sorted.get(name)
        if known is None:
            extensions = list(self._plan.contexts[name].extensions)
            patterns = [one for one in extensions if one.startswith("_")]
            patterns.sort(key=lambda one: order(one.partition("/")[0]))
            names = {one.partition("/")[0].replace("-", ""): one for one in extensions if one[:1] != "_"}
            known = self._sorted[name] = (names, patterns)
        names, patterns = known
        found = names.get(dialled.replace("-", ""))
        if found is not None:
            return found
        return next((one for one in patterns if matches(one.partition("/")[0], dialled)), None)


def _can_be_keyed(pattern: str, dialled: str) -> bool:
    """Whether a caller who chooses freely can choose this: digits, stars and hashes, no word such as `s`."""
    return pattern.startswith("_") or not dialled.startswith("_") or not pattern[:1].isalpha()
