"""Layouts of switches, gateways and session border controllers that write no heading.

In: calls. Out: `RAW`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import far_bare, far_e164, hms, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def _utc(moment: datetime, written: str) -> str:
    return moment.astimezone(UTC).strftime(written)


def _acme(call: Call) -> list[object]:
    """Stop record, by the positions of Oracle's accounting guide, appendix B."""
    src, dst = call.pair(far_e164, own=call.own)
    stamp = f"%H:%M:%S.{call.number:03} UTC %b %d %Y"
    return [
        2,
        "10.1.1.9",
        5060,
        f"ses{call.epoch}{call.number}",
        f"in-{call.number}@10.1.1.1",
        f"out-{call.number}@10.1.1.2",
        "SIP",
        "",
        "",
        f'"{call.name}" <sip:{src}@10.1.1.1:5060>;tag=1',
        f"<sip:{dst}@10.1.1.9>",
        1 if call.talk else 3,
        call.talk,
        _utc(call.at, stamp),
        _utc(call.answered, stamp) if call.talk else "",
        _utc(call.end, stamp),
        1 if call.talk else 3,
        "M00",
        0,
        "M10",
        0,
        "carrier" if call.is_out else "pbx",
        "pbx" if call.is_out else "carrier",
        "localhost:65537",
        "PCMA",
    ]


def _sonus(call: Call) -> list[object]:
    """STOP record of a GSX: calendar date and time apart, duration in hundredths of a second."""
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        "STOP" if call.talk else "ATTEMPT",
        "GSX1",
        f"0x0001{call.epoch:x}",
        call.epoch % 100_000,
        "GMT",
        _utc(call.at, "%m/%d/%Y"),
        _utc(call.at, "%H:%M:%S.0"),
        1,
        2,
        call.ring * 100,
        _utc(call.end, "%m/%d/%Y"),
        _utc(call.end, "%H:%M:%S.0"),
        1,
        call.talk * 100,
        16,
        "VOIP",
        "IP-TO-PSTN" if call.is_out else "PSTN-TO-IP",
        "FIRM",
        "",
        src,
        dst,
    ]


def _sansay(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    written = "%a %b %d %H:%M:%S %Y"
    return [
        f"{call.number:09}",
        "V1.10",
        "R",
        "WithMedia",
        f"{call.number}-{call.epoch}@10.0.0.28",
        "0001" if call.talk else "0002",
        call.at.strftime(written),
        call.answered.strftime(written) if call.talk else "",
        call.end.strftime(written),
        "-60",
        "Normal",
        16,
        src,
        dst,
        call.talk,
    ]


def _amcom(call: Call) -> list[object]:
    return [
        "DCR",
        "GROUP1",
        "0299",
        f"R{call.epoch}{call.number}",
        "MOBILE" if call.number % 2 else "NATIONAL",
        f"{call.at:%d%m%Y}",
        f"{call.at:%H%M%S}",
        f"{call.talk:.3f}",
        call.own[1:],
        call.bare,
        "SYDNEY",
        "MELBOURNE",
        call.money(),
        call.money(),
        "77",
    ]


def _windstream(call: Call) -> list[object]:
    return [
        "10440",
        call.number + 7_000_000,
        "1",
        f"{call.at:%m/%d/%Y %H:%M:%S}",
        "",
        "",
        call.own[2:],
        "AUSTIN TX",
        "US",
        call.bare[1:] if call.far.startswith("+1") else "011" + call.bare,
        "DALLAS TX",
        "1",
        call.talk,
        call.money(),
        "Interstate Calling",
        "N",
        "",
    ]


def _plain(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        src,
        dst,
        call.total,
        call.talk,
        "ANSWERED" if call.talk else "NO ANSWER",
    ]


def _day_clock(call: Call) -> list[object]:
    return [
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.ext,
        way(call, "S", "E", "I"),
        call.dialled,
        hms(call.talk),
    ]


def _queue_like(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        call.epoch,
        f"{call.id}",
        src,
        dst,
        way(call, "outbound", "inbound", "internal"),
        call.ring,
        call.talk,
        "OK",
    ]


RAW = (
    Layout(
        "acme-local",
        "Oracle SBC, local CDR file, stop records (its accounting guide)",
        table("", _acme),
        country="NL",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "sonus-act",
        "Ribbon/Sonus GSX accounting records",
        table("", _sonus),
        suffix=".act",
        country="GB",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "sansay",
        "Sansay VSX (Freeside's importer)",
        table("", _sansay, delimiter=";"),
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "amcom",
        "Amcom DCR records (Freeside's importer): DDMMYYYY and HHMMSS",
        table("", _amcom),
        country="AU",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "windstream",
        "Windstream, tabs, no heading (Freeside's importer)",
        table("", _windstream, delimiter="\t"),
        suffix=".txt",
        country="US",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "six-columns-no-heading",
        "a script's extract of a CDR database without the heading",
        table("", _plain, delimiter=";"),
        country="BE",
    ),
    Layout(
        "day-clock-letters",
        "a list of a French switch without heading, direction as S, E, I",
        table("", _day_clock, delimiter=";"),
    ),
    Layout(
        "epoch-no-heading",
        "a contact centre's extract, epoch first, no heading",
        table("", _queue_like),
        country="CH",
    ),
)
