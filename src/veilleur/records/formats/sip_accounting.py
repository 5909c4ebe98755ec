"""Kamailio and OpenSIPS `acc`: lines in syslog, and the flat store with `|` between values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
    share_of,
    way_between,
)
from veilleur.records.layouts.sip_dialogs import Dialogs, Transaction
from veilleur.records.values.datetimes import moment
from veilleur.words.calls import Direction
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_ACC = re.compile(r"ACC: (?:\w[\w ]*): ?(.*)$")
_FLAT = re.compile(r"(INVITE|BYE|CANCEL|ACK)\|[^|]*\|[^|]*\|[^|]+\|\d{3}\|[^|]*\|")
_PAIR = re.compile(r"(?:^|;)(\w+)=")
_CALLER = ("src_user", "from_user", "caller", "caller_id", "src", "fU", "ua_caller", "from")
_CALLED = ("dst_ouser", "dst_user", "to_user", "callee", "callee_id", "dst", "rU", "ouri_user", "ruri_user")
_TRUNK = ("dst_domain", "gateway", "carrier", "dst_ip")


def _pairs(text: str) -> dict[str, str]:
    found = list(_PAIR.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    return {one.group(1): text[one.end() : end].strip() for one, end in zip(found, ends, strict=True)}


def _first(values: dict[str, str], names: Sequence[str]) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _of_syslog(line: int, text: str, context: Context) -> Transaction | CallRecorded:
    body = _ACC.search(text)
    if body is None:
        raise LineError("no accounting line")
    values = _pairs(body.group(1))
    caller, called, trunk = (_first(values, names) for names in (_CALLER, _CALLED, _TRUNK))
    if "start_time" in values and "duration" in values:
        at, billed = moment(values["start_time"], context.clock), float(values["duration"])
        direction = way_between(caller, called, context)
        incoming = direction is Direction.IN
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=direction,
            extension=called if incoming else caller,
            number=called,
            duration=billed,
            billed=billed,
            outside=caller if incoming else "",
            trunk=trunk,
            call=_first(values, ("call_id", "callid")),
        )
    at = moment(_first(values, ("timestamp", "time")), context.clock)
    code = values.get("code") or values.get("sip_code") or ""
    if not code.isdecimal():
        raise LineError("no SIP code: {code!r}", code=code)
    call_id = _first(values, ("call_id", "callid"))
    return Transaction(
        line=line,
        raw=text,
        at=at,
        method=values.get("method", ""),
        call_id=call_id,
        code=int(code),
        caller=caller,
        called=called,
        trunk=trunk,
    )


def _of_flat(line: int, text: str, context: Context) -> Transaction:
    v = text.split("|")
    if len(v) < 7 or not v[4].isdecimal():
        raise LineError("not the columns of the flat store")
    # The extra columns are chosen by the administrator: the numbers are the first two that look so.
    numbers = [x for x in v[7:] if re.fullmatch(r"(?:sip:)?\+?[0-9*#]{2,20}(?:@.*)?", x)]
    numbers = [re.sub(r"^sip:|@.*$", "", number) for number in numbers]
    caller, called = [*numbers, "", ""][:2]
    return Transaction(
        line=line,
        raw=text,
        at=moment(v[6], context.clock),
        method=v[0],
        call_id=v[3],
        code=int(v[4]),
        caller=caller,
        called=called,
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    dialogs = Dialogs(context)
    for number, text in lines:
        if not text.strip():
            continue
        try:
            read = _of_flat if _FLAT.match(text) else _of_syslog
            one = read(number, text, context)
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)
            continue
        if isinstance(one, Transaction):
            yield from dialogs.add(one)
        else:
            yield ParsedRecord(number, one)
    yield from dialogs.remaining()


def _score(lines: Sequence[str]) -> float:
    share = share_of(lines, lambda line: bool(_FLAT.match(line) or ("ACC: " in line and "method=" in line)))
    return 0.9 if share > 0.3 else share


FORMAT = Format(
    name="sip-accounting",
    title="Kamailio or OpenSIPS acc (syslog, flat store)",
    confidence="documented",
    source="acc module pages; flat store in an open project's test data",
    score=_score,
    parse=_parse,
)
