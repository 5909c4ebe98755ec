"""Asterisk's own call records, read backwards for one stretch of time, through rotation and in any zone."""

from __future__ import annotations

import gzip
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from veilleur.pbx.asterisk.files.master_csv import passed_between, trouble_with
from veilleur.words.calls import Direction
from veilleur.words.errors import SwitchError
from veilleur.words.site import Site

SITE = Site(extensions=("2XX",))
PARIS, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")
NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=PARIS).timestamp()
LATVIA = "0037129011000"


def row(
    after_s: float,
    number: str = LATVIA,
    *,
    talked: int = 2,
    unique: str = "",
    zone: ZoneInfo = UTC,
    n: int = 1,
) -> str:
    start = NIGHT + after_s
    times = ",".join(
        f'"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S}"' for at in (start, start, start + talked)
    )
    return (
        f'"","201","{number}","out","""201"" <201>","PJSIP/201-{n:08x}","PJSIP/carrier-{n:08x}","Dial",'
        f'"PJSIP/{number}@carrier,30",{times},{talked},{talked},"ANSWERED","DOCUMENTATION"'
        + (f',"{unique}",""' if unique else "")
        + "\n"
    )


def named(after_s: float, n: int = 1, **more: object) -> str:
    return row(after_s, unique=f"{NIGHT + after_s:.0f}.{n}", n=n, **more)  # type: ignore[arg-type]


def starts(path: Path, began_s: float, ended_s: float) -> list[float]:
    return [one.record.at - NIGHT for one in passed_between(path, SITE, NIGHT + began_s, NIGHT + ended_s)]


def test_only_calls_of_which_a_part_lies_in_that_time_are_given(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text("".join(named(at, n) for n, at in enumerate((0, 58, 100, 200, 300))))
    assert starts(path, 59, 200) == [58, 100, 200]
    one = passed_between(path, SITE, NIGHT + 99, NIGHT + 101)[0]
    assert one.channel == f"{NIGHT + 100:.0f}.2"
    assert one.sent == LATVIA
    assert one.record.billed_s == 3.0, "its seconds are cut off, and money must not be short"


def test_a_big_file_is_read_from_its_end(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    days = [named(-86_400.0 * 3 + n * 60, n) for n in range(4_000)]
    path.write_text("".join(days) + named(100, 5_000) + named(150, 5_001))
    assert path.stat().st_size > 1 << 19
    assert starts(path, 50, 200) == [100, 150]
    long_ago = passed_between(path, SITE, NIGHT - 86_400 * 3 - 10, NIGHT + 1_000)
    assert len(long_ago) == 4_002


@pytest.mark.parametrize("packed", [False, True])
def test_rotation_hides_nothing_and_doubles_nothing(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "Master.csv"
    older = (named(100, 1) + named(120, 2)).encode()
    if packed:
        (tmp_path / "Master.csv-20261121.gz").write_bytes(gzip.compress(older))
    (tmp_path / "Master.csv.1").write_bytes(older)
    for rotated in tmp_path.iterdir():
        os.utime(rotated, (NIGHT + 125, NIGHT + 125))
    path.write_text(named(130, 3))
    assert starts(path, 90, 200) == [100, 120, 130]
    path.unlink()
    assert starts(path, 90, 200) == [100, 120], "between the two halves of a rotation"


@pytest.mark.parametrize("zone", [PARIS, UTC])
def test_the_zone_of_a_file_without_unique_ids_shows_by_when_it_was_written(
    tmp_path: Path, zone: ZoneInfo
) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(row(100, zone=zone) + row(150, zone=zone, n=2))
    os.utime(path, (NIGHT + 153, NIGHT + 153))
    assert starts(path, 50, 200) == [100, 150]
    assert [one.channel for one in passed_between(path, SITE, NIGHT, NIGHT + 200)] == ["", ""]


def test_calls_of_one_channel_and_one_second_are_told_apart_and_keep_their_names(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    unique = f"{NIGHT + 100:.0f}.7"
    path.write_text(
        row(100, unique=unique, n=1)
        + row(100, "0037129011001", unique=unique, n=2)
        + row(110, unique=unique, n=3)
    )
    first = [one.record.call for one in passed_between(path, SITE, NIGHT, NIGHT + 200)]
    assert len(set(first)) == 3
    with path.open("a") as more:
        more.write(named(150, 9))
    assert [one.record.call for one in passed_between(path, SITE, NIGHT, NIGHT + 200)][:3] == first


def test_a_line_that_is_half_written_waits(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    whole = named(100, 1) + named(120, 2)
    path.write_text(whole[:-30])
    assert starts(path, 50, 200) == [100]
    path.write_text(whole)
    assert starts(path, 50, 200) == [100, 120]


def test_a_number_that_came_with_the_outside_line_is_not_taken_for_the_trunks(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    text = named(100).replace(f'"{LATVIA}"', f'"0{LATVIA}"')
    path.write_text(text)
    (one,) = passed_between(path, SITE, NIGHT, NIGHT + 200)
    assert (one.record.number, one.sent) == (f"0{LATVIA}", "")


def test_a_file_that_is_not_there_yet_is_empty_and_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert trouble_with(tmp_path / "Master.csv") is None
    assert starts(tmp_path / "Master.csv", 0, 100) == []
    gone = tmp_path / "cdr-csv" / "Master.csv"
    assert str(gone) in trouble_with(gone)
    with pytest.raises(SwitchError, match="cannot be read"):
        passed_between(gone, SITE, NIGHT, NIGHT + 1)


def test_what_holds_no_records_is_said_and_not_taken_for_silence(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text("Shopping list\nbread\n")
    with pytest.raises(SwitchError, match="no call records"):
        passed_between(path, SITE, NIGHT, NIGHT + 1)


def test_a_leg_that_the_switch_called_by_itself_passed_though_its_row_holds_no_number(tmp_path: Path) -> None:
    """As Asterisk 22 and 16 write it; a call that comes in without a caller has what it dialled."""
    rest = '"","Wait","2","2026-11-30 11:04:44","2026-11-30 11:04:45","2026-11-30 11:04:47",2,2,"ANSWERED",'
    rows = [
        f'"","","s","incoming",""""" <>","PJSIP/carrier-00000000",{rest}"DOCUMENTATION","1796036684.0",""',
        f'"","","","incoming",""""" <>","SIP/carrier-00000001",{rest}"DOCUMENTATION","1796036684.1",""',
        f'"","","0199001","incoming",""""" <>","SIP/carrier-02",{rest}"DOCUMENTATION","1796036684.2",""',
        f'"","","s","incoming",""""" <>","DAHDI/1-1",{rest}"DOCUMENTATION","1796036684.3",""',
    ]
    path = tmp_path / "Master.csv"
    path.write_text("\n".join(rows) + "\n")
    found = passed_between(path, Site(extensions=("2XX",)), 1796036000.0, 1796040000.0)
    assert [one.channel for one in found] == ["1796036684.0", "1796036684.1"]
    assert {(one.record.direction, one.record.number) for one in found} == {(Direction.OUT, "")}
