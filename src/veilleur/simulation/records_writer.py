"""Write call records as Asterisk's Master.csv.

In: `CallRecorded` events. Out: lines in the field order of cdr_csv (accountcode, src, dst, dcontext,
clid, channel, dstchannel, lastapp, lastdata, start, answer, end, duration, billsec, disposition,
amaflags, uniqueid). The one thing to get wrong: Master.csv holds local wall time without a zone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from veilleur.words.events import CallRecorded


def write_master_csv(records: Iterable[CallRecorded], out: TextIO, timezone: str) -> int:
    """Write the records as Master.csv in the given time zone; returns how many were written."""
    zone = ZoneInfo(timezone)
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    count = 0
    for count, record in enumerate(records, start=1):
        end = record.at + record.duration_s
        answered = _clock(end - record.billed_s, zone) if record.answered else ""
        source = record.outside_caller or record.extension
        writer.writerow(
            (
                "", source, record.number, "internal", f'"{source}" <{source}>',
                f"PJSIP/{record.extension}-{count:08x}", f"PJSIP/carrier-{count:08x}", "Dial",
                f"PJSIP/{record.number}@carrier", _clock(record.at, zone), answered, _clock(end, zone),
                round(record.duration_s), round(record.billed_s),
                "ANSWERED" if record.answered else "NO ANSWER", "DOCUMENTATION", f"{record.at:.0f}.{count}",
            )
        )  # fmt: skip
    return count


def _clock(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M:%S")
