"""The dialplan as a value: contexts, extensions, steps, where each stands, and what cannot be read.

In: what the readers of files or of the manager interface found, in order. Out: a `Dialplan` to look things up
in. Pitfall: as in Asterisk the first definition of a priority wins and a later one is dropped, and a dash in
the name of an extension says nothing: "2-5" and "25" are one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.applications import ACTS_IN_TEXT, can_act

# Contexts that set-up writes itself: what they do is Veilleur's own, and no way out of the owner's.
OWN_CONTEXTS = frozenset(
    {
        "veilleur",
        "veilleur-gate",
        "veilleur-put",
        "veilleur-ask",
        "veilleur-mailbox",
        "veilleur-voicemail",
        "veilleur-emergency",
        "veilleur-national",
        "veilleur-dear",
        "veilleur-absent",
        "veilleur-origin",
        "veilleur-other",
    }
)


class Place(NamedTuple):
    """Where something stands: line 1 is the first; path is None where only the running plan shows it."""

    path: Path | None = None
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.path else ""


NOWHERE = Place()


class Step(NamedTuple):
    """One priority of an extension. extension: with the caller it is matched on ("_9X./201"), if any."""

    context: str
    extension: str
    priority: int
    label: str
    application: str
    data: str
    path: Path | None = None
    line: int = 0
    written: str = ""  # the priority as its line has it: "3", "n", "n+101", "label+2"

    @property
    def place(self) -> Place:
        """File and line."""
        return Place(self.path, self.line)

    @property
    def pattern(self) -> str:
        """The extension without the caller that it is matched on."""
        return self.extension.partition("/")[0]


class Include(NamedTuple):
    """A context searched after the extensions of the one that names it; times: "" for always."""

    name: str
    times: str
    place: Place


class Blind(NamedTuple):
    """Something that leads where files or the running plan cannot show, or that Asterisk does not read.

    kind: "switch", "exec", "lua", "realtime", "static", "ael", "missing", "loop", "depth", "size",
    "unreadable"; "refused": at this line Asterisk drops the whole file, with all that it includes;
    "broken_off": of a file that is included it reads nothing from this line on.
    """

    kind: str
    text: str
    place: Place
    context: str = ""


@dataclass(slots=True)
class Context:
    """One context. extensions: priorities by extension, in the order in which they were found."""

    name: str
    extensions: dict[str, dict[int, Step]] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    includes: list[Include] = field(default_factory=list)
    switches: list[Blind] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    _labels: dict[tuple[str, str], int] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, step: Step) -> bool:
        """Whether the step is new: a priority that is there already stays as it is."""
        name = step.extension
        steps = self.extensions.get(name)
        if steps is None:
            name = self._known_name(name)
            steps = self.extensions.setdefault(name, {})
        if step.priority in steps:
            return False
        steps[step.priority] = step if name == step.extension else step._replace(extension=name)
        if step.label:
            self._labels.setdefault((name, step.label), step.priority)
        return True

    def label(self, extension: str, label: str) -> int | None:
        """The priority that bears a label."""
        found = self._labels.get((extension, label))
        return self._labels.get((self._known_name(extension), label)) if found is None else found

    def _known_name(self, extension: str) -> str:
        """The name by which an extension is known here, dashes or not."""
        if not self._names:
            if "-" not in extension:
                return extension
            self._names = {_undashed(name): name for name in self.extensions}
        return self._names.setdefault(_undashed(extension), extension)


@dataclass(slots=True)
class Dialplan:
    """A whole dialplan.

    variables: global ones, as written. shadowed: steps that Asterisk drops because their priority is taken.
    blind: what cannot be read. notes: lines that Asterisk refuses, as (place, text).
    is_running: reported by the switch itself rather than read from files.
    """

    contexts: dict[str, Context] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    shadowed: list[Step] = field(default_factory=list)
    blind: list[Blind] = field(default_factory=list)
    notes: list[tuple[Place, str]] = field(default_factory=list)
    is_running: bool = False
    _steps: list[Step] = field(default_factory=list)
    _acting: list[Step] = field(default_factory=list)

    def context(self, name: str) -> Context:
        """The context of that name, made when it is not there."""
        found = self.contexts.get(name)
        if found is None:
            found = self.contexts[name] = Context(name)
        return found

    def add(self, step: Step) -> bool:
        """Add a step; one whose priority is taken is kept apart."""
        is_new = self.context(step.context).add(step)
        if not is_new:
            self.shadowed.append(step)
        return is_new

    def steps(self) -> list[Step]:
        """Every step, context by context; to be asked for when the plan is whole."""
        if not self._steps:
            self._steps = [
                step
                for context in self.contexts.values()
                for steps in context.extensions.values()
                for step in steps.values()
            ]
        return self._steps

    def acting(self) -> list[Step]:
        """The steps that can do something to where a call goes; those of our own contexts left out."""
        if not self._acting:
            self._acting = [
                step
                for step in self.steps()
                if (can_act(step.application) or any(sign in step.data for sign in ACTS_IN_TEXT))
                and step.context not in OWN_CONTEXTS
            ]
        return self._acting


def _undashed(extension: str) -> str:
    pattern, bar, caller = extension.partition("/")
    if "[" in pattern:
        kept, depth = [], 0
        for sign in pattern:
            depth += (sign == "[") - (sign == "]")
            if sign != "-" or depth:
                kept.append(sign)
        pattern = "".join(kept)
    else:
        pattern = pattern.replace("-", "")
    return f"{pattern}{bar}{caller}"
