"""The report of an audit for people to print: its sentences are set as their language has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from veilleur.audit.checks import CATALOGUE
from veilleur.audit.drift import Drift
from veilleur.audit.report import text
from veilleur.audit.report.page import page, report_data
from veilleur.audit.report.paper import pictures
from veilleur.audit.result import Audit, put_together
from veilleur.words.audit import Observation, Outcome, Survey

# All that a check says stands on the page; programs, ways through menus and names of files do not count.
MACHINE = ("lines", "clicks", "path", "lang", "at_iso", "severity", "ask_command", "source")


@pytest.fixture(scope="module")
def audit() -> Audit:
    """Every check weak but four, which nobody has judged."""
    seen = [Observation(check=number, outcome=Outcome.WEAK) for number in CATALOGUE]
    return put_together(Survey("FreePBX", tuple(seen[4:]), {}), {}, 1_795_000_000.0)


@pytest.fixture(scope="module")
def drift(audit: Audit) -> Drift:
    return Drift(since=1_794_000_000.0, score_before=40, new=frozenset({"a"}), mended=(3,), files=("b.conf",))


def prose(data: object, name: str = "") -> Iterator[str]:
    """Each sentence of a report; of one with commands only what stands around them."""
    if name in MACHINE:
        return
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from prose(value, key)
    elif isinstance(data, list):
        for one in data[::2] if name == "mend_parts" else data:
            yield from prose(one, name)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_backtick_is_left_and_commands_are_code(audit: Audit, drift: Drift, lang: str) -> None:
    texts = list(prose(report_data(audit, lang, drift, "Europe/Paris")))
    assert len(texts) > 250
    assert [one for one in texts if "`" in one] == []
    shown = page(audit, lang, drift=drift)
    assert "`" not in re.sub(r"<pre>.*?</pre>", "", shown, flags=re.DOTALL)
    assert "<code>veilleur audit --ask</code>" in shown
    assert lang == "fr" or "<code>veilleur backup</code>" in shown
    assert pictures(audit, lang, 30)


def test_english_has_the_apostrophes_of_print(audit: Audit, drift: Drift) -> None:
    texts = list(prose(report_data(audit, "en", drift, "Europe/Paris")))
    assert any("Administrators’ codes" in one for one in texts)
    assert [one for one in texts if re.search(r"\w'\w|[a-z]s' |[ \u00a0\u202f][:;?!]|[«»]", one)] == []


def test_french_has_no_space_that_breaks_before_a_mark(audit: Audit, drift: Drift) -> None:
    data = report_data(audit, "fr", drift, "Europe/Paris")
    texts = [*prose(data), *(one["source"] for one in data["weak"])]
    assert [one for one in texts if re.search(r" [:;?!»]|« |[^\s:];|'", one)] == []


def test_what_a_lawyer_checks_is_said_in_french(audit: Audit) -> None:
    shown = page(audit, "fr")
    assert "lawyer" not in shown
    assert "Code des assurances\u00a0; à vérifier par un avocat" in shown
    lines = " ".join(text.lines(audit, "fr", 4_000))
    assert "lawyer" not in lines


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_severity_has_one_word(audit: Audit, lang: str) -> None:
    """The sum of the first lines counts by the words that the marks bear."""
    data = report_data(audit, lang, None, "Europe/Paris")
    words = {one["severity_word"] for one in data["weak"]}
    assert len(words) >= 3
    assert [word for word in words if not re.search(rf"\b{word}s?\b", data["counts"])] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_answer_without_words_of_its_own_leaves_no_empty_line(audit: Audit, lang: str) -> None:
    data = report_data(audit, lang, None, "Europe/Paris")
    assert [seen for one in data["weak"] for seen in one["seen"] if not seen["text"]] == []
    assert "-" not in {line.strip() for line in text.lines(audit, lang)}
