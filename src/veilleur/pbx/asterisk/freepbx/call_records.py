"""FreePBX's own call records, from the table `cdr` of its database: for what passed unwatched, and `learn`.

In: the file with its login, and the site. Out: calls, or a file of records. Pitfall: a call left only where
`dstchannel` is a trunk's; a refused one is a row too, "answered" by the sentence that the caller heard. What
the carrier got stands in `lastdata`, while `dst` may carry a prefix of the house's own.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from veilleur.pbx.adapter import PastCall
from veilleur.pbx.asterisk.events.peer_names import Plan
from veilleur.pbx.asterisk.freepbx.database import connected
from veilleur.pbx.asterisk.freepbx.places import Login, login_of
from veilleur.records import Context, ParsedRecord, known_formats
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction
from veilleur.words.errors import SwitchError, VeilleurError
from veilleur.words.messages import Message
from veilleur.words.site import Site

COLUMNS = tuple(
    """calldate clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition
    amaflags accountcode uniqueid userfield did cnum linkedid""".split()
)
# The table's clock is the site's or UTC, and a call that still runs began before the time that is asked for.
ZONES_DIFFER = timedelta(hours=15)
LONGEST_CALL = timedelta(hours=24)
MOST_ROWS = 250_000  # of one reading for a gap; some 100 MB
FETCHED = 5_000  # rows at once
_SINCE = "SELECT * FROM cdr WHERE calldate >= %s ORDER BY calldate"
_BETWEEN = "SELECT * FROM cdr WHERE calldate >= %s AND calldate <= %s ORDER BY calldate"
_FORMAT = "freepbx-cdr"
_ORIGINATED = "appdial2"  # a leg that a program placed: its own channel is the trunk's
_DIALLED = re.compile(r"^[A-Za-z0-9]+/(?:(?P<before>[^@/,&|]+)@|[^@/,&|]+/(?P<behind>[^@/,&|]+))")
_NUMBER = re.compile(r"\+?[0-9*#]{2,}$")
_LONGEST_PREFIX = 8  # of a carrier
_SHORTEST_NUMBER = 6


class FreePbxPastCalls:
    """See `PastCalls`. login_file: /etc/freepbx.conf."""

    def __init__(self, login_file: Path, site: Site) -> None:
        self._login_file, self._site = login_file, site

    def trouble(self) -> str:
        """Why they could not be read, as far as is seen at once: the guard does not wait for a database."""
        if importlib.util.find_spec("pymysql") is None:
            return Message("PyMySQL is missing: pip install 'veilleur[freepbx]'")
        try:
            login_of(self._login_file)
        except VeilleurError as error:
            return error.message
        return ""

    def between(self, began_at: float, ended_at: float) -> list[PastCall]:
        """See `PastCalls`.

        Raises:
            VeilleurError: when they cannot be read.
        """
        found: dict[str, PastCall] = {}
        rows = _rows(
            login_of(self._login_file),
            _moment(began_at) - ZONES_DIFFER - LONGEST_CALL,
            _moment(ended_at) + ZONES_DIFFER,
        )
        for text, one in _calls(rows, self._site, MOST_ROWS):
            if one.record.at + one.record.duration_s >= began_at and one.record.at <= ended_at:
                found.setdefault(text, one)
        return sorted(found.values(), key=lambda one: one.record.at)


def trouble_with_database(login_file: Path) -> str:
    """Why its call records cannot be read, tried out; "" when they can."""
    try:
        login = login_of(login_file)
        with connected(login, login.records_database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT uniqueid, dstchannel, lastdata, calldate FROM cdr LIMIT 1")
    except VeilleurError as error:
        return error.message
    return ""


def export(login_file: Path, site: Site, since: float, path: Path) -> int:
    """Write the records since a time into a file that every command reads; gives how many. What never left
    and only looks like a call out is left out.

    Raises:
        VeilleurError: when they cannot be read.
    """
    plan, count = Plan(site), 0
    rows = _rows(login_of(login_file), _moment(since), None)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            if _left(row, plan) or not _looks_sent(row, plan):
                writer.writerow([_as_dialled(row, plan, site)[name] for name in COLUMNS])
                count += 1
    return count


def _rows(login: Login, since: datetime, until: datetime | None) -> Iterator[dict[str, str]]:
    """Rows in the order of their start, a few at a time."""
    asked = _SINCE if until is None else _BETWEEN
    values = [one.strftime("%Y-%m-%d %H:%M:%S") for one in (since, until) if one is not None]
    with connected(login, login.records_database) as connection:
        from pymysql.cursors import SSDictCursor

        with connection.cursor(SSDictCursor) as cursor:
            cursor.execute(asked, values)
            while rows := cursor.fetchmany(FETCHED):
                yield from ({name: _text(row.get(name)) for name in COLUMNS} for row in rows)


def _calls(rows: Iterator[dict[str, str]], site: Site, most: int) -> Iterator[tuple[str, PastCall]]:
    """The calls that left, each with the text of its row."""
    plan = Plan(site)
    form = next(one for one in known_formats() if one.name == _FORMAT)
    kept: dict[int, tuple[dict[str, str], str]] = {}

    def lines() -> Iterator[tuple[int, str]]:
        yield 1, _line(dict(zip(COLUMNS, COLUMNS, strict=True)))
        for number, row in enumerate(rows, 2):
            if number > most:
                raise SwitchError(
                    "FreePBX's database holds more than {count} calls of that time.", count=most
                )
            text = _line(_as_dialled(row, plan, site))
            if _left(row, plan):
                kept[number] = row, text
            yield number, text

    for one in form.parse(lines(), Context(site, LocalClock(site.timezone), "cdr")):
        if not isinstance(one, ParsedRecord) or one.line not in kept:
            continue
        row, text = kept.pop(one.line)
        if one.event.direction is Direction.OUT:
            sent = _sent(row, site)
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            # Seconds are cut off in the table, so each answered call is counted one longer: never too cheap.
            record = one.event._replace(
                call=f"{row['uniqueid'] or 'record'}-{digest}",
                number=sent or one.event.number,
                billed_s=one.event.billed_s + 1.0 if one.event.answered else 0.0,
            )
            yield text, PastCall(record, row["uniqueid"], sent)


def _left(row: dict[str, str], plan: Plan) -> bool:
    """Whether a row is of a leg that reached a trunk."""
    if row["dstchannel"]:
        return plan.is_trunk(row["dstchannel"])
    return row["lastapp"].lower() == _ORIGINATED and plan.is_trunk(row["channel"])


def _looks_sent(row: dict[str, str], plan: Plan) -> bool:
    """Whether a row without a trunk may be read as a call out: a telephone, and a number of the world."""
    is_telephones = not plan.is_trunk(row["channel"])
    return is_telephones and not row["dstchannel"] and len(row["dst"]) >= _SHORTEST_NUMBER


def _sent(row: dict[str, str], site: Site) -> str:
    """The number that the trunk got, without the prefix of its carrier; "" when the row does not show it."""
    found = _DIALLED.match(row["lastdata"])
    number = (found["before"] or found["behind"] or "").removeprefix("sip:") if found else ""
    if not _NUMBER.match(number):
        return ""
    dialled = row["dst"].removeprefix(site.outside_line)
    prefix = number.removesuffix(dialled)
    # 0 and + may begin a number: what stands before such a one is no carrier's prefix.
    is_carriers = prefix != number and len(prefix) <= _LONGEST_PREFIX and prefix[:1] not in ("0", "+")
    return dialled if is_carriers and len(dialled) >= _SHORTEST_NUMBER else number


def _as_dialled(row: dict[str, str], plan: Plan, site: Site) -> dict[str, str]:
    """The row, its number as a telephone of the house dials it, without a prefix of the house's own."""
    sent = _sent(row, site) if row["dstchannel"] and plan.is_trunk(row["dstchannel"]) else ""
    if not sent or row["dst"] in (sent, site.outside_line + sent):
        return row
    return {**row, "dst": sent if sent.startswith("+") else site.outside_line + sent}


def _line(row: dict[str, str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([row[name] for name in COLUMNS])
    return out.getvalue()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(max(at, 0.0), UTC).replace(tzinfo=None)
