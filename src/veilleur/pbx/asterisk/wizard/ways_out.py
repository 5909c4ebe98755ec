"""What `--check` says of the ways out of a dialplan, and of the doors to mailboxes and dial tones.

In: a survey of the dialplan that runs. Out: sentences, or plain data. Pitfall: every way that is not asked
about or not known is named, however many there are: what is left out would look like an all-clear.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from veilleur.language import say
from veilleur.pbx.asterisk.dialplan import SENTENCES, Door, Model, Step, Verdict, Way
from veilleur.pbx.asterisk.dialplan.text import without_secrets
from veilleur.pbx.asterisk.setup.survey import Survey
from veilleur.pbx.asterisk.wizard.sentences import SAY


def counts(found: Survey) -> dict[str, int]:
    """How many ways out there are of each verdict."""
    return {verdict.value: found.model.count(verdict) for verdict in Verdict}


def data(found: Survey) -> dict[str, Any]:
    """Ways that are left and doors, as plain data."""
    left = [way for way in found.model.ways if way.verdict is not Verdict.ASKED]
    return {
        "ways": counts(found),
        "left": [
            {
                "verdict": way.verdict.value,
                "reason": way.reason.value,
                "context": way.context,
                "extension": way.extension,
                "line": way.text,
                "file": str(way.place.path) if way.place.path else "",
                "number": way.place.line,
            }
            for way in left
        ],
        "doors": [
            {
                "context": one.step.context,
                "extension": one.step.extension,
                "line": one.text,
                "asked": one.is_asked,
            }
            for one in found.model.doors
        ],
    }


def notices(found: Survey, language: str) -> Iterator[str]:
    """One sentence for each thing that a person should know."""
    yield from _left(found.model.ways, language)
    yield from around(found.model, "", language)
    for one in found.refusals:
        blanks = {"place": str(one.place), "line": without_secrets(one.text)}
        yield say(SAY[f"file_{one.kind}"], blanks, language)
    stale = [one for one in found.not_running if one.path is not None and one.path.suffix != ".ael"]
    if stale:
        yield say(SAY["not_running"], {"count": str(len(stale)), "first": _step(stale[0])}, language)


def around(model: Model, generator: str, language: str) -> Iterator[str]:
    """What stands around the ways out. generator: the PBX that rewrites the files, if any."""
    if generator:
        yield say(SAY["rewritten"], {"pbx": generator}, language)
    for asked, first in model.shadowed_questions:
        yield say(SAY["shadowed"], {"place": str(asked.place), "first": str(first.place)}, language)
    for door in model.doors:
        if not door.is_asked:
            yield say(SAY[_code(door)], {"door": _door(door)}, language)
    for option, value in sorted(model.around.mailbox_options.items()):
        if option in ("dialout", "callback"):
            yield say(SAY["mailbox_dials"], {"option": option, "context": value}, language)
    guests = model.guest_ways
    if guests:
        blanks = {
            "contexts": ", ".join(sorted(model.around.guests)),
            "ways": str(len(guests)),
            "first": _name(guests[0]),
        }
        yield say(SAY["guests"], blanks, language)


def _left(ways: list[Way], language: str) -> Iterator[str]:
    """The ways that are left, those with one reason together, behind what to do about them."""
    groups: dict[tuple[Verdict, str], list[Way]] = {}
    for way in sorted(ways, key=lambda one: one.verdict is not Verdict.NOT_ASKED):
        if way.verdict is not Verdict.ASKED:
            groups.setdefault((way.verdict, say(SENTENCES[way.reason], {}, language)), []).append(way)
    for (verdict, why), group in groups.items():
        code = "ungated" if verdict is Verdict.NOT_ASKED else "ungated_unknown"
        for way in group:
            yield say(SAY[code], {"dial": _name(way)}, language)
        yield f"  {why}"


def _name(way: Way) -> str:
    where = f"{way.context},{way.extension}: " if way.extension else f"{way.context}: " if way.context else ""
    place = f" ({way.place})" if way.place.path else ""
    return f"{where}{way.text}{place}"


def _door(door: Door) -> str:
    place = f" ({door.step.place})" if door.step.path else ""
    return f"{door.step.context},{door.step.extension}: {door.text}{place}"


def _code(door: Door) -> str:
    if not door.text.upper().startswith("DISA"):
        return "door_mailbox"
    is_open = "no-password" in door.text.lower() and not door.takes_code
    return "door_disa_open" if is_open else "door_disa"


def _step(step: Step) -> str:
    return f"{step.place}: {step.context},{step.extension}"
