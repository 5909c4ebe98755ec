"""Lines that fit a terminal: broken between words, their continuation under the text that they continue.

In: what commands print. Out: the same, with lines that the terminal has room for.
Pitfall: only whole lines are broken. A line with marks for the terminal (colours, a bar that moves) is laid
out already, and one that is being written is shown at once, since it may be a question.
"""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import Any, TextIO, cast

LEAST_WIDTH = 20  # narrower, nothing can be read in any case
HANGING = 2  # blanks before what continues a line
_INDENT = re.compile(r" *(?:- |\d+\. )?")


class FittedOutput:
    """A stream of text to a terminal; all but what is written is the terminal's own."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._begun = ""  # of a line that is not over

    def write(self, text: str) -> int:
        """Write text; lines that are over are broken where they do not fit."""
        *over, self._begun = (self._begun + text).split("\n")
        width = shutil.get_terminal_size().columns
        for line in over:
            self._terminal.write(fitted(line, width) + "\n")
        if "\x1b" in self._begun or "\r" in self._begun:
            self._show_begun()
        return len(text)

    def flush(self) -> None:
        """Show all that was written."""
        self._show_begun()
        self._terminal.flush()

    def _show_begun(self) -> None:
        self._terminal.write(self._begun)
        self._begun = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._terminal, name)


def fitted(line: str, width: int) -> str:
    """A line as one that fits a width, or as several. Words are never cut, nor columns torn apart."""
    if len(line) <= width or width < LEAST_WIDTH or "\x1b" in line or "\r" in line:
        return line
    indent = _INDENT.match(line)
    hanging = " " * (len(indent[0]) if indent and indent[0] else HANGING)
    return textwrap.fill(
        line,
        width,
        subsequent_indent=hanging if len(hanging) < width // 2 else "",
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
        expand_tabs=False,
    )


def fit_terminals() -> None:
    """From here on what is printed fits the terminal that it goes to; files and pipes get whole lines."""
    if sys.stdout.isatty():
        sys.stdout = cast(TextIO, FittedOutput(sys.stdout))
    if sys.stderr.isatty():
        sys.stderr = cast(TextIO, FittedOutput(sys.stderr))
