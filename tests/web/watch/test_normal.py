"""What is normal here: each picture with its sentence and its table, each country with two answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.history.test_preview import DAY, MONDAY, journal_of_mornings
from tests.web.watch.client import Served, said, serving, settings_in

from veilleur.web.watch.auth.people import Role


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A site that calls Belgium each morning."""
    settings = settings_in(tmp_path)
    journal_of_mornings(settings)
    with serving(settings) as served:
        served.time[0] = MONDAY + 20 * DAY
        yield served


def test_each_picture_has_its_sentence_and_its_table(page: Served) -> None:
    text = page.as_(Role.READER).get("/normal").text
    assert "Nine calls of ten begin between 10 and 11 h; none in closed hours." in said(text)
    assert "Of a hundred calls 100 go to Belgium." in said(text)
    assert "The dearest is Belgium" in said(text)
    assert text.count("<svg") - text.count('class="shape"') == text.count("The same as a table")


def test_a_country_is_answered_from_there_and_a_reader_answers_nothing(page: Served) -> None:
    asked = "/settings/answers?way=no&amp;scope=territory&amp;territory=BE&amp;time=good"
    installer = page.as_(Role.INSTALLER).get("/normal").text
    assert asked in installer
    assert "That is true no more: Belgium" in installer
    assert asked not in page.as_(Role.READER).get("/normal").text


def test_calls_in_closed_hours_are_counted_in_the_sentence(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    journal_of_mornings(settings, MONDAY + 15 * 3_600)  # Monday to Friday at one in the night, from Tuesday
    with serving(settings) as page:
        page.time[0] = MONDAY + 20 * DAY
        assert "10 calls in closed hours" in said(page.as_(Role.READER).get("/normal").text)
