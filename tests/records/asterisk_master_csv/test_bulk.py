"""Reading a big log by columns gives the very same as reading it row by row, whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veilleur.records import read, reader
from veilleur.records.asterisk import cdr_columns
from veilleur.records.files import line_blocks
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

SITE = Site(outside_line="0", extensions=("2XX", "3XXX"))
NUMBERS = (
    "201",
    "3001",
    "0199000010",
    "00053555001",
    "+33199000011",
    "112",
    "s",
    "",
    "anonymous",
    "*21*0053#",
)
CHANNELS = (
    *("PJSIP/201-0000000a", "PJSIP/202-0000000b", "PJSIP/carrier-0000000c", "SIP/alice-0000000d"),
    *("Local/201@from-internal-00000001;1", "Local/201@from-internal-00000001;2", "DAHDI/1-1", "SIP/x-", ""),
    *("PJSIP/carrier-0000000C", "IAX2/other-17", "PJSIP/0199000010-0000000e"),
)
DATA = (
    *(
        "PJSIP/{dst}@carrier,,Tt",
        "PJSIP/carrier/{dst}",
        "PJSIP/201,20",
        "SIP/0{dst}@other&SIP/{dst}@carrier",
        "",
    ),
    *("PJSIP/{dst}12@carrier", "Local/{dst}@x/n", "é{dst}@carrier", "907481526309912@carrier"),
)
STARTS = (
    *("2026-03-02 10:00:00", "2026-03-02 10:00:07", "2026-10-25 02:30:00", "2026-03-29 02:30:00"),
    *(
        "2026-10-25 02:10:00",
        "1970-01-01 00:00:00",
        "2026-02-30 10:00:00",
        "2026/03/02 10:00:00",
        "never",
        "",
    ),
)
SECONDS = ("0", "7", "120", "86399", "", "-1", "nan", "1e2", "4.5", "40000000", "x", " 7")
ENDINGS = ("ANSWERED", "ANSWERED", "NO ANSWER", "BUSY", "FAILED", "answered", "NOANSWER", "WRONG")
IDENTITIES = ("1772442000.17", "1772442000.18", "pbx-1772442000.19", "asterisk", "", "17724420001234.5")


@st.composite
def rows(draw: st.DrawFn) -> str:
    dst = draw(st.sampled_from(NUMBERS))
    src = draw(st.sampled_from(NUMBERS))
    start = draw(st.sampled_from(STARTS[:4] if draw(st.booleans()) else STARTS))
    plain = draw(st.integers(0, 3)) > 0
    values = [
        "", src, dst, draw(st.sampled_from(("from-internal", "disa", "vm-out", "macro-xfer", "ext\x1fra"))),
        f'"{src}" <{src}>', draw(st.sampled_from(CHANNELS)), draw(st.sampled_from(CHANNELS)),
        draw(st.sampled_from(("Dial", "dial", "VoiceMailMain", "AppDial2", "DISA", ""))),
        draw(st.sampled_from(DATA)).format(dst=dst), start, start, start,
        draw(st.sampled_from(SECONDS[:4] if plain else SECONDS)),
        draw(st.sampled_from(SECONDS[:4] if plain else SECONDS)),
        draw(st.sampled_from(ENDINGS[:5] if plain else ENDINGS)), "DOCUMENTATION",
        draw(st.sampled_from(IDENTITIES[:2] if plain else IDENTITIES)), "", "",
        draw(st.sampled_from(IDENTITIES)), "7",
    ]  # fmt: skip
    width = draw(st.sampled_from((16, 17, 18, 18, 18, 21, 21, 15, 23)))
    values += ["x"] * 3
    quoted = [
        value if place in (12, 13) or draw(st.integers(0, 30)) == 0 else '"' + value.replace('"', '""') + '"'
        for place, value in enumerate(values[:width])
    ]
    text = ",".join(quoted)
    if draw(st.integers(0, 12)) == 0:
        at = draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + draw(st.sampled_from(('"', '""', "\n", "\r", "\f", "\0", "é", ",", "\x1f")))
            + text[at:]
        )
    return text


def outcome(path: Path) -> tuple[list[CallRecorded], list[tuple[int, str, str]], str]:
    """Events, rejected lines with cause and text, and what was said in the end."""
    reader = read([path], SITE, format_name="asterisk-master-csv")
    events: list[CallRecorded] = []
    said = ""
    try:
        events.extend(reader)
    except InputError as error:
        said = str(error)
    return events, [(one.line, one.cause, one.raw) for one in reader.rejected], said


@given(
    st.lists(rows(), min_size=1, max_size=30),
    st.sampled_from(("\n", "\n", "\r\n")),
    st.booleans(),
    st.integers(1, 3_000),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_by_columns_and_by_rows_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], ending: str, is_ended: bool, block: int
) -> None:
    path = tmp_path_factory.mktemp("bulk") / "Master.csv"
    path.write_bytes((ending.join(lines) + (ending if is_ended else "")).encode())
    with pytest.MonkeyPatch.context() as patch:
        exact = outcome(path)
        patch.setattr(reader, "BULK_FROM_BYTES", 1)
        patch.setattr(line_blocks, "BLOCK_CHARACTERS", block)
        patch.setattr(cdr_columns, "EXACT_LINES", 3)
        assert outcome(path) == exact


def test_a_big_log_is_read_by_columns_and_its_one_bad_line_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = (
        '"","{src}","{dst}","from-internal","x","PJSIP/{src}-{n:08x}","PJSIP/carrier-{n:08x}","Dial",'
        '"PJSIP/{dst}@carrier","2026-03-02 {h:02}:{m:02}:00","","2026-03-02 {h:02}:{m:02}:30",30,20,'
        '"ANSWERED","DOCUMENTATION","{at}.{n}",""\n'
    )
    with (tmp_path / "Master.csv").open("w") as out:
        for n in range(9_000):
            h, m = 8 + n // 1_000, n % 60
            at = 1772438400 + (h - 9) * 3600 + m * 60
            src, dst = 201 + n % 60, f"01990000{n % 90 + 10}"
            out.write("not a record\n" if n == 7_000 else row.format(src=src, dst=dst, n=n, h=h, m=m, at=at))
    monkeypatch.setattr(reader, "BULK_FROM_BYTES", 1 << 20)
    monkeypatch.setattr(line_blocks, "BLOCK_CHARACTERS", 1 << 19)
    split_by_hand: list[str] = []
    split = cdr_columns.split

    def counted(text: str) -> list[str]:
        split_by_hand.append(text)
        return split(text)

    monkeypatch.setattr(cdr_columns, "split", counted)
    events, rejected, _said = outcome(tmp_path / "Master.csv")
    assert len(events) == 8_999
    assert [line for line, _cause, _raw in rejected] == [7_001]
    assert len(split_by_hand) < 1_000


def test_a_file_of_an_archive_is_read_in_blocks_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    text = "\n".join(f"line {n}" for n in range(5_000))
    (tmp_path / "x.gz").write_bytes(gzip.compress(text.encode()))
    monkeypatch.setattr(line_blocks, "BLOCK_CHARACTERS", 1_000)
    found = [line for block in line_blocks.blocks(tmp_path / "x.gz") for line in line_blocks.lines_of(block)]
    assert found == [(n + 1, f"line {n}") for n in range(5_000)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\n\r", "\f"])
def test_blocks_number_lines_as_the_reader_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    (tmp_path / "x").write_bytes(ending.join(f"line {n} é" for n in range(2_000)).encode())
    monkeypatch.setattr(line_blocks, "BLOCK_CHARACTERS", 777)
    found = [line for block in line_blocks.blocks(tmp_path / "x") for line in line_blocks.lines_of(block)]
    assert found == [(n + 1, f"line {n} é") for n in range(2_000)]
