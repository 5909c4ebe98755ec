"""Mailboxes: their codes, their limits, whether anybody uses them, and where voicemail may dial.

Pitfall: a code is judged where it is read and goes no further: observations name the mailbox and the fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from veilleur.pbx.asterisk.audit.material import Material, is_yes, values_of
from veilleur.pbx.asterisk.dialplan.reading.config_file import Line
from veilleur.words.audit import Observation, PinFault, Severity, faults_of
from veilleur.words.messages import Message

VOICEMAIL = "voicemail.conf"
_NO_BOXES = frozenset({"general", "zonemessages", "adsi"})
_LEAST_PASSWORD, _MOST_LOGINS = 6, 3
_OUT = ("dialout", "callback")


class Box(NamedTuple):
    """One mailbox. faults: of its code, which is not kept. options: what stands behind its addresses."""

    number: str
    faults: tuple[PinFault, ...]
    options: str
    line: Line


def boxes(found: Material) -> Iterator[Box]:
    """The mailboxes of voicemail.conf and of users.conf."""
    for section in found.conf(VOICEMAIL).sections:
        if section.name.lower() in _NO_BOXES or section.is_template:
            continue
        for line in section.lines:
            pin, *rest = line.value.split(",")
            if line.key.isdecimal() and not pin.strip().lower().endswith(".conf"):
                code = pin.strip().lstrip("-*/")
                yield Box(line.key, faults_of(code, line.key), ",".join(rest[3:]), line)
    general: dict[str, str] = {}
    for section in found.conf("users.conf").sections:
        if section.name.lower() == "general":
            general = values_of(section)
            continue
        values = {**general, **values_of(section)}
        if section.is_template or not section.name.isdecimal() or not is_yes(values.get("hasvoicemail", "")):
            continue
        at = next((one for one in section.lines if one.key.lower() == "vmsecret"), None)
        if at is not None:
            yield Box(section.name, faults_of(at.value.strip(), section.name), "", at)


def has_boxes(found: Material) -> bool:
    """Whether there is any."""
    return any(True for _box in boxes(found))


def codes(found: Material) -> Iterator[Observation]:
    """Checks 1 to 4: the worst fault of each code, and its length."""
    for box in boxes(found):
        if PinFault.EMPTY in box.faults or PinFault.FACTORY in box.faults:
            what = Message("Mailbox {mailbox} has no code or a factory code.", mailbox=box.number)
            yield found.weak(1, what, at=box.line, about=box.number)
        elif PinFault.GUESSABLE in box.faults:
            what = Message(
                "The code of mailbox {mailbox} is a sequence, a repetition, or made of its number.",
                mailbox=box.number,
            )
            yield found.weak(3, what, at=box.line, about=box.number)
        elif PinFault.COMMON in box.faults:
            what = Message(
                "The code of mailbox {mailbox} is one that many people choose.", mailbox=box.number
            )
            yield found.weak(4, what, at=box.line, about=box.number)
        if PinFault.SHORT in box.faults:
            what = Message(
                "The code of mailbox {mailbox} has fewer than six digits or is no longer than its number.",
                mailbox=box.number,
            )
            yield found.weak(2, what, at=box.line, about=box.number)


def limits(found: Material) -> Iterator[Observation]:
    """Check 6: minpassword, maxlogins, externpasscheck."""
    file = found.conf(VOICEMAIL).files[0]
    least = found.value(VOICEMAIL, "general", "minpassword")
    if _number(least, 0) < _LEAST_PASSWORD:
        what = Message("minpassword is below six: a user may choose a shorter code.")
        yield found.weak(6, what, at=least, path=file)
    tries = found.value(VOICEMAIL, "general", "maxlogins")
    if _number(tries, _MOST_LOGINS) > _MOST_LOGINS:
        yield found.weak(6, Message("maxlogins allows more than three tries a call."), at=tries, path=file)
    check = found.value(VOICEMAIL, "general", "externpasscheck")
    if check is None or not check.value.strip():
        what = Message("externpasscheck is not set: no program refuses a new code that is weak.")
        yield found.weak(6, what, path=file, severity=Severity.MEDIUM)


def unused(found: Material) -> Iterator[Observation]:
    """Check 9: mailboxes of a number that no telephone and no line of the plan has."""
    names = {section.name for _technology, section, _values, _kind in found.endpoints()}
    mailboxes = {
        one.partition("@")[0].strip()
        for _technology, _section, values, _kind in found.endpoints()
        for one in re.split(r"[,&]", f"{values.get('mailboxes', '')},{values.get('mailbox', '')}")
    }
    text = {
        word
        for step in found.model.plan.steps()
        if "voicemail" in step.application.lower()
        for word in re.findall(r"\d+", step.data)
    }
    extensions = {step.pattern for step in found.model.plan.steps()}
    for box in boxes(found):
        if box.number not in names | mailboxes | text | extensions:
            what = Message(
                "No telephone and no line of the dialplan has mailbox {mailbox}.", mailbox=box.number
            )
            yield found.weak(9, what, at=box.line, about=box.number)


def dials_out(found: Material) -> Iterator[Observation]:
    """Check 10: dialout and callback, of all mailboxes or of one."""
    for key in _OUT:
        line = found.value(VOICEMAIL, "general", key)
        if line is not None and line.value.strip():
            what = Message(
                "{option} lets everybody with a code call through [{context}].", **_blanks(key, line)
            )
            yield found.weak(10, what, at=line)
    for box in boxes(found):
        for option in box.options.split("|"):
            name, _sign, value = option.rpartition(",")[2].partition("=")
            if name.strip().lower() in _OUT and value.strip():
                what = Message(
                    "{option} lets mailbox {mailbox} call through [{context}].",
                    option=name.strip(),
                    mailbox=box.number,
                    context=value.strip(),
                )
                yield found.weak(10, what, at=box.line, about=box.number)


def _blanks(key: str, line: Line) -> dict[str, str]:
    return {"option": key, "context": line.value.strip()}


def _number(line: Line | None, otherwise: int) -> int:
    text = line.value.strip() if line is not None else ""
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise
