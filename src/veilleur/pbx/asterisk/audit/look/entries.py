"""Ways in: what a caller from outside can come to, and by which path.

In: the walks from each context in which outside calls begin. Out: observations with the path of the call.
Pitfall: a way about which Veilleur asks first is no weakness; a mailbox or a dial tone before it still is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veilleur.pbx.asterisk.audit.material import Material
from veilleur.pbx.asterisk.audit.walk import Arrival
from veilleur.pbx.asterisk.dialplan import Step, Verdict
from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.text import split
from veilleur.words.audit import Observation, Severity
from veilleur.words.messages import Message

_FORWARD_KEYS = re.compile(
    r"\bDB\((?:[^=]*/)?(?:CF(?:[ABU]|IM|BS|NA|NR|UC)?|AMPUSER|FORWARD\w*|RENVOI\w*|DIVERT\w*|FOLLOW-?ME)[/)]",
    re.IGNORECASE,
)
_LEAST_CODE = 8


def arrivals(found: Material) -> tuple[tuple[str, Arrival], ...]:
    """(where the call begins, arrival) of every call from outside; worked out once for all checks."""
    if found.outside is None:
        begins = {**found.trunk_contexts, **dict.fromkeys(sorted(found.directory.around.guests), "")}
        found.outside = tuple(
            (context, arrival)
            for context in begins
            if context in found.model.plan.contexts
            for arrival in found.walker.from_context(context)
        )
    return found.outside


def has_begins(found: Material) -> bool:
    """Whether it is known where calls from outside begin."""
    return bool(found.trunk_contexts or found.directory.around.guests)


def ways(found: Material) -> Iterator[Observation]:
    """Checks 11, 12, 13, 15, 19 and 42: the ways out that a caller from outside comes to."""
    seen_ways: dict[tuple[int, str, str], Observation] = {}
    for context, arrival in arrivals(found):
        way, seen = arrival.way, arrival.seen
        if way is None or way.verdict is Verdict.ASKED or seen.is_stored:
            continue
        if way.verdict is Verdict.NOT_KNOWN and not _is_dial(arrival.step):
            continue
        check, what = _reading(context, arrival, found)
        severity = None if seen.is_free else Severity.MEDIUM
        key = (check, context, f"{way.context},{way.extension}")
        known = seen_ways.get(key)
        if known is not None and (known.severity is None or severity is not None):
            continue  # the worse call of one way is shown: 112 first, and then any number
        seen_ways[key] = found.weak(
            check,
            what,
            path=arrival.step.path,
            line=arrival.step.line,
            about=context,
            severity=severity,
            call=arrival.path,
        )
    yield from seen_ways.values()


def _is_dial(step: Step) -> bool:
    found = application(step.application)
    return found is not None and found.does in (Does.DIALS, Does.RUNS)


def _reading(context: str, arrival: Arrival, found: Material) -> tuple[int, Message]:
    how, way = arrival.seen.how, f"[{arrival.step.context}]"
    if "disa" in how:
        return 15, Message(
            "A caller from [{begin}] gets a dial tone and dials out by {way}.", begin=context, way=way
        )
    if "voicemail" in how:
        return 11, Message(
            "A caller from [{begin}] dials out by {way} from inside voicemail.", begin=context, way=way
        )
    if "exit" in how:
        return 12, Message(
            "A caller from [{begin}] leaves a greeting and dials out by {way}.", begin=context, way=way
        )
    if "keyed" in how:
        return 13, Message(
            "A caller from [{begin}] keys a number into a menu and dials out by {way}.",
            begin=context,
            way=way,
        )
    if "transfer" in how:
        return 19, Message(
            "A caller from [{begin}] transfers (option T of Dial) and dials out by {way}.",
            begin=context,
            way=way,
        )
    if not arrival.seen.is_free:
        return 19, Message(
            "A call from [{begin}] is sent on to a number outside by {way}.", begin=context, way=way
        )
    if arrival.step.context in _included(found, context):
        return 42, Message("[{begin}], where outside calls begin, includes {way}.", begin=context, way=way)
    return 19, Message("A call that begins in [{begin}] dials out by {way}.", begin=context, way=way)


def _included(found: Material, context: str) -> set[str]:
    closure, waiting = {context}, [context]
    while waiting:
        one = found.model.plan.contexts.get(waiting.pop())
        for include in one.includes if one is not None else ():
            if include.name not in closure:
                closure.add(include.name)
                waiting.append(include.name)
    return closure


def mailboxes(found: Material) -> Iterator[Observation]:
    """Check 5: mailboxes that a caller from outside can open, without a lock before them."""
    asked = {
        (one.step.context, one.step.extension, one.step.priority): one.is_asked for one in found.model.doors
    }
    been = set()
    for context, arrival in arrivals(found):
        step = arrival.step
        if step.application.strip().lower() not in ("voicemailmain", "vmauthenticate"):
            continue
        if arrival.seen.is_stored:
            continue
        place = (step.context, step.extension, step.priority)
        if asked.get(place) or (context, place) in been:
            continue
        been.add((context, place))
        what = Message("A caller from [{begin}] can try codes here, call after call.", begin=context)
        yield found.weak(
            5, what, path=step.path, line=step.line, about=f"{context} {step.context}", call=arrival.path
        )


def dial_tones(found: Material) -> Iterator[Observation]:
    """Check 15: DISA in the plan, with no code or a short one."""
    for step in found.model.plan.steps():
        if step.application.strip().lower() != "disa":
            continue
        pin = split(step.data, ",")[0].strip()
        if pin.lower() in ("no-password", ""):
            guarded = _authenticates(found, step)
            what = Message("DISA without a code of its own in [{context}].", context=step.context)
            severity = Severity.HIGH if guarded else None
        elif len(pin) < _LEAST_CODE and pin.isdecimal():
            what = Message("DISA in [{context}] has a code of fewer than eight digits.", context=step.context)
            severity = None
        else:
            what = Message("DISA in [{context}] has one code for all and no lock.", context=step.context)
            severity = Severity.MEDIUM
        yield found.weak(15, what, path=step.path, line=step.line, about=step.context, severity=severity)


def _authenticates(found: Material, step: Step) -> bool:
    steps = found.model.plan.contexts[step.context].extensions[step.extension]
    return any(
        one.application.strip().lower() in ("authenticate", "vmauthenticate")
        for priority, one in steps.items()
        if priority < step.priority
    )


def forwards(found: Material) -> Iterator[Observation]:
    """Check 16: a caller from outside comes to a line that sets a forward."""
    been = set()
    for context, arrival in arrivals(found):
        step = arrival.step
        if arrival.seen.is_stored or not _sets_forward(step) or (step.context, step.extension) in been:
            continue
        been.add((step.context, step.extension))
        what = Message("A caller from [{begin}] can set a forward here.", begin=context)
        yield found.weak(16, what, path=step.path, line=step.line, about=step.context, call=arrival.path)


def forward_codes(found: Material) -> Iterator[Observation]:
    """Check 17: a service code that takes any number as the target of a forward."""
    been = set()
    for context in found.telephone_contexts:
        for arrival in found.walker.from_context(context):
            step = arrival.step
            place = (step.context, step.extension)
            if not _sets_forward(step) or place in been or arrival.seen.is_stored:
                continue
            if not arrival.seen.is_free and not _reads_number(found, step):
                continue
            been.add(place)
            what = Message("The code {code} forwards a telephone to any number.", code=step.pattern)
            yield found.weak(17, what, path=step.path, line=step.line, about=step.context)


def _sets_forward(step: Step) -> bool:
    if step.application.strip().lower() not in ("set", "mset") or not _FORWARD_KEYS.search(step.data):
        return False
    name, sign, value = step.data.partition("=")
    return bool(sign and value.strip()) and "DB_DELETE" not in step.data and name.strip().startswith("DB(")


def _reads_number(found: Material, step: Step) -> bool:
    """Whether the lines before ask for the number."""
    steps = found.model.plan.contexts[step.context].extensions[step.extension]
    return any(
        one.application.strip().lower() == "read"
        for priority, one in steps.items()
        if priority < step.priority
    )


def conferences(found: Material) -> Iterator[Observation]:
    """Check 28: rooms that a caller from outside enters without a code."""
    been = set()
    for _context, arrival in arrivals(found):
        step = arrival.step
        name = step.application.strip().lower()
        if name not in ("confbridge", "meetme") or (step.context, step.extension) in been:
            continue
        been.add((step.context, step.extension))
        pieces = [one.strip() for one in split(step.data, ",")]
        if name == "meetme":
            has_code = len(pieces) > 2 and bool(pieces[2])
        else:
            profile = pieces[2] if len(pieces) > 2 and pieces[2] else "default_user"
            has_code = found.value("confbridge.conf", profile.lower(), "pin") is not None or any(
                "CONFBRIDGE(user,pin)" in one.data
                for one in found.model.plan.contexts[step.context].extensions[step.extension].values()
            )
        if not has_code and not _authenticates(found, step):
            what = Message("The conference in [{context}] asks for no code.", context=step.context)
            yield found.weak(28, what, path=step.path, line=step.line, about=step.context, call=arrival.path)
