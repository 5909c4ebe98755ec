"""Lines that fit a terminal: words stay whole, a question stands at once, what is laid out stays so."""

from __future__ import annotations

import io
import sys
from typing import cast

import pytest

from veilleur.cli import terminal
from veilleur.cli.terminal import FittedOutput, fit_terminals, fitted

LONG = (
    "Garage\u00a0: UNE LIMITE EST ATTEINTE. La limite du jour est atteinte depuis 14\u00a0h\u00a010, à"
    " 300\u00a0€."
)


class Tty(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [80, 60, 40, 24])
def test_no_line_is_longer_than_the_terminal_and_no_word_is_cut(width: int) -> None:
    lines = fitted(LONG, width).split("\n")
    assert max(map(len, lines)) <= width
    assert " ".join(line.strip() for line in lines) == LONG
    assert "14\u00a0h\u00a010" in fitted(LONG, width)  # a time is never torn apart


def test_what_goes_on_stands_under_the_text_that_it_continues() -> None:
    assert fitted("  - Changer le code de la messagerie 104.", 30).split("\n") == [
        "  - Changer le code de la",
        "    messagerie 104.",
    ]
    assert fitted("1. Appelez votre opérateur.", 20).split("\n")[1].startswith("   ")


def test_what_fits_has_colours_or_is_one_long_word_stays_as_it_is() -> None:
    for line in ("court", "\x1b[1m" + LONG, "\r" + LONG, "x" * 200):
        assert fitted(line, 40) == line


def test_whole_lines_are_broken_and_a_question_is_shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    screen = Tty()
    out = FittedOutput(screen)
    out.write("Nom de l’entreprise ")
    out.write("[Garage]: ")
    out.flush()
    assert screen.getvalue() == "Nom de l’entreprise [Garage]: "
    out.write("\n" + LONG)
    assert LONG not in screen.getvalue()
    out.write("\n")
    assert max(len(line) for line in screen.getvalue().split("\n")[1:]) <= 40


def test_only_terminals_are_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, file = Tty(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", file)
    monkeypatch.setattr(sys, "stderr", screen)
    fit_terminals()
    assert sys.stdout is file
    assert isinstance(cast(object, sys.stderr), FittedOutput)
    assert sys.stderr.isatty()
    assert terminal.LEAST_WIDTH < 40
