"""What happens to files on their way: rotation, pages, cuts, clocks, and descriptions with mistakes."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.records.writers import PARIS, Call, hicom, master, oxo
from typer.testing import CliRunner

from veilleur.records import in_order_of_start, read, recognise
from veilleur.records.files.text_source import numbered_in
from veilleur.records.layouts.user_defined import load
from veilleur.words.errors import InputError

HERE = Path(__file__).parent


def call(hour: int, minute: int = 0, *, day: int = 3, month: int = 6, number: str = "0199000101") -> Call:
    return Call(datetime(2026, month, day, hour, minute, tzinfo=PARIS), 60, True, "101", number)


def test_what_a_rotated_file_repeats_is_one_call(tmp_path: Path) -> None:
    lines = [oxo(call(9, minute)) + "\r\n" for minute in range(6)]
    old, new = tmp_path / "oxo.1", tmp_path / "oxo"
    old.write_text("".join(lines[:4]))
    new.write_text("".join(lines[2:]))
    reader = read([old, new])
    assert len(list(reader)) == 6
    assert reader.counts["repeated"] == 2


def test_rotated_files_that_are_read_apart_overlap_no_less(tmp_path: Path) -> None:
    lines = [oxo(call(9, minute)) + "\r\n" for minute in range(6)]
    old, new = tmp_path / "oxo.1", tmp_path / "oxo"
    old.write_text("".join(lines[:4]))
    new.write_text("".join(lines[2:]))
    both = [*read([old]), *read([new])]
    assert len(list(in_order_of_start(both))) == 6


def test_two_calls_alike_in_one_file_are_two_calls(tmp_path: Path) -> None:
    path = tmp_path / "oxo"
    path.write_text((oxo(call(9)) + "\r\n") * 2)
    assert len(list(read([path]))) == 2


def test_a_record_cut_in_two_is_one_call(tmp_path: Path) -> None:
    path = tmp_path / "oxo"
    cut = oxo(call(9, 1))
    path.write_text(oxo(call(9)) + "\r\n" + cut[:31] + "\r\n" + cut[31:] + "\r\n" + oxo(call(9, 2)) + "\r\n")
    reader = read([path])
    assert len(list(reader)) == 3
    assert not reader.rejected


def test_a_forward_written_before_the_call_it_forwards_still_knows_its_cause(tmp_path: Path) -> None:
    # Seen on real switches, 16 and 22: the Local half ends first, whoever hangs up.
    rows = (
        '"","0639980077","00216555000102","forward",""""" <0639980077>",'
        '"Local/00216555000102@forward-00000001;2",'
        '"PJSIP/carrier-00000002","Dial","PJSIP/00216555000102@carrier,30","2026-06-06 03:10:00",'
        '"2026-06-06 03:10:05","2026-06-06 03:40:05",1805,1800,"ANSWERED","DOCUMENTATION","1780708200.5",""\n'
        '"","0639980077","202","from-trunk",""""" <0639980077>","PJSIP/carrier-00000001",'
        '"Local/00216555000102@forward-00000001;1","Dial","Local/00216555000102@forward,20",'
        '"2026-06-06 03:10:00","2026-06-06 03:10:05","2026-06-06 03:40:05",1805,1800,"ANSWERED",'
        '"DOCUMENTATION","1780708200.3",""\n'
    )
    path = tmp_path / "Master.csv"
    path.write_text(rows)
    out, came = read([path])
    assert (out.origin.value, out.extension, out.outside_caller) == ("forward", "202", "0639980077")
    assert out.linked == came.call == "1780708200.3"


def test_headings_of_pages_and_form_feeds_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "oxo"
    heading = "USER  TYP LIN DATE     TIME  DURATION TAXES SV ADD.SER DIALLED NUMBER\r\n"
    path.write_text((heading + oxo(call(9)) + "\r\n\f") * 3)
    reader = read([path])
    assert len(list(reader)) == 3
    assert not reader.rejected


@pytest.mark.parametrize("write", [master, hicom])
def test_both_changes_of_the_clock_keep_the_true_time(tmp_path: Path, write: object) -> None:
    # In October the clock shows 02:40 and then 02:10; in March 01:30 and then 03:30.
    october = [datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 40, tzinfo=UTC)]
    october += [datetime(2026, 10, 25, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)]
    march = [datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    starts = march + october
    calls = [Call(start.astimezone(PARIS), 60, True, "101", "0199000101") for start in starts]
    path = tmp_path / "records"
    path.write_text("".join(write(one) + "\r\n" for one in calls))  # type: ignore[operator]
    assert [event.at for event in read([path])] == [start.timestamp() for start in starts]


def test_a_long_letterhead_above_the_records_hides_none(tmp_path: Path) -> None:
    path = tmp_path / "oxo"
    head = "".join(f"Relevé du standard, page de garde, ligne {number}\r\n" for number in range(70))
    path.write_text(head + "".join(oxo(call(9, minute)) + "\r\n" for minute in range(40)))
    assert len(list(read([path]))) == 40


def test_a_dump_whose_rows_come_after_its_table_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "cdr.sql"
    settings_ = "".join(f"/*!40101 SET @OLD_{number}=1 */;\n" for number in range(60))
    path.write_text(settings_ + (HERE / "freepbx_sql" / "sample.sql").read_text())
    assert len(list(read([path]))) == 4


def test_a_line_that_is_no_record_is_reported_with_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "oxo"
    path.write_text(oxo(call(9)) + "\r\nA101 xx\r\n" + oxo(call(10)) + "\r\n")
    reported = []
    reader = read([path], on_rejected=reported.append)
    assert len(list(reader)) == 2
    assert [(one.line, one.raw) for one in reported] == [(2, "A101 xx")]


def test_a_json_file_cut_short_gives_its_whole_records(tmp_path: Path) -> None:
    whole = (HERE / "keyyo_json" / "sample.json").read_text()
    path = tmp_path / "keyyo.json"
    path.write_text(whole[: whole.index('"k3"') + 20])
    reader = read([path])
    assert [event.call for event in reader] == ["k1", "k2"]
    assert len(reader.rejected) == 1


# --- formats described by a person -----------------------------------------------------------------

AVAYA = (
    "060326 1002 00120            4101          00216555000101                          9  701003 7 \r\n"
    "060326 1005 00042      0639980031                    4105                702011              9 \r\n"
    "060626 0340 0x800            4150          00216555000102                          9  701007 7 \r\n"
)


def test_a_described_format_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "avaya.txt"
    path.write_text(AVAYA)
    reader = read([path], format_name=str(HERE / "described" / "avaya_customized.toml"))
    events = list(reader)
    assert [(one.direction.value, one.extension, one.number, one.billed_s) for one in events] == [
        ("out", "4101", "00216555000101", 120.0),
        ("in", "", "4105", 42.0),
    ]
    assert events[0].at == datetime(2026, 6, 3, 8, 0, tzinfo=UTC).timestamp()
    assert events[1].outside_caller == "0639980031"
    assert [rejected.line for rejected in reader.rejected] == [3]


def test_a_description_beside_the_file_serves_every_command(tmp_path: Path) -> None:
    path = tmp_path / "avaya.txt"
    path.write_text(AVAYA)
    description = (HERE / "described" / "avaya_customized.toml").read_text()
    (tmp_path / "avaya.txt.toml").write_text(description)
    assert len(list(read([path]))) == 2
    assert recognise(path).name == "avaya-customised"


def test_a_described_format_with_headings_and_marks(tmp_path: Path) -> None:
    description = tmp_path / "ours.toml"
    description.write_text(
        """
        name = "ours"
        [layout]
        delimiter = ";"
        heading = true
        [fields]
        start = "Début"
        extension = "Poste"
        number = "Numéro"
        duration = "Durée"
        direction = "Sens"
        [times]
        start = "DD/MM/YYYY HH:mm"
        duration = "minutes"
        [directions]
        out = ["S", "R"]
        in = "E"
        [origins]
        forward = "R"
        """
    )
    path = tmp_path / "calls.csv"
    path.write_text(
        "Sens;Début;Poste;Numéro;Durée\nS;03/06/2026 10:00;101;00216555000101;2\n"
        "R;06/06/2026 03:10;102;00216555000102;30\nE;06/06/2026 04:00;103;0639980031;1\n"
        "?;06/06/2026 04:00;103;0639980031;1\n"
    )
    reader = read([path], format_name=str(description))
    found = [(one.direction.value, one.origin.value, one.billed_s) for one in reader]
    assert found == [("out", "extension", 120.0), ("out", "forward", 1800.0), ("in", "unknown", 60.0)]
    assert "direction not described" in reader.rejected[0].cause


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[layout]\nkind = 'round'", "delimited or fixed"),
        ("[fields]\nnumber = 'x'", "column number"),
        ("[fields]\nstart = 1\nnumber = 2", "duration or billed"),
        ("[fields]\nnumber = 2\nduration = 3", "neither start nor date and time"),
        ("[field]\nnumber = 2", "is not known"),
        ("[fields]\nstart = 1\nnumber = 2\nduration = 3\n[times]\nduration = 'years'", "clock"),
        ("[fields]\nstart = 1\nnumber = 2\nduration = 3\n[times]\nstart = 'MM'", "must hold"),
        ("[layout]\nskip = '('\n[fields]\nstart = 1\nnumber = 2\nduration = 3", "regular expression"),
        ("[fields", "not valid TOML"),
        ("a = " + "9" * 5_000, "not valid TOML"),
    ],
)
def test_a_mistake_in_a_description_is_one_clear_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        load(path)


def test_trying_a_described_file_keeps_what_is_not_understood(tmp_path: Path) -> None:
    import typer

    from veilleur.cli.records import formats as formats_command

    app = typer.Typer()
    app.command()(formats_command.command)
    path, rejects = tmp_path / "avaya.txt", tmp_path / "rejects.txt"
    path.write_text(AVAYA)
    described = str(HERE / "described" / "avaya_customized.toml")
    shown = CliRunner().invoke(app, ["try", str(path), "--describe", described, "--rejects", str(rejects)])
    assert "avaya-customised: 2\u00a0calls read, 1\u00a0line not understood" in shown.output
    assert "0x800" in rejects.read_text()


@given(st.text(alphabet="a\r\n\f", max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_the_pieces_a_file_comes_in_change_no_line(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[begin:end] for begin, end in pairwise(places)]
    assert list(numbered_in(pieces)) == list(numbered_in([text]))
