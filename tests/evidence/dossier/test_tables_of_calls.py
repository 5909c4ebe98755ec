"""Tables of calls: an amount where it says cost, no column of nothing, no row left out unsaid."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.dossier import cases, watched
from tests.evidence.dossier.watched import setting

from veilleur.evidence.dossier import blocks, tables
from veilleur.evidence.dossier.content import Basis, Dossier
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.wording import Words
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Origin

LANGUAGES = ["fr", "en"]


def head(lang: str, code: str) -> str:
    """The head of a column, by its code among the texts."""
    return Words(lang, "UTC").say(code)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return watched.night(tmp_path_factory.mktemp("night"))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return cases.dossier(tmp_path_factory.mktemp("case"))


def all_tables(dossier: Dossier, lang: str) -> list[dict[str, Any]]:
    return [block for block in document(setting(dossier, lang))["blocks"] if block["kind"] == "table"]


def table(dossier: Dossier, lang: str, *heads: str) -> list[dict[str, str]]:
    """The rows of the last table with such heads."""
    found = [block for block in all_tables(dossier, lang) if set(heads) <= set(block["heads"])]
    return [dict(zip(found[-1]["heads"], row, strict=True)) for row in found[-1]["rows"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cost_of_a_call_that_was_cut_is_its_amount(night: Dossier, lang: str) -> None:
    cost, stop, words = head(lang, "annex.cost"), head(lang, "annex.stopped"), Words(lang, "Europe/Paris")
    rows = table(night, lang, cost, stop)
    assert len(rows) == len(night.calls)
    stopped = (
        {"": "", "cut": "coupé", "refused": "refusé"}
        if lang == "fr"
        else {"": "", "cut": "cut", "refused": "refused"}
    )
    for row, call in zip(rows, night.calls, strict=True):
        assert row[stop] == stopped[call.state]
        if call.is_end_known:
            assert row[cost] == words.money(call.cost)
    cut = [call for call in night.calls if call.state == "cut"]
    assert len(cut) == 3
    assert all(call.cost > 0 for call in cut)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_nobody_saw_the_end_of_has_no_invented_cost(night: Dossier, lang: str) -> None:
    (missed,) = [place for place, call in enumerate(night.calls) if not call.is_end_known]
    cost, stop, length = (head(lang, f"annex.{name}") for name in ("cost", "stopped", "duration"))
    row = table(night, lang, cost, stop)[missed]
    assert {row[cost], row[length]} <= {"non connu", "non connue", "not known"}
    assert night.calls[missed].is_answered
    lines = tables.as_csv(tables.CALL_HEADS, tables.call_rows(night, is_masked=False)).decode("utf-8-sig")
    kept = list(csv.DictReader(io.StringIO(lines)))[missed]
    assert (kept["answered"], kept["seconds"], kept["cost_eur"]) == ("1", "", "")
    billed = night.calls[missed]._replace(basis=Basis.BILL, cost=250_000)
    priced = replace(night, calls=(billed,))
    assert table(priced, lang, cost)[0][cost] == Words(lang, "UTC").money(250_000)


def test_the_switch_record_says_how_long_where_the_end_was_not_seen(tmp_path: Path) -> None:
    made = watched.Night(tmp_path)
    at, number = watched.FIRST_CALL, watched.NUMBERS[0]
    made.call(at, "c0", number, ends=False)
    record = ev.CallRecorded(
        at=at,
        seen_at=at + 90,
        call="c0",
        direction=Direction.OUT,
        extension="104",
        number=number,
        origin=Origin.FORWARD,
        duration_s=70.0,
        billed_s=60.0,
        answered=True,
    )
    made.event(record)
    (call,) = made.dossier((), at, at + 90).calls
    assert (call.seconds, call.is_end_known, call.basis) == (60.0, True, Basis.ESTIMATE)
    assert call.cost > 0
    assert call.source.line == 3, "the entry that says how long"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_table_of_calls_has_a_column_of_nothing(night: Dossier, case: Dossier, lang: str) -> None:
    refused = replace(night, calls=tuple(call for call in night.calls if call.state == "refused"))
    for dossier in (night, case, refused):
        shown = [block for block in all_tables(dossier, lang) if block["right_from"] == 1]
        shown.append(document(setting(dossier, lang))["summary"]["places"])
        for block in shown:
            assert len(block["heads"]) == len(block["widths"])
            for place in range(len(block["heads"])):
                assert any(row[place] not in ("", "–") for row in block["rows"]), block["heads"][place]
            assert not block["foot"] or len(block["foot"]) == len(block["heads"])
    billed = replace(night, calls=tuple(call._replace(basis=Basis.BILL, cost=9) for call in night.calls))
    assert any(head(lang, "calls.bill") in block["heads"] for block in all_tables(billed, lang))


def test_columns_that_hold_nothing_go_with_their_width_and_their_place() -> None:
    whole = blocks.table(
        ["a", "b", "c", "d"],
        [["1", "–", "3", ""], ["1", "", "–", "–"]],
        foot=["t", "0", "3", "–"],
        widths=["1fr", "9%", "auto", "8%"],
        right_from=2,
        mono_from=3,
    )
    short = blocks.without_empty_columns(whole)
    assert (short["heads"], short["foot"], short["widths"]) == (["a", "c"], ["t", "3"], ["1fr", "auto"])
    assert short["rows"] == [["1", "3"], ["1", "–"]]
    assert (short["right_from"], short["mono_from"]) == (1, 2)
    empty = blocks.table(["a", "b"], [], widths=["auto", "auto"])
    assert blocks.without_empty_columns(empty) == empty


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_and_extensions_beyond_the_first_are_added_up(night: Dossier, lang: str) -> None:
    many = tuple(call._replace(extension=f"1{place:02d}") for place, call in enumerate(night.calls))
    dossier = replace(night, calls=many)
    for name in (head(lang, "calls.number"), head(lang, "calls.extension")):
        shown = next(
            block
            for block in all_tables(dossier, lang)
            if block["heads"][0] == name and block["right_from"] == 1
        )
        assert shown["rows"][-1][0].split() == ["11", "autres" if lang == "fr" else "others"]
        assert sum(int(row[1]) for row in shown["rows"]) == 26


def test_a_call_in_the_hour_that_comes_twice_says_which(case: Dossier) -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    twice = replace(case, calls=(case.calls[0]._replace(at=at), case.calls[0]._replace(at=at + 3_600)))
    starts = [row[head("en", "annex.at")] for row in table(twice, "en", head("en", "annex.at"))]
    assert starts == ["25 Oct 2026 02:30:00 (+02:00)", "25 Oct 2026 02:30:00 (+01:00)"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_attack_without_calls_has_no_table_of_them(night: Dossier, lang: str) -> None:
    silent = replace(night, calls=())
    assert all(block["rows"] for block in all_tables(silent, lang))
    text = str(document(setting(silent, lang))["blocks"])
    assert "de ces appels" not in text
    assert "of these calls" not in text
    assert (
        "Aucun appel n’est sorti du standard." if lang == "fr" else "No call left the telephone system."
    ) in text
