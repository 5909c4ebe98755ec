"""One odd value costs one line, never the file: what no record may say stops at the door of all readers."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.records.test_broken_files import broken
from tests.records.test_recognition import some_calls
from tests.records.writers import EVERY_LAYOUT

from veilleur.records import BadLine, Context, Format, ParsedRecord, known_formats, read
from veilleur.records.format import EARLIEST_S, LATEST_S, Line, call_record
from veilleur.records.registry import named_format
from veilleur.records.tolerant_parse import parse_tolerantly
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction
from veilleur.words.errors import InputError
from veilleur.words.site import Site

HERE = Path(__file__).parent
CONTEXT = Context(Site(), LocalClock("UTC"), "records")
AT = 1_795_000_000.0


def is_sound(at: float) -> bool:
    return math.isfinite(at) and EARLIEST_S <= at < LATEST_S


@pytest.mark.parametrize("at", [math.inf, -math.inf, math.nan, 1e40, -1.0, 0.0, 17_866_100_000_000.0])
def test_a_time_that_cannot_be_never_becomes_a_record(at: float) -> None:
    with pytest.raises(ValueError, match="no likely time"):
        call_record(CONTEXT, 1, at, Direction.OUT, "201", "0199001234", duration=60, billed=60)


@pytest.mark.parametrize("duration", [math.inf, math.nan, -1.0, 1e40])
def test_a_duration_that_cannot_be_never_becomes_a_record(duration: float) -> None:
    with pytest.raises(ValueError, match="no likely duration"):
        call_record(CONTEXT, 1, AT, Direction.OUT, "201", "0199001234", duration=duration, billed=0)


def test_money_that_cannot_be_never_becomes_a_record() -> None:
    for charged in (10**20, -(10**20)):
        with pytest.raises(ValueError, match="no likely amount"):
            call_record(CONTEXT, 1, AT, Direction.OUT, "201", "01", duration=1, billed=1, charged=charged)


HUGE, DAY = "17866100000000", "1999-01-01 00:00:00.000 +0200"
ODD_VALUES = [
    # format, folder of its sample, where in the text, what stands there instead
    ("3cx-v20-table", "threecx_v20", r"2026-06-03 10:02:05.000 .0200", DAY),
    ("3cx-v20-table", "threecx_v20", r"2026-06-06 03:40:20.000 .0200", DAY),
    ("sip-accounting", "sip_accounting_flat", r"1780473725", "9999999999"),
    ("sip-accounting", "sip_accounting_syslog", r"(?<=timestamp=)1780473725", "9999999999"),
    ("asterisk-cel", "asterisk_cel", r"1780473609\.000000", "9999999999.0"),
    ("cisco-cucm", "cisco_cucm", r"1780473600", "nan"),
    ("cisco-cucm", "cisco_cucm", r"1780473600", "1e40"),
    ("cisco-cucm", "cisco_cucm", r"1780473725", "inf"),
    ("cisco-cucm", "cisco_cucm", r'(?<=104,)"x"', '"' + "x" * 200_000 + '"'),
    ("innovaphone-xml", "innovaphone_xml", r'(?<=utc=")1780473600', "NaN"),
    ("innovaphone-xml", "innovaphone_xml", r'(?<=utc=")1780473600', HUGE),
    ("innovaphone-xml", "innovaphone_xml", r'(?<=time=")300', "1e999"),
    ("freeswitch-document", "freeswitch_json", r'(?<="start_epoch": ")\d+', HUGE),
    ("freeswitch-document", "freeswitch_xml", r"(?<=<start_epoch>)\d+", HUGE),
    ("avaya-ip-office", "avaya_ip_office", r"(?<=00:01:00,)5", "nan"),
    ("avaya-ip-office", "avaya_ip_office", r"(?<=00:01:00,)5", "1e300"),
    ("operator-bill-fr", "operator_bill_fr", r"27,500", "9" * 400 + ",5"),
]


@pytest.mark.parametrize(("format_name", "folder", "where", "odd"), ODD_VALUES, ids=lambda one: str(one)[:24])
def test_an_odd_value_costs_the_call_it_stands_in_and_no_other(
    format_name: str, folder: str, where: str, odd: str, tmp_path: Path
) -> None:
    (sample,) = (HERE / folder).glob("sample.*")
    text = sample.read_bytes().decode("latin-1")
    changed, count = re.subn(where, odd, text, count=1)
    assert count == 1
    path = tmp_path / sample.name
    path.write_bytes(changed.encode("latin-1"))
    whole = len(list(read([sample], format_name=format_name)))
    reader = read([path], format_name=format_name)
    if whole == 1:  # nothing is left then, which is said
        with pytest.raises(InputError, match="not one line"):
            list(reader)
        return
    calls = list(reader)
    assert len(calls) >= whole - 1
    assert len(calls) == whole or reader.rejected
    assert all(is_sound(call.at) and is_sound(call.seen_at) for call in calls)
    read_unforced = read([path])
    assert len(list(read_unforced)) == len(calls)


def with_a_fault(form: Format, at_line: int) -> Format:
    """The format, which fails on one line in a way that nobody foresaw."""

    def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
        def failing() -> Iterator[Line]:
            for number, text in lines:
                if number == at_line:
                    raise RuntimeError("no such case")
                yield number, text

        return form.parse(failing(), context)

    return replace(form, parse=parse)


def test_a_fault_of_a_format_costs_the_line_it_was_at_and_the_heading_is_known_afterwards() -> None:
    (sample,) = (HERE / "cisco_cucm").glob("sample.*")
    lines = list(enumerate(sample.read_text().splitlines(), start=1))
    form = named_format("cisco-cucm")
    sound = list(parse_tolerantly(form, lines, CONTEXT))
    outcomes = list(parse_tolerantly(with_a_fault(form, 4), lines, CONTEXT))
    assert [one for one in outcomes if one.line != 4] == [one for one in sound if one.line != 4]
    (bad,) = [one for one in outcomes if one.line == 4]
    assert isinstance(bad, BadLine)
    assert "RuntimeError" in bad.cause


def test_a_format_that_fails_on_every_line_ends() -> None:
    def parse(lines: Iterable[Line], _context: Context) -> Iterator[ParsedRecord | BadLine]:
        next(iter(lines))
        raise ZeroDivisionError
        yield  # makes it a generator

    form = replace(named_format("cisco-cucm"), parse=parse)
    outcomes = list(parse_tolerantly(form, [(n, "x") for n in range(1, 200)], CONTEXT))
    assert 0 < len(outcomes) <= 199
    assert all(isinstance(one, BadLine) for one in outcomes)


def test_a_line_that_is_too_long_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    (sample,) = (HERE / "avaya_ip_office").glob("sample.*")
    first, *rest = sample.read_text().splitlines(keepends=True)
    path = tmp_path / "records"
    path.write_text("".join([first, "," * (1 << 17) + "\n", *rest]))
    reader = read([path])
    assert len(list(reader)) == 2
    assert [(one.line, len(one.raw) < 4000) for one in reader.rejected if one.line == 2] == [(2, True)]


@pytest.mark.slow
@pytest.mark.parametrize("form", known_formats(), ids=lambda form: form.name)
def test_whatever_is_broken_no_odd_time_comes_out_and_nothing_is_raised(form: Format, tmp_path: Path) -> None:
    chance = Random(20261130)
    layouts = [one for one in EVERY_LAYOUT if one.format_name == form.name] or list(EVERY_LAYOUT)
    for turn in range(60):
        raw = chance.choice(layouts).document(some_calls(layouts[0], 12)).encode()[:6000]
        path = tmp_path / f"{turn}"
        path.write_bytes(with_odd_numbers(chance, broken(chance, raw)))
        with contextlib.suppress(InputError):
            for call in read([path], format_name=form.name):
                assert is_sound(call.at)
                assert math.isfinite(call.duration_s + call.billed_s)


def with_odd_numbers(chance: Random, raw: bytes) -> bytes:
    """The bytes with some of their numbers replaced by ones that no program writes."""
    odd = (
        b"nan",
        b"inf",
        b"-1",
        b"1e400",
        b"9" * 12,
        b"0",
        b"99999999999999999999",
        b"1e-5",
        b"",
        b"\xd9\xa3",
    )
    return re.sub(rb"\d+", lambda found: chance.choice(odd) if chance.random() < 0.05 else found[0], raw)


def test_a_zone_that_no_file_may_be_called_costs_no_call() -> None:
    sample = (HERE / "cisco_gateway" / "sample.txt").read_text()
    form = named_format("cisco-gateway-syslog")

    def records(text: str) -> int:
        outcomes = form.parse(iter(enumerate(text.splitlines(), 1)), CONTEXT)
        return sum(isinstance(one, ParsedRecord) for one in outcomes)

    assert records(sample.replace(" UTC ", f" {'A' * 300} ")) == records(sample) > 0
