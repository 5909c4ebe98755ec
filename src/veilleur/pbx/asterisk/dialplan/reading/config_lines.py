"""The lines of a configuration file without comments, as Asterisk takes them.

In: the texts of the files that one include names, one after the other. Out: what each line says, by its
number, and the lines that are left out for their length. Pitfall: a comment that nobody closes goes on into
the next of these files, and `--;` where no comment is open hides what follows until the next `;--` (read in
the public source of 16 and 22).
"""

from __future__ import annotations

from collections.abc import Iterator

BLANKS = "".join(map(chr, range(33)))  # all that Asterisk takes off the ends; no other blank of Unicode
MAX_LINE_BYTES = 8_190  # a longer line is left out as a whole
MOST_NESTED = 128
_MARK = "\ufeff"  # of UTF-8, at the head of a file


class Lines:
    """The lines of the files of one include."""

    def __init__(self) -> None:
        self._depth = 0  # of comments; below nothing where one was closed that is not open
        self._is_first = True
        self._opened = 0

    @property
    def open_comment(self) -> int:
        """The line on which the comment began that is open now; 0 when none is."""
        return self._opened if self._depth else 0

    def of(self, text: str) -> Iterator[tuple[int, str]]:
        """The lines of the next file that say something, by number; "" of one that is left out for its
        length."""
        if self._is_first:
            text = text.removeprefix(_MARK)
        self._is_first = False
        for number, raw in enumerate(text.split("\n"), start=1):
            line = raw.partition("\0")[0] if "\0" in raw else raw
            if len(line) * 4 > MAX_LINE_BYTES and _bytes_in(line) > MAX_LINE_BYTES:
                yield number, ""
                continue
            if ";" in line or self._depth:
                line = self._without_comments(line, number)
            line = line.strip(BLANKS)
            if line:
                yield number, line

    def _without_comments(self, line: str, number: int) -> str:
        """The line without comments: `;` to its end, `;--` to `--;` over lines, one within another."""
        kept: list[str] = []
        start = -1 if self._depth else 0  # of what is kept; -1 within a comment
        place = 0
        while (mark := line.find(";", place)) >= 0:
            was_start, place = place, mark + 1
            if mark > was_start and line[mark - 1] == "\\":
                if start >= 0:
                    kept.append(line[start : mark - 1])
                    start = mark
            elif line.startswith("--", place) and not line.startswith("-", mark + 3):
                kept += [line[start:mark]] if start >= 0 else []
                start, place = -1, mark + 3
                self._opens(number)
            elif mark >= was_start + 2 and line.startswith("--", mark - 2):
                self._depth -= 1
                self._opened = number if self._depth < 0 else self._opened
                start = place if not self._depth else start
            elif not self._depth:
                kept += [line[start:mark]] if start >= 0 else []
                return "".join(kept)
        return "".join(kept) + (line[start:] if start >= 0 else "")

    def _opens(self, number: int) -> None:
        if self._depth < MOST_NESTED:
            self._opened = number if not self._depth else self._opened
            self._depth += 1


def _bytes_in(line: str) -> int:
    return len(line.encode("utf-8", "surrogateescape"))
