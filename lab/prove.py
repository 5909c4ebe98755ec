"""`python -m lab.prove FOLDER [VERSION]`: each critical path that the audit shows, dialled on a private copy.

In: a folder with a configuration of Asterisk. Out: a line for each path: proved, not reproduced, or not tried
with why. Pitfall: it runs without any network (`second_machine.Alone`) and what is played is a copy, so
neither the PBX nor its operator sees a call; "not reproduced" is no proof that a path is closed.
"""

from __future__ import annotations

import itertools
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from lab.carrier import Carrier
from lab.install import LabError
from lab.private_copy import call_in, files_of, private_copy
from lab.second_machine import Alone
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S
from veilleur.audit.checks import CATALOGUE
from veilleur.pbx.asterisk.audit.survey import survey
from veilleur.pbx.asterisk.dialplan.patterns import matches
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Observation, Outcome, Severity

PATHS = (5, 11, 12, 13, 15, 16, 19, 42)  # checks whose observations are paths of calls from outside
_STEP = re.compile(r"([^,]+),(.+),(\d+) (\w+)\((.*)\)$", re.DOTALL)
_DIALS = re.compile(r"\b(?:PJSIP|SIP)/(?:[^@,&)\s]*@)?([\w.-]+)")
_MENUS = frozenset({"background", "backgrounddetect", "waitexten", "read", "disa"})
_ELEMENT = re.compile(r"\[([^\]])[^\]]*\]|(.)")
_ABROAD, _NATIONAL, _PREMIUM = "37121000000", "199001234", "899000000"
# What is dialled abroad and at home, with and without a digit for the outside line.
_NUMBERS = tuple(
    prefix + number
    for number in (f"00{_ABROAD}", f"011{_ABROAD}", f"0{_NATIONAL}", f"0{_PREMIUM}", f"+{_ABROAD}")
    for prefix in ("", "0", "9")
)
_TRIES = 4  # numbers for one path
_LOGGED_WITHIN_S = 5.0  # the carrier writes its log a moment after the call
_LONGEST_S = 3_600  # of all calls together


class Verdict(StrEnum):
    """What came of one path."""

    PROVED = "proved"
    NOT_REPRODUCED = "not reproduced"
    NOT_TRIED = "not tried"


class Proof(NamedTuple):
    """One path of an audit. why: not tried, or the number that proved it."""

    check: int
    path: tuple[str, ...]
    verdict: Verdict
    why: str = ""


class _Step(NamedTuple):
    extension: str
    application: str
    data: str


def shown(folder: Path) -> list[Observation]:
    """The critical paths that the audit shows."""
    return [
        one
        for one in survey(AuditRequest(folder)).observations
        if one.outcome is Outcome.WEAK
        and one.path
        and one.check in PATHS
        and (one.severity or CATALOGUE[one.check].severity) is Severity.CRITICAL
    ]


def proofs(folder: Path, version: str) -> Iterator[Proof]:
    """What came of each path. Nothing but this machine's own loopback is reached."""
    found = shown(folder)
    trunks = {name for text in files_of(folder).values() for name in _DIALS.findall(text)}
    try:
        with Alone() as machine, machine.inside(), Carrier(_LONGEST_S) as carrier:
            names = sorted(name for name in trunks if not (name.isascii() and name.isdigit()))
            with private_copy(version, folder, carrier, trunks=names) as switch:
                for one in found:
                    yield _proof(one, switch, carrier)
    except LabError as error:
        for one in found:
            yield Proof(one.check, one.path, Verdict.NOT_TRIED, str(error))


def _proof(one: Observation, switch: RealAsterisk, carrier: Carrier) -> Proof:
    steps = [_parsed(text) for text in one.path[1:]]
    if None in steps:
        return Proof(one.check, one.path, Verdict.NOT_TRIED, "the path is not shown whole")
    whole = [step for step in steps if step is not None]
    if why := _beyond(whole):
        return Proof(one.check, one.path, Verdict.NOT_TRIED, why)
    context = one.path[0].strip("[]")
    for number, keys in itertools.islice(_dialled(whole), _TRIES):
        if _comes_out(switch, carrier, whole[-1], context, number, keys):
            return Proof(one.check, one.path, Verdict.PROVED, " ".join((number, *keys)))
    return Proof(one.check, one.path, Verdict.NOT_REPRODUCED)


def _parsed(text: str) -> _Step | None:
    found = _STEP.match(text)
    return _Step(found[2], found[4].lower(), found[5]) if found is not None else None


def _beyond(steps: list[_Step]) -> str:
    """Why a path asks more of a caller than numbers and keys; "" when it does not."""
    for step in steps[:-1]:
        if step.application in ("voicemail", "voicemailmain"):
            return "it needs a mailbox and its code"
        if step.application in ("dial", "queue"):
            return "it needs a telephone that answers"
        if step.application == "disa" and not step.data.startswith("no-password"):
            return "it needs a code"
    return ""


def _dialled(steps: list[_Step]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What may be dialled, and keyed at each menu."""
    chosen = [steps[0].extension]
    chosen += [after.extension for step, after in itertools.pairwise(steps) if step.application in _MENUS]
    for number, *keys in itertools.product(*map(_instances, chosen)):
        yield number, tuple(keys)


def _instances(extension: str) -> list[str]:
    """Numbers that an extension takes."""
    if not extension.startswith("_"):
        return [extension]
    made = "".join(found[1] or _digit(found[2]) for found in _ELEMENT.finditer(extension[1:]))
    return [*(number for number in _NUMBERS if matches(extension, number)), made]


def _digit(sign: str) -> str:
    return {"X": "1", "Z": "1", "N": "2", ".": "1", "!": "", "-": ""}.get(sign.upper(), sign)


def _comes_out(
    switch: RealAsterisk, carrier: Carrier, last: _Step, context: str, number: str, keys: tuple[str, ...]
) -> bool:
    """Whether a call comes to the last step, or where that is a way out, to the carrier."""
    before, call = len(carrier.calls()), uuid.uuid4().hex
    keyed = "".join(f"wwww{one}#" for one in keys)
    call_in(switch, context, number, keyed, ChannelId=f"{call}-1", OtherChannelId=f"{call}-2")
    for event in switch.events(LIMIT_S):
        if event.get("Uniqueid") != f"{call}-2":
            continue
        if event.get("Event") == "Hangup":
            return False
        if event.get("Event") != "Newexten" or not _is_there(last, event):
            continue
        if last.application != "dial" or len(carrier.answered(before + 1, _LOGGED_WITHIN_S)) > before:
            switch.send("Hangup", Channel=event["Channel"])
            return True  # else that was another trunk of a list
    return False


def _is_there(last: _Step, event: Mapping[str, str]) -> bool:
    """Whether a step that was run is the last of a path."""
    is_same = event.get("Application", "").lower() == last.application
    return is_same and (last.application != "set" or event.get("AppData", "").startswith("DB("))


def main(words: list[str]) -> int:
    """0 when no path was proved, 1 when one was, 2 when there is no such folder."""
    folder = Path(words[0]) if words else Path()
    if not words or not folder.is_dir() or words[1:] not in ([], ["22"], ["16"]):
        print("python -m lab.prove FOLDER [22|16]", file=sys.stderr)
        return 2
    is_proved = False
    for one in proofs(folder, words[1] if len(words) > 1 else "22"):
        is_proved |= one.verdict is Verdict.PROVED
        print(f"{one.check}: {one.verdict.value}{f' ({one.why})' if one.why else ''}")
        print("".join(f"    {step}\n" for step in one.path), end="", flush=True)
    return int(is_proved)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
