"""FreeSWITCH mod_cdr_csv with the templates of its configuration sample: example, sql, asterisk.

The `example` template does not say where a call went: a forward out shows only in the b-leg's line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.asterisk.cdr_tables import plain_date
from veilleur.records.format import Context, Format, by_line, share_of, split
from veilleur.records.layouts.freeswitch_calls import Leg, leg_record
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_SQL = re.compile(r"\s*INSERT INTO \w+ VALUES \((.*)\);?\s*$", re.IGNORECASE)
_CAUSE = re.compile(r"[A-Z][A-Z0-9_]{3,}$")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)


def _values(text: str) -> list[str]:
    sql = _SQL.match(text)
    body = re.sub(r'",\s+"', '","', sql.group(1)) if sql else text
    return split(body.replace('\\"', '""'))


def _is_example(v: Sequence[str]) -> bool:
    return 12 <= len(v) <= 16 and bool(_CAUSE.match(v[9])) and bool(_UUID.match(v[10]))


def _is_asterisk(v: Sequence[str]) -> bool:
    return 17 <= len(v) <= 18 and bool(_CAUSE.match(v[14])) and bool(_UUID.match(v[16]))


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    v = [value.strip() for value in _values(text)]
    if _is_asterisk(v):
        account, caller, dialled, where = v[0], v[1], v[2], v[3]
        start, duration, billed, cause, call = v[9], v[12], v[13], v[14], v[16]
        bridged, linked = v[6] if "/" in v[6] else v[8], ""
        profile = v[5].split("/")[1] if v[5].startswith("sofia/") else ""
    elif _is_example(v):
        caller, dialled, where, start = v[1], v[2], v[3], v[4]
        duration, billed, cause, call = v[7], v[8], v[9], v[10]
        linked = ""
        account = v[12] if len(v) > 12 else ""
        bridged = profile = ""
    else:
        raise LineError("neither the example, the sql nor the asterisk template")
    at = context.clock.iso(plain_date(start))
    leg = Leg(
        at=at,
        duration=float(duration or 0),
        billed=float(billed or 0),
        caller=caller,
        dialled=dialled,
        context=where,
        bridged_to=bridged,
        account=account,
        profile=profile,
        cause=cause,
        call=call,
        linked=linked,
    )
    return leg_record(context, line, leg)


def _fits(line: str) -> bool:
    try:
        values = [value.strip() for value in _values(line)]
    except ValueError:
        return False
    return _is_example(values) or _is_asterisk(values)


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, _fits)


FORMAT = Format(
    name="freeswitch-csv",
    title="FreeSWITCH mod_cdr_csv (sample templates)",
    confidence="documented",
    source="templates of the configuration sample; real lines in the maker's documentation",
    score=_score,
    parse=by_line(_parse_line),
)
