"""What the rows of an Asterisk mean: trunks named by digits, rooms, announcements, failed tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.records import read
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

SITE = Site(outside_line="", extensions=("2XX",))


def row(
    src: str,
    dst: str,
    channel: str,
    dstchannel: str,
    *,
    context: str = "from-internal",
    app: str = "Dial",
    data: str = "",
    ending: str = "ANSWERED",
    minute: int = 0,
    unique: str = "1.1",
    linked: str = "",
) -> str:
    """One row of a Master.csv of 21 columns; a minute of talk when it was answered."""
    start, billed = f"2026-06-03 10:{minute:02}:00", 60 if ending == "ANSWERED" else 0
    return (
        f'"","{src}","{dst}","{context}","{src}","{channel}","{dstchannel}","{app}","{data}","{start}","",'
        f'"2026-06-03 10:{minute + 1:02}:05",{billed + 5},{billed},"{ending}","DOCUMENTATION","{unique}","",'
        f'"","{linked or unique}",1\n'
    )


def read_rows(tmp_path: Path, *rows: str, site: Site = SITE) -> list[CallRecorded]:
    path = tmp_path / "Master.csv"
    path.write_text("".join(rows))
    reader = read([path], site, format_name="asterisk-master-csv")
    found = list(reader)
    assert not reader.rejected
    return found


@pytest.mark.parametrize("application", ["ConfBridge", "MeetMe", "Queue", "AGI", "Playback", "BackGround"])
@pytest.mark.parametrize("target", ["", "PJSIP/carrier-00000002", "CBAnn/6112-00000002;2"])
def test_who_is_in_a_room_or_hears_an_announcement_called_nobody_outside(
    tmp_path: Path, application: str, target: str
) -> None:
    inside = row("201", "6112", "PJSIP/201-00000001", target, app=application, data="6112,,")
    outside = row(
        "0639980001",
        "6112",
        "PJSIP/carrier-00000001",
        target,
        app=application,
        context="from-trunk",
        unique="1.2",
    )
    found = read_rows(tmp_path, inside, outside)
    assert [one.direction for one in found] == [Direction.INTERNAL, Direction.IN]


@pytest.mark.parametrize(
    ("peer", "context"),
    [("74951", "from-trunk"), ("74951", "from-pstn"), ("749512", "default"), ("201", "from-did-direct")],
)
def test_a_trunk_named_by_digits_brings_calls_in(tmp_path: Path, peer: str, context: str) -> None:
    answered_by_nobody = row(
        "0639980001", "0199000100", f"SIP/{peer}-00000001", "", app="Playback", context=context
    )
    by_a_telephone = row(
        "0639980001", "202", f"SIP/{peer}-00000003", "SIP/202-00000004", context=context, unique="1.2"
    )
    found = read_rows(tmp_path, answered_by_nobody, by_a_telephone)
    assert [one.direction for one in found] == [Direction.IN, Direction.IN]
    assert {one.outside_caller for one in found} == {"0639980001"}


@pytest.mark.parametrize("pattern", ["SIP/777*", "SIP/777", "sip/777-*", "777"])
def test_what_the_site_calls_a_trunk_is_one(tmp_path: Path, pattern: str) -> None:
    site = Site(outside_line="", extensions=("2XX",), trunks=(pattern,))
    going = row("201", "0199000010", "SIP/201-00000001", "SIP/777-00000002")
    coming = row("0639980001", "0199000100", "SIP/777-00000003", "", app="Dial", unique="1.2")
    found = read_rows(tmp_path, going, coming, site=site)
    assert [one.direction for one in found] == [Direction.OUT, Direction.IN]


def test_a_telephone_that_bears_a_name_rings_inside(tmp_path: Path) -> None:
    coming = row("0639980001", "201", "PJSIP/carrier-00000001", "PJSIP/alice-00000002", context="from-trunk")
    going = row("201", "0199000010", "PJSIP/alice-00000003", "PJSIP/carrier-00000004", unique="1.2")
    found = read_rows(tmp_path, coming, going)
    assert [(one.direction, one.origin.value) for one in found] == [
        (Direction.IN, "unknown"),
        (Direction.OUT, "extension"),
    ]


@pytest.mark.parametrize("same", ["uniqueid", "linkedid"])
def test_a_call_that_is_tried_over_three_trunks_is_one_call(tmp_path: Path, same: str) -> None:
    tries = [
        row(
            "201", "005355500011", "PJSIP/201-00000001", f"PJSIP/{trunk}-0000000{place}",
            ending="ANSWERED" if trunk == "third" else "FAILED", minute=place,
            unique="1.1" if same == "uniqueid" else f"1.{place + 1}", linked="1.1",
        )
        for place, trunk in enumerate(("first", "second", "third"))
    ]  # fmt: skip
    for rows in (tries, tries[::-1]):
        found = read_rows(tmp_path, *rows)
        assert [(one.trunk, one.billed_s) for one in found] == [("third", 60)]


def test_two_conversations_of_one_call_are_both_billed(tmp_path: Path) -> None:
    rows = [
        row(
            "201", "005355500011", "PJSIP/201-00000001", "PJSIP/carrier-00000002", minute=minute, linked="1.1"
        )
        for minute in (0, 20)
    ]
    assert [one.billed_s for one in read_rows(tmp_path, *rows)] == [60, 60]


def test_a_call_that_rings_at_five_telephones_is_one_incoming_call(tmp_path: Path) -> None:
    rows = [
        row(
            "0639980001", f"20{place}", "PJSIP/carrier-00000001", f"PJSIP/20{place}-0000000{place}",
            context="from-trunk", ending="ANSWERED" if place == 3 else "NO ANSWER",
            unique=f"1.{place}", linked="1.1",
        )
        for place in range(1, 6)
    ]  # fmt: skip
    assert [one.extension for one in read_rows(tmp_path, *rows)] == ["203"]


def test_what_a_carrier_puts_before_the_number_is_learned_from_the_pairs(tmp_path: Path) -> None:
    rows = [
        row(
            "201", f"1011390255500{place:02}", "PJSIP/201-00000001", "PJSIP/carrier-00000002",
            data=f"PJSIP/99901011390255500{place:02}@carrier,300,Tb", unique=f"1.{place}",
        )
        for place in range(1, 6)
    ]  # fmt: skip
    forwarded = row(
        "201", "s", "PJSIP/201-00000001", "PJSIP/carrier-00000002",
        data="PJSIP/9990101139025550099@carrier,300,Tb", unique="1.9",
    )  # fmt: skip
    found = read_rows(tmp_path, *rows, forwarded)
    assert found[-1].number == "101139025550099"


def test_the_zero_of_the_outside_line_is_no_prefix_of_a_carrier(tmp_path: Path) -> None:
    rows = [
        row(
            "201", f"01990000{place:02}", "PJSIP/201-00000001", "PJSIP/carrier-00000002",
            data=f"PJSIP/001990000{place:02}@carrier", unique=f"1.{place}",
        )
        for place in range(1, 6)
    ]  # fmt: skip
    forwarded = row(
        "201",
        "s",
        "PJSIP/201-00000001",
        "PJSIP/carrier-00000002",
        data="PJSIP/005355500011@carrier",
        unique="1.9",
    )
    assert read_rows(tmp_path, *rows, forwarded)[-1].number == "005355500011"
