"""The first page: the hours of the calls, each count once, no destination left out unsaid, its time zone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from tests.evidence.dossier import cases, watched
from tests.evidence.dossier.watched import setting

from veilleur.evidence.dossier.content import Basis, Dossier
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.letters.letters import letters
from veilleur.evidence.dossier.summary import summary_sentences

LANGUAGES = ["fr", "en"]
HOURS = {"fr": "de 22 h 33 à 22 h 49", "en": "from 22:33 to 22:49"}
SIGNS = {"fr": "de 19 h 00 à 22 h 49, des signes", "en": "from 19:00 to 22:49, signs"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return watched.night(tmp_path_factory.mktemp("night"))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return cases.dossier(tmp_path_factory.mktemp("case"))


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def page(dossier: Dossier, lang: str) -> dict[str, Any]:
    """What the first page shows."""
    data = document(setting(dossier, lang))
    return {"about": data["about"], **data["summary"]}


def sentences(dossier: Dossier, lang: str) -> str:
    return plain(" ".join(page(dossier, lang)["sentences"]))


def alone(dossier: Dossier, lang: str) -> str:
    """What the letters say."""
    return plain(" ".join(summary_sentences(setting(dossier, lang))))


def rows_of(dossier: Dossier, lang: str) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in page(dossier, lang)["places"]["rows"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_calls_have_their_own_hours_and_the_break_in_its_own(night: Dossier, lang: str) -> None:
    """PINs were guessed at seven in the evening; the calls left after half past ten."""
    for text in (sentences(night, lang), alone(night, lang)):
        assert HOURS[lang] in text.split(".")[0], "the sentence of the calls"
        assert SIGNS[lang] in text
    for letter in letters(setting(night, lang)):
        if any(HOURS[lang] in plain(one) for one in letter.paragraphs):
            assert any(SIGNS[lang] in plain(one) for one in letter.paragraphs)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_letter_gives_each_measure_and_reason_once(night: Dossier, lang: str) -> None:
    insurer = next(one for one in letters(setting(night, lang)) if one.file.startswith("3-"))
    text = plain("\n".join(insurer.paragraphs)).casefold()
    for once in (
        ("le poste est verrouillé", "renvoi retiré") if lang == "fr" else ("is locked", "forward removed")
    ):
        assert text.count(once) == 1, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_hours_are_not_told_twice(night: Dossier, case: Dossier, lang: str) -> None:
    same = replace(night, began_at=watched.FIRST_CALL - 20, last_at=watched.LAST_CALL + 20)
    for dossier in (case, same):
        assert not re.search("signes de|signs of", sentences(dossier, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_calls_after_the_last_sign_have_their_hours_too(night: Dossier, lang: str) -> None:
    """The guard saw nothing any more while the calls went on past midnight."""
    late = night.calls[-1]._replace(at=watched.moment(0, 12, day=28))
    dossier = replace(night, calls=(*night.calls, late), last_at=watched.GUESSED_LAST)
    assert ("0 h 12" if lang == "fr" else "00:12") in sentences(dossier, lang)
    operator = plain(" ".join(letters(setting(dossier, lang))[0].paragraphs))
    asked = {
        "fr": "19 h 00 au samedi 28 novembre 2026 à 0 h 12",
        "en": "19:00 to Saturday 28 November 2026 at 00:12",
    }
    assert asked[lang] in operator, "the operator keeps the records of the calls as well"
    period = dict(page(dossier, lang)["about"])
    assert "28" in period["Période" if lang == "fr" else "Period"]


def test_the_bars_are_as_fine_as_the_calls_allow(night: Dossier) -> None:
    """The chart shows a quarter of an hour of calls, however long before the break-in was."""
    assert "minute par minute" in page(night, "fr")["chart"]["title"]
    long_before = replace(night, began_at=watched.moment(3, day=20))
    assert page(long_before, "fr")["chart"]["bars"] == page(night, "fr")["chart"]["bars"]


def test_a_chart_that_leaves_days_out_says_so(night: Dossier) -> None:
    day_s = 86_400.0
    spread = tuple(night.calls[0]._replace(at=watched.FIRST_CALL - place * day_s) for place in range(60))
    chart = page(replace(night, calls=spread), "en")["chart"]
    assert sum(bar["count"] for bar in chart["bars"]) == 48
    assert "48 of 60" in chart["title"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_count_of_the_first_page_stands_once(night: Dossier, case: Dossier, lang: str) -> None:
    for dossier in (night, case):
        shown = page(dossier, lang)
        text = re.sub(r"\d\d:\d\d|\d+ h \d\d", "", sentences(dossier, lang))
        for value, _label, mark in shown["tiles"]:
            assert not re.search(rf"(?<![\d.,]){re.escape(plain(value))}(?![\d.,])", text), (value, text)
            assert mark
    partly = replace(night, calls=(*night.calls[:-1], night.calls[-1]._replace(is_closed=False)))
    assert ("25 appels ont commencé" if lang == "fr" else "25 calls began") in sentences(partly, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_of_the_calls_are_said_as_all(night: Dossier, lang: str) -> None:
    refused = replace(night, calls=tuple(call for call in night.calls if call.state))
    whole = {
        "fr": ("Tous ces appels ont commencé", "arrêté tous ces appels"),
        "en": ("All these calls began", "stopped all these calls"),
    }
    one = {"fr": ("Cet appel a commencé", "arrêté cet appel"), "en": ("This call began", "stopped this call")}
    for dossier, wanted in ((refused, whole), (replace(refused, calls=refused.calls[:1]), one)):
        for text in (sentences(dossier, lang), alone(dossier, lang)):
            assert all(part in text for part in wanted[lang]), text
    blocks = [plain(str(block.get("text", ""))) for block in document(setting(refused, lang))["blocks"]]
    assert not any("16 appels ont" in text or "16 calls began" in text for text in blocks), (
        "16 of 16 says less"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_destinations_that_are_not_named_are_counted_and_added_up(night: Dossier, lang: str) -> None:
    rows = rows_of(night, lang)
    assert len(rows) == 7
    assert rows[-1][0] == ("4 autres" if lang == "fr" else "4 others")
    assert sum(int(row[1]) for row in rows) == night.total.tried == 26
    assert sum(int(row[2]) for row in rows) == night.total.answered


@pytest.mark.parametrize("count", [2, 6, 7])
def test_few_destinations_are_all_named(night: Dossier, count: int) -> None:
    places = [place for place, _ in night.by_place()][:count]
    few = replace(night, calls=tuple(call for call in night.calls if call.place in places))
    assert len(rows_of(few, "fr")) == count
    assert not [row for row in rows_of(few, "fr") if "autre" in row[0]], "one more row names it as well"


def test_a_single_destination_stands_in_the_sentences_alone(night: Dossier) -> None:
    latvia = replace(night, calls=tuple(call for call in night.calls if call.place == "LV"))
    assert rows_of(latvia, "fr") == []
    assert "Destination : Lettonie." in sentences(latvia, "fr")
    assert "Destination: Latvia." in sentences(latvia, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Cayenne", "UTC"])
def test_the_first_page_names_the_zone_of_its_times_once(night: Dossier, lang: str, zone: str) -> None:
    shown = page(replace(night, timezone=zone), lang)
    assert str(shown).count(zone) == 1
    assert zone in shown["about"][-1][1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cost_stands_with_and_without_vat_beside_its_source(case: Dossier, lang: str) -> None:
    _value, label, _mark = page(case, lang)["tiles"][-1]
    assert ("1 079,67 € hors taxes" if lang == "fr" else "€1,079.67 excluding") in plain(label)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answered_calls_without_a_price_are_not_called_unanswered(night: Dossier, lang: str) -> None:
    call = night.calls[0]._replace(basis=Basis.BILL, cost=0, at_most=0)
    free = replace(night, calls=(call,))
    missed = replace(night, calls=(call._replace(basis=Basis.NONE, seconds=0.0, is_end_known=False),))
    for dossier, known in ((free, True), (missed, False)):
        for text in (sentences(dossier, lang), alone(dossier, lang)):
            assert not re.search("Aucun de ces appels n’a abouti|None of these calls was answered", text)
            assert bool(re.search("pas connu|not known", text)) is not known
        assert "n’a abouti" not in str(document(setting(dossier, lang))["blocks"])
    assert page(missed, lang)["tiles"][-1][0] == "?"


def test_a_country_without_a_known_rate_is_not_blamed_on_the_records(night: Dossier) -> None:
    abroad = replace(night, country="BE")
    assert "le relevé ne dit pas" not in alone(abroad, "fr")
    assert "taux de TVA de ce pays" in alone(abroad, "fr")
    assert "taux de TVA de ce pays" in sentences(abroad, "fr").replace("Le taux", "taux")
