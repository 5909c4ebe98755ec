"""Where a dial string leads: out, to a telephone of the house, on in the house, or nobody knows.

In: a dial string and the step it stands in. Out: one `Lead` for each thing it can come to. Pitfall: a global
variable may hold several telephones, or a trunk, or both, and a line elsewhere may put something else into
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.destinations import (
    PROGRAMS,
    Destination,
    destination,
    destinations,
    is_known_technology,
)
from veilleur.pbx.asterisk.dialplan.model import Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.values import Values
from veilleur.pbx.asterisk.dialplan.patterns import is_bounded, matches
from veilleur.pbx.asterisk.dialplan.reading.peers import is_outside
from veilleur.pbx.asterisk.dialplan.reasons import Reason
from veilleur.pbx.asterisk.dialplan.surroundings import Kind, Surroundings
from veilleur.pbx.asterisk.dialplan.text import application_call, condition, inside, split, variables

_EXTENSION = re.compile(r"^\$\{(?:EXTEN|MACRO_EXTEN)(?::-?\d+(?::-?\d+)?)?\}$")
_DIGITS_ONLY = re.compile(r"^\$\{FILTER\([0-9*#\\x-]*,", re.IGNORECASE)
# As FreePBX names what stands behind the number: `@trunk`, or nothing.
_SUFFIX = re.compile(r"\$\{(?:[^{}]|\$\{[^{}]*\})*SUFFIX\}$")
# Digits that only the carrier wants: no number holds a star, and 112 behind them must be known as 112. What
# begins with a star is a code of the exchange's own, such as a forward.
_CARRIERS_CODE = re.compile(r"^\d[\dwW]*[*#]+[wW]*(?=\$\{|[\d+])")
_OF_TELEPHONES = ("${PJSIP_DIAL_CONTACTS(", "${SIPPEER(")
_HINT = re.compile(r"^\$\{HINT\((?P<extension>.*?)(?:@(?P<context>[^,@]*))?(?:,[^,]*)?\)\}$", re.IGNORECASE)
_OWN_HINT = "${HINT}"  # of the extension that runs, as users.conf has its telephones dialled
_CONTACTS = re.compile(r"^\$\{PJSIP_DIAL_CONTACTS\(([\w.-]+)(?:,[^)]*)?\)\}$", re.IGNORECASE)


class Leads(StrEnum):
    """Where a piece of a dial string leads."""

    OUT = "out"
    TELEPHONE = "telephone"
    INSIDE = "inside"
    UNKNOWN = "unknown"
    NOWHERE = "nowhere"


_NO_TELEPHONE = frozenset({Leads.OUT, Leads.UNKNOWN})


class Lead(NamedTuple):
    """text: the piece as it stands in the line, to look for the question about it. reason: why it is not
    known."""

    kind: Leads
    text: str
    reason: Reason = Reason.VARIABLE


class Usable(NamedTuple):
    """Trunk and number of a piece, as they can be written on that line."""

    trunk: str
    number: str


class Channels:
    """Looks at dial strings of one dialplan."""

    def __init__(self, plan: Dialplan, values: Values, around: Surroundings) -> None:
        self._values = values
        self._around = around
        self._hints = [
            (context.name, extension, text)
            for context in plan.contexts.values()
            for extension, text in context.hints.items()
        ]

    def leads(self, text: str, step: Step) -> list[Lead]:
        """Where each piece of a dial string can lead."""
        found: list[Lead] = []
        for piece in split(text.strip(), "&"):
            bare = piece.strip()
            if bare:
                found += self._of_piece(bare, step)
        return found

    def destinations(self, text: str) -> tuple[Usable, ...]:
        """The numbers that can be asked about before this line: written out, or held by a global variable."""
        found: list[Usable] = []
        for piece in split(text.strip(), "&"):
            branches = [one for branch in _branches(piece) for one in self._usable(branch)]
            # Of two branches one is dialled: the same number in both is asked about once.
            found += {one.number: one for one in reversed(branches)}.values()
        return tuple(dict.fromkeys(found))

    def _usable(self, raw: str) -> Iterator[Usable]:
        as_written = destination(raw) if raw.strip() else None
        for piece in split(self._values.constant(raw), "&"):
            known = destination(piece) if piece.strip() else None
            if known is None or known.is_inside or not known.number:
                continue
            trunk = re.sub(r"[^A-Za-z0-9_.-]", "", known.peer) if "${" not in known.peer else ""
            number = as_written.number if as_written is not None and as_written.number else known.number
            number = _CARRIERS_CODE.sub("", number) or number
            yield Usable(trunk, _SUFFIX.sub("", number) or number)

    def numbers_of(self, text: str) -> tuple[Usable, ...]:
        """The numbers of `Dial(...)` and its kin that can be asked about before it."""
        name, data = application_call(text)
        found = application(name)
        if found is None or found.does is not Does.DIALS:
            return ()
        dials = split(data, ",")[found.argument : found.argument + 1]
        return tuple(one for dialled in dials for one in self.destinations(dialled))

    def _of_piece(self, piece: str, step: Step) -> list[Lead]:
        if "${" not in piece:
            return [self._of_known(piece, piece, step)]
        branches = _branches(piece)
        if branches != (piece,):
            return [lead for one in branches for lead in self.leads(one, step)]
        texts = self._values.texts(piece, step.context)
        found = []
        for text in texts:
            if text == piece:
                found.append(self._of_known(text, piece, step))
                continue
            parts = [one.strip() for one in split(text, "&") if one.strip()]
            found += [self._of_known(part, part if len(parts) > 1 else piece, step) for part in parts]
        # An empty or half empty value says nothing when another line fills it.
        kept = [one for one in found if one.kind is not Leads.NOWHERE]
        return kept or [Lead(Leads.UNKNOWN, piece)]

    def _of_known(self, text: str, piece: str, step: Step) -> Lead:
        contacts = _CONTACTS.match(text)
        if contacts is not None:  # PJSIP/... of the endpoint, wherever it is registered
            return self._of_known(f"PJSIP/{contacts[1]}", piece, step)
        hint = _HINT.match(text)
        if hint is not None:
            return self._of_hint(hint["extension"], hint["context"] or "", piece, step)
        if text == _OWN_HINT and any(name == step.extension for _where, name, _text in self._hints):
            own = "${EXTEN}" if step.extension.startswith("_") else step.extension  # of a pattern any
            return self._of_hint(own, "", piece, step)
        if text.startswith(_OF_TELEPHONES):
            return Lead(Leads.TELEPHONE, piece)
        found = destinations(text)
        if not found or text.startswith("/"):
            return Lead(Leads.NOWHERE, piece)
        one = found[0]
        if one is None:
            return Lead(Leads.UNKNOWN if "${" in text else Leads.NOWHERE, piece)
        return self._of_destination(one, piece, step)

    def _of_hint(self, extension: str, context: str, piece: str, step: Step) -> Lead:
        """What a hint names is dialled: it may be a number outside."""
        for where, name, text in self._hints:
            if context and "${" not in context and context != where:
                continue
            if "${" not in extension and not matches(name, extension):
                continue
            devices = [one for one in split(text.partition(",")[0], "&") if "/" in one or "${" in one]
            if any(lead.kind in _NO_TELEPHONE for one in devices for lead in self.leads(one, step)):
                return Lead(Leads.UNKNOWN, piece)
        return Lead(Leads.TELEPHONE, piece)

    def _of_destination(self, one: Destination, piece: str, step: Step) -> Lead:
        if one.is_inside:
            return Lead(Leads.INSIDE, piece)
        if one.number:
            is_own = one.number == one.peer and self._around.kind(one.technology, one.peer) is Kind.TELEPHONE
            is_own = is_own and ("${" in one.host or not is_outside(one.host))
            if is_own and "${" in one.peer:  # two variables that are not known read alike
                is_own = self._of_variable_peer(one, piece, step).kind is Leads.TELEPHONE
            return Lead(Leads.TELEPHONE if is_own else Leads.OUT, piece)
        if one.is_line:
            kind = self._around.line(one.peer) if "${" not in one.peer else Kind.UNKNOWN
            if kind is Kind.TELEPHONE:
                return Lead(Leads.TELEPHONE, piece)
            return Lead(Leads.OUT if kind is Kind.TRUNK else Leads.UNKNOWN, piece, Reason.LINE)
        if not one.technology:
            return Lead(Leads.UNKNOWN, piece)
        if one.technology in PROGRAMS:
            return Lead(Leads.UNKNOWN, piece, Reason.PROGRAM)
        if not is_known_technology(one.technology):
            return Lead(Leads.UNKNOWN, piece, Reason.UNKNOWN_CHANNEL)
        if "${" in one.peer:
            return self._of_variable_peer(one, piece, step)
        kind = self._around.kind(one.technology, one.peer)
        if kind is Kind.TRUNK:
            return Lead(Leads.OUT, piece)
        return Lead(Leads.TELEPHONE, piece)

    def _of_variable_peer(self, one: Destination, piece: str, step: Step) -> Lead:
        """A telephone whose name a variable holds: it can be one only where digits alone can be in it."""
        reason = Reason.VARIABLE
        for first, last in variables(one.peer):
            body = one.peer[first:last]
            if _DIGITS_ONLY.match(body):
                continue
            if not _EXTENSION.match(body):
                return Lead(Leads.UNKNOWN, piece, Reason.VARIABLE)
            # In a routine it is the extension of whoever called it.
            patterns = [caller.pattern for caller in self._values.callers.get(step.context, ())]
            if "MACRO_EXTEN" not in body and not step.context.startswith("macro-"):
                patterns.append(step.pattern)
            if not patterns or not all(_is_safe(pattern) for pattern in patterns):
                reason = Reason.KEYED_PEER
                return Lead(Leads.UNKNOWN, piece, reason)
        return Lead(Leads.TELEPHONE, piece)


def _branches(piece: str) -> tuple[str, ...]:
    """What `${IF(condition?this:that)}` can be; the piece itself for anything else."""
    text = piece.strip()
    if not text.upper().startswith("${IF(") or inside(text, 2, "{", "}")[1] != len(text) - 1:
        return (piece,)
    _test, yes, no = condition(text[5:-2])
    return tuple(one.strip().strip('"') for one in (yes, no) if one.strip())


def _is_safe(pattern: str) -> bool:
    return is_bounded(pattern) if pattern.startswith("_") else True
