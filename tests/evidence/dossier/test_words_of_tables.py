"""Words of the tables are those of a shop owner: kinds of lines, and what the short codes are."""

from __future__ import annotations

import csv
import io
import re

import pytest
from tests.evidence.dossier import cases, watched
from tests.evidence.dossier.watched import setting

from veilleur.evidence.dossier import tables
from veilleur.evidence.dossier.content import Dossier
from veilleur.evidence.dossier.document import document

LANGUAGES = ["fr", "en"]
CODE = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b")
KINDS = {
    "fr": {"constaté", "mesure prise", "alerte", "réponse", "appels"},
    "en": {"observed", "action taken", "alert", "answer", "calls"},
}


@pytest.fixture(scope="module", params=["watched", "case"])
def dossier(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    folder = tmp_path_factory.mktemp("dossier")
    return watched.night(folder) if request.param == "watched" else cases.dossier(folder)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_short_codes_are_explained_before_the_first_of_them(dossier: Dossier, lang: str) -> None:
    texts = [str(block) for block in document(setting(dossier, lang))["blocks"]]
    first = next(place for place, text in enumerate(texts) if CODE.search(text))
    explained = (
        "huit premiers caractères de l’empreinte" if lang == "fr" else "first eight characters of the SHA-256"
    )
    assert any(explained in text for text in texts[:first])
    assert sum(explained in text for text in texts) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_kind_of_each_line_has_a_heading_and_a_word(dossier: Dossier, lang: str) -> None:
    table = next(block for block in document(setting(dossier, lang))["blocks"] if block["kind"] == "table")
    assert all(table["heads"]), "no column without a heading"
    assert {row[2] for row in table["rows"]} <= KINDS[lang]


def test_the_file_of_the_time_line_has_these_words_beside_those_for_programs(dossier: Dossier) -> None:
    lines = tables.as_csv(tables.STEP_HEADS, tables.step_rows(dossier)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert len(rows) == len(dossier.steps)
    for row in rows:
        assert row["kind"] in ("seen", "done", "alert", "answer", "calls")
        assert row["kind_fr"] in KINDS["fr"]
        assert row["kind_en"] in KINDS["en"]
