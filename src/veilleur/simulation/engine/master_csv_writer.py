"""Write call records as Asterisk's Master.csv.

In: `CallRecorded` events. Out: lines in the field order of cdr_csv (accountcode, src, dst, dcontext, clid,
channel, dstchannel, lastapp, lastdata, start, answer, end, duration, billsec, disposition, amaflags,
uniqueid).
Pitfall: Master.csv holds local wall time without a zone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded


def write_master_csv(records: Iterable[CallRecorded], out: TextIO, timezone: str, first: int = 1) -> int:
    """Write the records as Master.csv in the given time zone; returns how many were written.

    first: number of the first record, which its channel names and uniqueid hold.
    """
    zone = ZoneInfo(timezone)
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    count = first - 1
    for count, record in enumerate(records, start=first):
        end = record.at + record.duration_s
        answered = _clock(end - record.billed_s, zone) if record.answered else ""
        source = record.outside_caller or record.extension
        telephone, carrier = f"PJSIP/{record.extension}-{count:08x}", f"PJSIP/carrier-{count:08x}"
        if record.direction is Direction.IN:
            way = ("from-carrier", carrier, "", "VoiceMailMain", f"{record.number}@default")
        elif record.outside_caller:
            way = (
                "internal",
                carrier,
                f"PJSIP/carrier-{count:08x};2",
                "Dial",
                f"PJSIP/{record.number}@carrier",
            )
        else:
            way = ("internal", telephone, carrier, "Dial", f"PJSIP/{record.number}@carrier")
        context, channel, far, application, data = way
        writer.writerow(
            (
                "",
                source,
                record.number,
                context,
                f'"{source}" <{source}>',
                channel,
                far,
                application,
                data,
                _clock(record.at, zone),
                answered,
                _clock(end, zone),
                round(record.duration_s),
                round(record.billed_s),
                "ANSWERED" if record.answered else "NO ANSWER",
                "DOCUMENTATION",
                f"{record.at:.0f}.{count}",
            )
        )
    return count - first + 1


def _clock(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M:%S")
