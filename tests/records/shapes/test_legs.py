"""One call in several rows, over several trunks or at several telephones; and beginnings of numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.records.shapes.story import CALLS, OUT, Call, assert_read, hms, table


@pytest.mark.parametrize("name", ["call_id", "linkedid", "session_id"])
def test_a_call_tried_over_three_trunks_is_one_call(tmp_path: Path, name: str) -> None:
    rows: list[str] = []
    for place, one in enumerate(OUT):
        tries = [("trunkA", 0, "CONGESTION", 3), ("trunkB", 0, "FAILED", 2)] if place % 3 == 0 else []
        tries.append(("trunkC", one.talk, "ANSWERED" if one.talk else "NO ANSWER", one.ring + one.talk))
        rows += [
            f"K{int(one.at.timestamp())},{one.at:%Y-%m-%d %H:%M:%S},{one.ext},{one.far},{trunk},{whole},"
            f"{talk},{status},outbound"
            for trunk, talk, status, whole in tries
        ]
    path = tmp_path / "calls.csv"
    heading = f"{name},start,src,dst,trunk,duration,billsec,disposition,direction"
    path.write_text("\n".join([heading, *rows, ""]))
    assert_read(path, calls=OUT)


def test_a_call_that_waits_in_a_queue_before_it_is_answered_is_one_call(tmp_path: Path) -> None:
    rows = []
    for one in CALLS:
        linked = f"L{int(one.at.timestamp())}"
        if one.way == "in":
            rows.append(f"{linked},{one.at:%Y-%m-%d %H:%M:%S},{one.far},300,in,0,queue")
        rows.append(
            f"{linked},{one.at:%Y-%m-%d %H:%M:%S},{one.caller},{one.called},{one.way},{one.talk},agent"
        )
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["linkedid,start,from,to,direction,talk_time,leg", *rows, ""]))
    assert_read(path)


def test_two_conversations_under_one_id_are_both_billed(tmp_path: Path) -> None:
    def line(one: Call) -> str:
        return f"S{one.ext}00,{one.at:%Y-%m-%d %H:%M:%S},{one.ext},{one.far},out,{one.talk}"

    path = table(tmp_path / "calls.csv", "session_id,start,from,to,direction,talk_time", line, OUT)
    assert_read(path, calls=OUT)


@pytest.mark.parametrize("before", ["9990", "*31#", "0"])
def test_what_is_dialled_before_the_number_is_no_part_of_it(tmp_path: Path, before: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        "Début;Poste;Numéro composé;Numéro envoyé;Durée;Sens",
        lambda one: (
            f"{one.at:%d/%m/%Y %H:%M:%S};{one.ext};{one.far};{before}{one.far};{hms(one.talk)};Sortant"
        ),
        OUT,
    )
    assert_read(path, calls=OUT)
