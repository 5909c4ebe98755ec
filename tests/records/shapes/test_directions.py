"""Which way a call went, in words, signs, letters, titles and numbers that no maker is known for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.records.shapes.story import CALLS, FRENCH, IN, OUT, Call, assert_read, hms, table

from veilleur.records import read


@pytest.mark.parametrize(
    ("out", "came"),
    [
        ("->", "<-"),
        ("abgehender Ruf", "ankommender Ruf"),
        ("gehend", "kommend"),
        ("Départ", "Arrivée"),
        ("Appels émis", "Appels reçus"),
        ("O", "I"),
        ("S", "E"),
    ],
)
def test_a_word_a_sign_or_a_letter_says_the_way(tmp_path: Path, out: str, came: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        "Date;Time;Dir;Extension;Phone;Ring;Talk",
        lambda one: (
            f"{one.at:%d/%m/%Y;%H:%M:%S};{out if one.way == 'out' else came};{one.ext};{one.far};"
            f"{hms(one.ring)};{hms(one.talk)}"
        ),
    )
    assert_read(path)


def test_where_the_word_is_not_known_the_numbers_of_both_parties_decide(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "started,duration,party_a,party_b,leg_type",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S},{one.talk},{one.caller},{one.called},"
            f"{'MO' if one.way == 'out' else 'MT'}"
        ),
    )
    assert_read(path)


def test_where_nothing_shows_the_way_it_is_said(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "Date,Time,Kind,User,Number,Seconds",
        lambda one: (
            f"{one.at:%Y-%m-%d,%H:%M:%S},{'ZX1' if one.way == 'out' else 'ZX2'},{one.ext},{one.far},"
            f"{one.talk}"
        ),
    )
    reader = read([path])
    assert len(list(reader)) == len(CALLS)
    assert any("no column says the direction" in str(notice) for notice in reader.notices)


def section(title: str, heading: str, lines: list[str]) -> str:
    return "\n".join([title, heading, *lines, "", ""])


def test_a_title_above_each_half_says_the_way(tmp_path: Path) -> None:
    heading = "Date;Heure;Poste;Correspondant;Durée"

    def line(one: Call) -> str:
        return f"{one.at:%d/%m/%Y;%H:%M:%S};{one.ext};{one.far};{hms(one.talk)}"

    path = tmp_path / "calls.csv"
    path.write_text(
        section("Appels émis;;;;", heading, [line(one) for one in OUT])
        + section("Appels reçus;;;;", heading, [line(one) for one in IN])
    )
    assert_read(path)


def test_a_title_above_the_calls_of_each_telephone_names_it(tmp_path: Path) -> None:
    text = ""
    for telephone in sorted({one.ext for one in CALLS}):
        rows = [
            f"{one.at:%d/%m/%Y;%H:%M:%S};{one.far};{FRENCH[one.way]};{hms(one.talk)}"
            for one in CALLS
            if one.ext == telephone
        ]
        text += section(
            f"Poste : {telephone}", "Date;Heure;Numéro;Sens;Durée", [*rows, "Sous-total;;;;00:10:00"]
        )
    path = tmp_path / "calls.csv"
    path.write_text(text)
    assert_read(path)


def test_a_yes_or_no_for_each_direction_says_the_way(tmp_path: Path) -> None:
    path = tmp_path / "calls.json"
    calls = [
        {
            "ts": f"{one.utc:%Y-%m-%dT%H:%M:%SZ}",
            "is_outbound": one.way == "out",
            "agent": one.ext,
            "peer": one.e164,
            "talk_secs": one.talk,
            "ring_secs": one.ring,
        }
        for one in CALLS
    ]
    path.write_text(json.dumps({"data": calls}))
    assert_read(path)


def test_two_lists_one_of_each_direction_are_read_together(tmp_path: Path) -> None:
    came = table(
        tmp_path / "in.csv",
        "Date;Time;Caller;Extension;Duration;Direction",
        lambda one: f"{one.at:%d/%m/%Y;%H:%M:%S};{one.far};{one.ext};{hms(one.talk)};in",
        IN,
    )
    left = table(
        tmp_path / "out.csv",
        "Date;Time;Extension;Called;Duration;Direction",
        lambda one: f"{one.at:%d/%m/%Y;%H:%M:%S};{one.ext};{one.far};{hms(one.talk)};out",
        OUT,
    )
    both = tmp_path / "both.csv"
    both.write_text(came.read_text() + left.read_text())
    assert_read(both)


def test_rows_under_a_heading_that_is_not_understood_are_not_dropped_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    understood = table(
        tmp_path / "known.csv",
        "Date;Time;Extension;Called;Duration;Direction",
        lambda one: f"{one.at:%d/%m/%Y;%H:%M:%S};{one.ext};{one.far};{hms(one.talk)};out",
        OUT,
    )
    path.write_text("Foo;Bar;Baz;Qux;Quux\n13/10/2026;a;b;c;d\n" + understood.read_text())
    reader = read([path])
    assert len(list(reader)) == len(OUT)
    assert [one.line for one in reader.rejected] == [2]


def test_trunks_named_by_digits_are_no_telephones(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "date,from,to,in_trunk,out_trunk,duration",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S},{one.caller},{one.called},"
            f"{'' if one.way == 'out' else '0199000100'},{'0199000100' if one.way == 'out' else ''},"
            f"{one.talk}"
        ),
    )
    assert_read(path)


def master(place: int, one: Call, trunk: str, said: str) -> str:
    """A row of Asterisk's Master.csv."""
    answered = f"{one.answered_at:%Y-%m-%d %H:%M:%S}" if one.talk else ""
    times = [f"{one.at:%Y-%m-%d %H:%M:%S}", answered, f"{one.end:%Y-%m-%d %H:%M:%S}"]
    outside = f"SIP/{trunk}-0001{place:04d}"
    if one.way == "out":
        parties = [one.ext, one.far, "internal", "", f"SIP/{one.ext}-0000{place:04d}", outside, "Dial"]
        parties.append(f"SIP/{trunk}/{one.far},60")
    elif said:
        parties = [one.far, "s", "ivr-1", "", outside, "", "Playback", said]
    else:
        parties = [one.far, trunk, "incoming", "", outside, f"SIP/{one.ext}-0003{place:04d}", "Dial"]
        parties.append(f"SIP/{one.ext},30")
    texts = ["", *parties, *times]
    status = "ANSWERED" if one.talk else "NO ANSWER"
    quoted = ",".join(f'"{text}"' for text in texts)
    unique = f"{int(one.at.timestamp())}.{place}"
    return f'{quoted},{one.ring + one.talk},{one.talk},"{status}","DOCUMENTATION","{unique}",""\n'


@pytest.mark.parametrize("announcement", ["", "welcome"])
@pytest.mark.parametrize("trunk", ["0199000100", "74951234567", "9300"])
def test_a_trunk_of_digits_of_asterisk_is_outside_whoever_answers(
    tmp_path: Path, trunk: str, announcement: str
) -> None:
    path = tmp_path / "Master.csv"
    path.write_text("".join(master(place, one, trunk, announcement) for place, one in enumerate(CALLS)))
    assert_read(path, knows_telephones=not announcement)
