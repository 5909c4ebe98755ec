"""What telephones may call: abroad, premium numbers, at night, how many at once; and whether emergencies go
out.

In: walks with one number each from each context of telephones. Out: observations with the way that carries
the number. Pitfall: a way about which Veilleur asks counts as closed, limited and timed: its guard is all
three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veilleur.pbx.asterisk.audit.material import Material
from veilleur.pbx.asterisk.audit.walk import Arrival
from veilleur.pbx.asterisk.dialplan import Step, Verdict
from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import OWN_CONTEXTS
from veilleur.pbx.asterisk.dialplan.patterns import is_bounded
from veilleur.pbx.audit_port import EmergencyPath
from veilleur.words.audit import Observation
from veilleur.words.messages import Message

# One of each, of the right length; nobody is called.
_ABROAD = ("0037121000000", "+37121000000", "01137121000000")
_PREMIUM = ("0899000000", "118000")
_RISK = ("00881600000000", "0018760000000")
_CATCH_ALL = re.compile(r"^_(?:X\.|X!|\.|!|\+?X\.|x\.)$")
_CUT = re.compile(r"\$\{EXTEN:(\d)\}")
_KEYS = re.compile(r"[0-9*#]+")
_MOST_PREFIXES = 20
_FILTERS = ("FILTER(", "REGEX(", "STRREPLACE(", "LEN(")


def _carried(found: Material, context: str, number: str) -> Arrival | None:
    """The way that takes a number out unasked, from telephones of a context; None when there is none."""
    for form in (number, *(prefix + number for prefix in _prefixes(found))):
        for arrival in found.walker.from_context(context, form):
            way = arrival.way
            if way is None or arrival.seen.is_stored or way.verdict is Verdict.ASKED or arrival.seen.how:
                continue
            if way.verdict is Verdict.NOT_ASKED or _dials(arrival.step):
                return arrival
    return None


def _prefixes(found: Material) -> tuple[str, ...]:
    """What is dialled before a number to get out: the site's digit, and what lines of the plan cut off."""
    if found.prefixes is None:
        cut = {found.request.outside_line} if found.request.outside_line else set()
        for step in found.model.plan.steps():
            if not step.pattern.startswith("_") or step.context in OWN_CONTEXTS:
                continue
            for length in _CUT.findall(step.data):
                prefix = step.pattern[1 : 1 + int(length)]
                if len(prefix) == int(length) and _KEYS.fullmatch(prefix):
                    cut.add(prefix)
        found.prefixes = tuple(sorted(cut))[:_MOST_PREFIXES]
    return found.prefixes


def _dials(step: Step) -> bool:
    found = application(step.application)
    return found is not None and found.does is Does.DIALS


def _first(found: Material, context: str, numbers: tuple[str, ...]) -> Arrival | None:
    for number in numbers:
        arrival = _carried(found, context, number)
        if arrival is not None:
            return arrival
    return None


def has_telephones(found: Material) -> bool:
    """Whether it is known where telephones dial."""
    return any(one in found.model.plan.contexts for one in found.telephone_contexts)


def abroad(found: Material) -> Iterator[Observation]:
    """Checks 20, 22, 23, 25, 26 and 27: what stands before a call abroad."""
    for context in found.telephone_contexts:
        arrival = _first(found, context, _ABROAD)
        if arrival is None:
            risky = _first(found, context, _RISK)
            if risky is not None:
                what = Message("Telephones in [{context}] call satellites or the Caribbean.", context=context)
                yield _at(found, 22, what, context, risky)
            continue
        blanks = {"context": context}
        yield _at(
            found, 20, Message("Telephones in [{context}] call abroad, unasked.", **blanks), context, arrival
        )
        yield _at(
            found,
            22,
            Message("Telephones in [{context}] call satellites and the Caribbean too.", **blanks),
            context,
            arrival,
        )
        if not arrival.seen.is_timed:
            what = Message("Calls abroad from [{context}] leave at any hour.", **blanks)
            yield _at(found, 23, what, context, arrival)
        if not arrival.seen.is_counted and not _has_channel_limit(found):
            what = Message("Nothing counts how many calls abroad run at once from [{context}].", **blanks)
            yield _at(found, 25, what, context, arrival)
        what = Message("Nothing limits how often a telephone in [{context}] calls out.", **blanks)
        yield _at(found, 26, what, context, arrival)
        if not arrival.seen.is_bounded and not _is_bounded(arrival.step):
            what = Message("A call abroad from [{context}] never ends by itself.", **blanks)
            yield _at(found, 27, what, context, arrival)


def _has_channel_limit(found: Material) -> bool:
    """FreePBX counts by the trunk's Maximum Channels."""
    return any(
        name.startswith("OUTMAXCHANS_") and value.strip()
        for name, value in found.model.plan.variables.items()
    )


def _is_bounded(step: Step) -> bool:
    return bool(re.search(r"\b[LS]\(\d", step.data))


def premium(found: Material) -> Iterator[Observation]:
    """Check 21."""
    for context in found.telephone_contexts:
        arrival = _first(found, context, _PREMIUM)
        if arrival is not None:
            what = Message("Telephones in [{context}] call premium numbers.", context=context)
            yield _at(found, 21, what, context, arrival)


def catch_all(found: Material) -> Iterator[Observation]:
    """Check 42: patterns that take anything and dial out."""
    been = set()
    for way in found.model.ways:
        step = way.step
        if way.verdict is Verdict.ASKED or step is None or not _CATCH_ALL.match(step.pattern):
            continue
        if "EXTEN" not in step.data or (step.context, step.extension) in been:
            continue
        been.add((step.context, step.extension))
        what = Message(
            "{pattern} in [{context}] takes anything and dials out.",
            pattern=step.pattern,
            context=step.context,
        )
        yield found.weak(42, what, path=step.path, line=step.line, about=f"{step.context},{step.pattern}")


def unfiltered(found: Material) -> Iterator[Observation]:
    """Check 43: a Dial that takes EXTEN of a pattern without an end, unfiltered."""
    been = set()
    for way in found.model.ways:
        step = way.step
        if step is None or not step.pattern.startswith("_") or is_bounded(step.pattern):
            continue
        if "${EXTEN" not in step.data or (step.context, step.extension) in been:
            continue
        steps = found.model.plan.contexts[step.context].extensions[step.extension].values()
        if any(sign in one.data for one in steps for sign in _FILTERS):
            continue
        been.add((step.context, step.extension))
        what = Message(
            "{pattern} in [{context}] hands what a telephone sends to Dial as it is.",
            pattern=step.pattern,
            context=step.context,
        )
        yield found.weak(43, what, path=step.path, line=step.line, about=f"{step.context},{step.pattern}")


def unknown_ways(found: Material) -> Iterator[Observation]:
    """Check 67: lines of which nobody knows where they lead."""
    for way in found.model.ways:
        if way.verdict is Verdict.NOT_KNOWN:
            what = Message("Where this leads is not known: {line}", line=way.text[:120])
            yield found.weak(67, what, path=way.place.path, line=way.place.line, about=way.context)


def emergency_paths(found: Material) -> tuple[EmergencyPath, ...]:
    """Each emergency number from each context of telephones."""
    paths = []
    for context in found.telephone_contexts:
        if context not in found.model.plan.contexts or context in OWN_CONTEXTS:
            continue
        for number in found.request.emergency:
            last: tuple[str, ...] = ()
            goes_out = False
            for arrival in found.walker.from_context(context, number):
                last = arrival.path
                if arrival.way is not None and not arrival.seen.how and not arrival.seen.is_stored:
                    goes_out = True
                    break
            paths.append(EmergencyPath(number, context, goes_out, last))
    return tuple(paths)


def emergency(found: Material) -> Iterator[Observation]:
    """Check 64, on the model."""
    for one in emergency_paths(found):
        if not one.goes_out:
            what = Message(
                "{number} dialled in [{context}] comes to no way out.",
                number=one.number,
                context=one.telephones,
            )
            yield found.weak(64, what, about=f"{one.telephones} {one.number}", call=one.path)


def _at(found: Material, check: int, what: Message, context: str, arrival: Arrival) -> Observation:
    step = arrival.step
    return found.weak(check, what, path=step.path, line=step.line, about=context, call=arrival.path)
