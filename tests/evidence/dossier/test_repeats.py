"""The time-line says once what repeats, and how often; its times are whole in each language."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.dossier import watched
from tests.evidence.dossier.watched import (
    ENTERED,
    FORWARD,
    FORWARDED,
    GUESSED,
    LOCKED,
    NUMBERS,
    Night,
    evening,
    moment,
    setting,
)

from veilleur.evidence.dossier import tables
from veilleur.evidence.dossier.content import Dossier, Source, Step
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.gathering.from_case import _visits
from veilleur.evidence.dossier.wording import Words
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind, Reason, Subject

LANGUAGES = ["fr", "en"]
PLACES = ("LV", "ZW", "SO", "MV", "TN", "SL", "GM", "RS", "TD", "GN")
UNTIL = {"fr": "jusqu’à ", "en": "until "}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return watched.night(tmp_path_factory.mktemp("night"))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def timeline(dossier: Dossier, lang: str) -> list[str]:
    """What each line of the first table after the first page says happened."""
    table = next(block for block in document(setting(dossier, lang))["blocks"] if block["kind"] == "table")
    assert len(table["heads"]) == 5
    return [plain(row[3]) for row in table["rows"]]


def chapter(dossier: Dossier, lang: str, name: str) -> list[dict[str, Any]]:
    """The blocks of a chapter. name: of its section among the texts."""
    heading = Words(lang, dossier.timezone).say(f"{name}.heading")
    blocks = document(setting(dossier, lang))["blocks"]
    texts = [block.get("text") if block["kind"] == "heading" else None for block in blocks]
    first = texts.index(heading)
    last = next((place for place in range(first + 1, len(blocks)) if texts[place]), len(blocks))
    return blocks[first:last]


def refusals(folder: Path, *at: float, between: ev.Event | None = None) -> Dossier:
    """Calls refused at these times, and perhaps something else after the first of them."""
    made = Night(folder)
    evidence = evening(made)
    for place, when in enumerate(at):
        number, name = NUMBERS[place], f"c{place}"
        made.event(ev.CallRequested(when, when, name, "104", number))
        made.decide(when, DecisionKind.REFUSE, Subject.REQUEST, name, LOCKED, FORWARD, number=number)
        if between is not None and place == 0:
            made.event(between)
    return made.dossier(evidence, watched.GUESSED_AT, at[-1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_last_time_of_a_repeat_is_whole(night: Dossier, lang: str) -> None:
    ends = [text.partition(UNTIL[lang])[2] for text in timeline(night, lang) if UNTIL[lang] in text]
    assert len(ends) >= 4
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d\)", end) for end in ends), ends
    assert "19:01:24)" in ends


@pytest.mark.parametrize(
    ("lang", "at", "since", "shown"),
    [
        ("en", moment(19, 1, 24), moment(19), "19:01:24"),
        ("fr", moment(0, 10, 2, day=28), moment(23), "28/11/2026 00:10:02"),
        ("en", moment(0, 10, 2, day=28), moment(23), "28 Nov 2026 00:10:02"),
        (
            "en",
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC).timestamp(),
            moment(23),
            "25 Oct 2026 02:30:00 (+01:00)",
        ),
        (
            "fr",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp(),
            moment(23),
            "25/10/2026 02:30:00 (+02:00)",
        ),
    ],
)
def test_the_last_time_names_the_day_and_the_summer_hour_where_they_differ(
    lang: str, at: float, since: float, shown: str
) -> None:
    assert Words(lang, "Europe/Paris").until(at, since) == shown


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Kolkata", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_time_of_a_table_reads_back_as_the_time_it_was(lang: str, zone: str) -> None:
    words = Words(lang, zone)
    form = "%d/%m/%Y %H:%M:%S" if lang == "fr" else "%d %b %Y %H:%M:%S"
    for day in (1, 9, 28):
        at = moment(23, 59, 58, day=day)
        assert datetime.strptime(words.stamp(at), f"{form} (%z)").timestamp() == at
        assert words.stamp(at).startswith(words.local(at) + " (")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_often_is_not_said_twice_in_one_line(night: Dossier, lang: str) -> None:
    guessed = timeline(night, lang)[0]
    assert guessed.count("12") == 1, guessed
    visits = _visits(
        {"calls": 7, "first_at": moment(19), "last_at": moment(20)}, Source("case.json", 1, "0" * 64)
    )
    (line,) = setting(replace(night, steps=tuple(visits)), lang).lines("seen")
    assert plain(line).count("7") == 1


def test_what_was_noted_often_did_not_happen_often(night: Dossier) -> None:
    """The forward was set once; 27 calls were weighed with it."""
    assert "relevé 27 fois" in next(text for text in timeline(night, "fr") if "renvoi du poste" in text)
    assert "noted 27 times" in next(text for text in timeline(night, "en") if "forward of" in text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_reason_and_each_measure_is_said_once_with_its_count(night: Dossier, lang: str) -> None:
    lines = timeline(night, lang)
    text = "\n".join(lines).casefold()
    for reason in (
        ("le poste est verrouillé", "trouvé après des essais")
        if lang == "fr"
        else ("is locked", "found after guessing")
    ):
        assert text.count(reason) == 1, text
    refused = [line for line in lines if line.startswith(("Appel refusé", "Call refused"))]
    assert len(refused) == 1
    assert ("13 fois" if lang == "fr" else "13 times") in refused[0]
    removed = [line for line in lines if line.startswith(("Renvoi retiré", "Forward removed"))]
    assert len(removed) == 1
    assert ("26 essais" if lang == "fr" else "26 tries") in removed[0], "tried again, not 26 forwards"
    assert FORWARDED in removed[0], "always the same forward"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_keeps_every_line_with_all_its_reasons(night: Dossier, lang: str) -> None:
    rows = csv.DictReader(
        io.StringIO(tables.as_csv(tables.STEP_HEADS, tables.step_rows(night)).decode("utf-8-sig"))
    )
    refused = [row[f"text_{lang}"] for row in rows if row["text_en"].startswith("Call refused")]
    assert len(refused) == 13
    assert all(("verrouillé" if lang == "fr" else "is locked") in text for text in refused)


@pytest.mark.parametrize("name", ["measures", "timeline"])
def test_a_table_of_its_own_gives_the_reasons_itself(night: Dossier, name: str) -> None:
    text = plain(str(chapter(night, "fr", name)))
    assert text.count("verrouillé") >= 1
    assert text.casefold().count("un renvoi du poste 104 a été posé après une intrusion") == 1


def test_what_a_person_answered_stands_between_the_counts(tmp_path: Path) -> None:
    """Whether calls were refused before the answer or after it is what the table is read for."""
    answer = ev.AlertAnswered(moment(22, 5), moment(22, 5), "i1", "keep", "sms", "Paul")
    dossier = refusals(tmp_path, moment(22), moment(22, 10), moment(22, 20), between=answer)
    lines = timeline(dossier, "en")
    told = [line for line in lines if line.startswith(("Call refused", "Answer"))]
    assert [line.split()[0] for line in told] == ["Call", "Answer", "Call"]
    assert "2 times" in told[-1]
    measures = chapter(dossier, "en", "measures")[1]["rows"]
    assert len([row for row in measures if row[1].startswith("Call refused")]) == 2, "there as well"


def test_an_hour_apart_is_told_apart(tmp_path: Path) -> None:
    dossier = refusals(tmp_path, moment(20), moment(20, 59), moment(22, 10))
    lines = [line for line in timeline(dossier, "en") if line.startswith("Call refused")]
    assert len(lines) == 2
    assert "2 times, until 20:59:00" in lines[0]
    assert lines[1].endswith("for reasons already given")


def test_what_was_unlocked_is_not_counted_with_what_was_locked_before(tmp_path: Path) -> None:
    made = Night(tmp_path)
    evidence = evening(made)
    for place, kind in enumerate((DecisionKind.LOCK, DecisionKind.UNLOCK, DecisionKind.LOCK)):
        made.decide(moment(20, place), kind, Subject.EXTENSION, "104", FORWARD)
    lines = timeline(made.dossier(evidence, watched.GUESSED_AT, moment(20, 3)), "en")
    assert [line.split(",")[0] for line in lines if line.startswith("Extension")] == [
        "Extension held to national and emergency calls",
        "Extension unlocked",
        "Extension held to national and emergency calls",
    ]


def test_each_alert_keeps_its_own_message(tmp_path: Path) -> None:
    made = Night(tmp_path)
    evidence = evening(made)
    for place, code in enumerate(("attack_probing", "attack_entered", "attack_calling", "attack_calling")):
        made.decide(moment(20, place), DecisionKind.ALERT, Subject.SITE, "", Reason(code), GUESSED, ENTERED)
    lines = [
        line
        for line in timeline(made.dossier(evidence, watched.GUESSED_AT, moment(20, 4)), "en")
        if line.startswith("Alert")
    ]
    assert len(lines) == 3
    assert len({line.partition("; ")[0] for line in lines}) == 3
    assert "2 times" in lines[-1]


def test_reasons_that_differ_from_call_to_call_do_not_pile_up(tmp_path: Path) -> None:
    made = Night(tmp_path)
    evidence = evening(made)
    for place, number in enumerate(NUMBERS):
        when, name = moment(22) + place, f"c{place}"
        made.event(ev.CallRequested(when, when, name, "104", number))
        price = Reason("new_territory_site", 9, (("place", PLACES[place % 10]),))
        made.decide(when, DecisionKind.REFUSE, Subject.REQUEST, name, LOCKED, price, number=number)
    line = next(
        text
        for text in timeline(made.dossier(evidence, watched.GUESSED_AT, moment(22, 1)), "en")
        if text.startswith("Call refused")
    )
    assert "the extension is locked" in line, "the commonest"
    assert line.count(";") <= 3
    assert "…" in line


def test_more_lines_than_a_page_takes_are_said_in_each_table(night: Dossier) -> None:
    """No table of steps ends in silence."""
    many = tuple(
        Step(
            moment(20) + place, kind, f"fait {place}", f"fact {place}", Source("journal", place + 1, "0" * 64)
        )
        for kind in ("seen", "done", "alert")
        for place in range(130)
    )
    for name in ("timeline", "traces", "measures", "alerts"):
        texts = [str(block.get("text", "")) for block in chapter(replace(night, steps=many), "en", name)]
        assert any("in the file timeline.csv" in text for text in texts), name
