"""`veilleur simulate` writes the same bytes for the same seed, in forms that our own readers read."""

import json
from pathlib import Path

import pytest

from veilleur.cli.measure import simulate
from veilleur.records.reader import read
from veilleur.words.codec import decode_event
from veilleur.words.errors import InputError


def made(path: Path, **options: object) -> bytes:
    simulate.command(out=path, **{"vantage": "asked", "days": 6, "seed": 4, **options})  # type: ignore[arg-type]
    return path.read_bytes()


def test_the_same_seed_gives_the_same_records_and_another_one_does_not(tmp_path: Path) -> None:
    first = made(tmp_path / "one.csv", attack="A")
    assert first == made(tmp_path / "two.csv", attack="A")
    assert first != made(tmp_path / "three.csv", attack="A", seed=5)
    assert len(first.splitlines()) > len(made(tmp_path / "quiet.csv").splitlines())


def test_our_reader_recognises_the_records_and_reads_each(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    lines = made(path, attack="I").splitlines()
    reader = read([path])
    records = list(reader)
    assert reader.formats == {str(path): "asterisk-master-csv"}
    assert len(records) == len(lines)
    assert not reader.rejected
    assert {record.direction.value for record in records} == {"in", "out"}  # calls into voicemail too


def test_the_same_seed_gives_the_same_events_that_the_codec_reads(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        path = tmp_path / name
        simulate.command(events=path, vantage="asked", attack="I", seed=4, days=6)
        texts.append(path.read_text())
    assert texts[0] == texts[1]
    events = [decode_event(json.loads(line)) for line in texts[0].splitlines()]
    assert {"CallRequested", "MailboxEntered", "PinRefused"} <= {type(event).__name__ for event in events}


def test_nothing_to_make_is_said_in_one_sentence() -> None:
    with pytest.raises(InputError, match="Nothing to make"):
        simulate.command()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        made(tmp_path / "no" / "such" / "folder.csv")
