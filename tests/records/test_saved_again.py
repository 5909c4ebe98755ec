"""Records that somebody opened in a spreadsheet and saved: other separators, other dates, the same calls."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.records.writers import PARIS, Call, master

from veilleur.records import read, recognise
from veilleur.words.events import CallRecorded

HERE = Path(__file__).parent
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):\d\d")


def saved(text: str, delimiter: str, date: Callable[[re.Match[str]], str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text)):
        writer.writerow([_ISO.sub(date, cell) if date else cell for cell in row])
    return out.getvalue()


def french(found: re.Match[str]) -> str:
    year, month, day, hour, minute = found.groups()
    return f"{day}/{month}/{year} {hour}:{minute}"


def american(found: re.Match[str]) -> str:
    year, month, day, hour, minute = found.groups()
    half = "PM" if int(hour) >= 12 else "AM"
    return f"{int(month)}/{int(day)}/{year} {(int(hour) + 11) % 12 + 1}:{minute} {half}"


def to_the_minute(path: Path) -> list[tuple[object, ...]]:
    return [(one.at // 60, one.direction, one.extension, one.number, one.billed_s) for one in read([path])]


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(
    "folder",
    ["asterisk_master_csv", "asterisk_cdr_custom", "asterisk_cel", "grandstream_ucm", "grandstream_api",
     "issabel_report", "cisco_cucm", "threecx_file", "freepbx_cdr"],
)  # fmt: skip
def test_another_separator_changes_no_call(tmp_path: Path, folder: str, delimiter: str) -> None:
    sample = HERE / folder / "sample.csv"
    path = tmp_path / "saved.csv"
    path.write_text(saved(sample.read_text(), delimiter))
    assert recognise(path).name == recognise(sample).name
    as_saved = [one._replace(call="") for one in read([path])]
    assert as_saved == [one._replace(call="") for one in read([sample])]


@pytest.mark.parametrize("folder", ["asterisk_master_csv", "asterisk_cdr_custom", "freepbx_cdr"])
@pytest.mark.parametrize("note", ["", "sep=;\r\n"])
def test_dates_of_a_french_spreadsheet_are_the_same_days(tmp_path: Path, folder: str, note: str) -> None:
    sample = HERE / folder / "sample.csv"
    path = tmp_path / "saved.csv"
    path.write_bytes((note + saved(sample.read_text(), ";", french)).encode("cp1252"))
    assert to_the_minute(path) == to_the_minute(sample)


def month_of_calls() -> str:
    """Two calls a minute for half an hour of each of the first twelve days, and one on the 20th."""
    days = [datetime(2026, 6, day, 9, tzinfo=PARIS) for day in range(1, 13)]
    starts = [day + timedelta(seconds=30 * step) for day in days for step in range(60)]
    starts.append(datetime(2026, 6, 20, 15, tzinfo=PARIS))
    return "".join(
        master(Call(start.replace(second=0), 60, True, "101", "0199000101")) + "\n" for start in starts
    )


@pytest.mark.parametrize("date", [french, american])
def test_a_late_day_tells_the_order_of_all_dates_before_it(
    tmp_path: Path, date: Callable[[re.Match[str]], str]
) -> None:
    original, path = tmp_path / "Master.csv", tmp_path / "saved.csv"
    original.write_text(month_of_calls())
    path.write_text(saved(month_of_calls(), ";", date))
    assert to_the_minute(path) == to_the_minute(original)


HEADING = "Call Date,Extension,Dialed Number,Duration\n"


def table(path: Path, *dates: str) -> list[CallRecorded]:
    path.write_text(HEADING + "".join(f"{date},101,0199000010,60\n" for date in dates))
    return list(read([path]))


def test_an_american_export_of_many_lines_is_read_in_its_own_order(tmp_path: Path) -> None:
    found = table(tmp_path / "calls.csv", *["11/06/2026 14:05:00"] * 900, "11/23/2026 14:05:00")
    assert len(found) == 901
    assert {datetime.fromtimestamp(one.at, UTC).date().isoformat() for one in found} == {
        "2026-11-06",
        "2026-11-23",
    }


def test_a_file_whose_dates_tell_nothing_is_french(tmp_path: Path) -> None:
    [found] = table(tmp_path / "calls.csv", "11/06/2026 14:05:00")
    assert datetime.fromtimestamp(found.at, UTC).month == 6


def test_twelve_hours_do_not_make_a_french_date_american(tmp_path: Path) -> None:
    _, found = table(tmp_path / "calls.csv", "23/06/2026 2:05 PM", "05/06/2026 2:05 PM")
    assert datetime.fromtimestamp(found.at, UTC).month == 6
