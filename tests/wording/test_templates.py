"""What a stranger put into a record steers neither a terminal nor a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from veilleur.wording.templates import environment

HOSTILE = "<script>alert(1)</script>\x1b]0;owned\x07\r\n# Nothing happened\u2028\u202e&"


def rendered(folder: Path, file: str, template: str, **values: object) -> str:
    (folder / file).write_text(template, encoding="utf-8")
    return environment(folder).get_template(file).render(values)


def test_in_html_a_value_is_escaped(tmp_path: Path) -> None:
    page = rendered(tmp_path, "page.html", "<td title='{{ name }}'>{{ name }}</td>", name=HOSTILE)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2
    assert "&amp;" in page


@pytest.mark.parametrize("file", ["page.txt", "page.html"])
def test_a_value_stays_on_its_line_and_carries_no_mark_of_a_terminal(tmp_path: Path, file: str) -> None:
    page = rendered(tmp_path, file, "before\n{{ name }}\nafter\n", name=HOSTILE)
    assert [line[:6] for line in page.split("\n")][::2] == ["before", "after"]
    assert page.splitlines() == page.split("\n")[:-1]
    assert not {"\x1b", "\x07", "\r", "\u2028", "\u202e"} & set(page)


def test_in_text_letters_stay_as_they_are(tmp_path: Path) -> None:
    text = "l’été\u00a0: 1\u202f000\u00a0€ <b> & 'x'"
    assert rendered(tmp_path, "page.txt", "{{ text }}\n", text=text) == text + "\n"


def test_a_part_of_a_template_keeps_its_lines(tmp_path: Path) -> None:
    (tmp_path / "part.txt").write_text("\n# {{ title }}\n  {{ text }}\n")
    page = rendered(tmp_path, "page.txt", '{% include "part.txt" %}\n', title="One", text="two")
    assert page == "\n# One\n  two\n"


def test_a_name_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        rendered(tmp_path, "page.txt", "{{ nmae }}", name="x")
