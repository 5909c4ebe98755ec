"""Layouts of Asterisk and of what is built on it.

In: calls. Out: `ASTERISK`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import hms, table, way

_OUTSIDE = frozenset({"out", "in"})


def _asterisk(call: Call) -> tuple[str, ...]:
    src, dst = call.pair()
    mine, trunk = f"PJSIP/{call.ext}-{call.number:08x}", f"PJSIP/operateur-{call.number + 1:08x}"
    if call.way == "internal":
        trunk = f"PJSIP/{call.far}-{call.number + 1:08x}"
    channels = (trunk, mine) if call.way == "in" else (mine, trunk)
    context = "from-trunk" if call.way == "in" else "from-internal"
    return (src, dst, context, *channels)


def _master(call: Call, tail: tuple[object, ...] = ()) -> list[object]:
    src, dst, context, channel, other = _asterisk(call)
    answer = f"{call.answered:%Y-%m-%d %H:%M:%S}" if call.talk else ""
    state = "ANSWERED" if call.talk else "NO ANSWER"
    return [
        "",
        src,
        dst,
        context,
        f'"{src}" <{src}>',
        channel,
        other,
        "Dial",
        f"{other.rpartition('-')[0]},30,T",
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        answer,
        f"{call.end:%Y-%m-%d %H:%M:%S}",
        call.total,
        call.talk,
        state,
        "DOCUMENTATION",
        call.id,
        "",
        *tail,
    ]


def _cdr_row(call: Call) -> list[object]:
    src, dst, context, channel, other = _asterisk(call)
    state = "ANSWERED" if call.talk else "NO ANSWER"
    when = f"{call.at:%Y-%m-%d %H:%M:%S}"
    return [
        when,
        f'"{src}" <{src}>',
        src,
        dst,
        context,
        channel,
        other,
        "Dial",
        "",
        call.total,
        call.talk,
        state,
        3,
        "",
        call.id,
        "",
    ]


_CDR = "calldate clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition"
_CDR_NAMES = [*_CDR.split(), "amaflags", "accountcode", "uniqueid", "userfield"]
_UCM = "Start Time,Answer Time,End Time,Caller Number,Callee Number,Call Time,Talk Time,Call Status,Call Type"


def _mysql_box(calls: Sequence[Call]) -> str:
    rows = [_CDR_NAMES, *([str(value) for value in _cdr_row(call)] for call in calls)]
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    rule = "+" + "+".join("-" * (width + 2) for width in wide) + "+"
    lines = ["| " + " | ".join(f"{one:{w}}" for one, w in zip(row, wide, strict=True)) + " |" for row in rows]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule, f"{len(rows) - 1} rows in set (0.01 sec)", ""])


def _mysql_vertical(calls: Sequence[Call]) -> str:
    text = ""
    for place, call in enumerate(calls, start=1):
        text += f"*************************** {place}. row ***************************\n"
        for name, value in zip(_CDR_NAMES, _cdr_row(call), strict=True):
            text += f"{name:>12}: {value}\n"
    return text


def _ucm(call: Call) -> list[object]:
    src, dst, context, channel, other = _asterisk(call)
    answer = f"{call.answered:%Y-%m-%d %H:%M:%S}" if call.talk else ""
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        answer,
        f"{call.end:%Y-%m-%d %H:%M:%S}",
        src,
        dst,
        hms(call.total),
        hms(call.talk),
        "ANSWERED" if call.talk else "NO ANSWER",
        way(call, "Outbound", "Inbound"),
        channel,
        other,
        context,
    ]


ASTERISK = (
    Layout(
        "asterisk-master-21",
        "cdr_csv with linkedid, peeraccount and sequence (cdr.conf: newcdrcolumns)",
        table("", lambda c: _master(c, (c.id, "", c.number)), quoted=True),
    ),
    Layout("asterisk-master-us", "Master.csv of a Texan firm", table("", _master, quoted=True), country="US"),
    Layout(
        "asterisk-master-de-9",
        "Master.csv, German firm, 9 for the outside line",
        table(
            "",
            lambda c: [
                value if place != 2 or not c.is_out else f"9{value}" for place, value in enumerate(_master(c))
            ],
            quoted=True,
        ),
        country="DE",
    ),
    Layout("asterisk-mysql-box", "mysql -t on asteriskcdrdb.cdr", _mysql_box, suffix=".txt"),
    Layout("asterisk-mysql-vertical", "mysql -E on asteriskcdrdb.cdr", _mysql_vertical, suffix=".txt"),
    Layout(
        "asterisk-mysql-tabs",
        "mysql -B on asteriskcdrdb.cdr",
        table("\t".join(_CDR_NAMES), _cdr_row, delimiter="\t"),
        suffix=".tsv",
    ),
    Layout(
        "asterisk-sqlite",
        "cdr_sqlite3_custom: sqlite3 -header -separator '|'",
        table("|".join(_CDR_NAMES), _cdr_row, delimiter="|"),
        suffix=".txt",
    ),
    Layout(
        "freepbx-export-semicolon",
        "FreePBX CDR report, saved again by a French spreadsheet",
        table(";".join(_CDR_NAMES), _cdr_row, delimiter=";", end="\r\n", encoding="cp1252"),
    ),
    Layout(
        "freepbx-gb",
        "FreePBX CDR report of a British firm",
        table(",".join(_CDR_NAMES), _cdr_row, quoted=True, newest_first=True),
        country="GB",
    ),
    Layout(
        "elastix-report",
        "Elastix/Issabel CDR report button CSV",
        table(
            '"Date","Source","Ring Group","Destination","Src. Channel","Account Code","Dst. Channel","Status","Duration"',
            lambda c: [
                f"{c.at:%Y-%m-%d %H:%M:%S}",
                c.pair()[0],
                "",
                c.pair()[1],
                _asterisk(c)[3],
                "",
                _asterisk(c)[4],
                "ANSWERED" if c.talk else "NO ANSWER",
                f"{c.talk}s ({c.talk // 60}m {c.talk % 60}s)" if c.talk >= 60 else f"{c.talk}s",
            ],
            quoted=True,
        ),
    ),
    Layout(
        "grandstream-report",
        "Grandstream UCM CDR page, user report",
        table(_UCM + ",Source Channel,Dest Channel,Context", _ucm),
    ),
)
