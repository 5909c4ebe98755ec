"""An Excel workbook (.xlsx) -> lines of CSV, since that is how operators send bills.

In: the opened archive. Out: lines, sheet after sheet.
Pitfall: dates and durations are plain numbers of days; only the style of their cell distinguishes them, and
the workbook says from which day dates are counted (1900, or 1904 on old Macs).
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING

from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WORKBOOK = "xl/workbook.xml"
MOST_BYTES = 512 << 20  # unpacked, of one part: a million rows
MOST_COLUMNS = 400
MOST_ELEMENTS = 200_000  # of one row, text, or table of styles: some hundred megabytes
LONGEST_TEXT_BYTES = 1 << 20  # between two tags
LONGEST_CELL_BYTES = 1 << 17  # Excel keeps 32,767 characters
SHARED_CHARACTERS_MAX = 64 << 20
SHARED_TEXTS_MAX = 4_000_000
MOST_DEEP = 200  # elements within each other
SHEET_ROWS_MAX = 1 << 20  # of a sheet, as Excel has them
BESIDE_ROWS_MAX = 1 << 21  # elements of a part that stand in no row or text: links, merged cells
# Day numbers of the 1900 calendar count a 29 February 1900 that never was (Excel keeps this bug of Lotus
# 1-2-3): from 1 March 1900 on they count from 30 December 1899, before it from 31 December.
_DAY_0 = datetime(1899, 12, 30)
_PHANTOM_DAY = 60
_LAST_DAY = 2_958_465  # 31 December 9999
_DAYS_TO_1904 = 1462  # day 0 of the 1904 calendar (Excel for Mac until 2011) is 1 January 1904
_DECLARATION = b"<!DOCTYPE"
_ROW = "row"
_SEAM = re.compile(rb"[^&\x80-\xff]{16}")  # where a text may end: within no character and no entity
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,9})\.xml$")
_COLUMN = re.compile(r"([A-Z]{1,3})\d+$")
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17), "d"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "t"),
    22: "dt",
}
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]')


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a workbook."""
    return WORKBOOK in archive.namelist()


def lines(archive: zipfile.ZipFile, path: object) -> Iterator[bytes]:
    """The rows as CSV in UTF-8. path: named in errors.

    Raises:
        InputError: when a part declares entities, or unpacks to more than is likely.
    """
    shared = _shared_texts(archive, path)
    styles = _styles(archive, path)
    first_day = _DAYS_TO_1904 if _is_of_1904(archive, path) else 0
    sheets = sorted((int(m.group(1)), m.group()) for m in map(_SHEET.match, archive.namelist()) if m)
    for _, name in sheets:
        for row in _elements(archive, name, _ROW, path):
            values = _values(row, shared, styles, first_day)
            if any(values):
                written = io.StringIO()
                csv.writer(written, lineterminator="\n").writerow(values)
                yield written.getvalue().encode()


class _Counted(io.RawIOBase):
    """A part of the archive that ends with an error when it unpacks to too much.

    A text that is longer than a cell may be loses its end, so that it costs its row and no other.
    """

    def __init__(self, part: IO[bytes], path: object) -> None:
        self._part, self._path, self._read_bytes = part, path, 0
        self._tail = b""  # a declaration may stand in two pieces
        self._is_in_text = self._is_dropping = False
        self.bytes_since_tag = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._next(size)
        while self._is_dropping and data:
            begin = data.find(b"<")
            if begin >= 0:
                self._is_dropping, data = False, data[begin:]
            else:
                data = self._next(size)
        if self._is_in_text and self.bytes_since_tag > LONGEST_CELL_BYTES and b"<" not in data:
            seam = _SEAM.search(data)
            if seam is not None:
                self._is_dropping, data = True, data[: seam.end()]
        last = max(data.rfind(b"<"), data.rfind(b">"))
        if last >= 0:
            self._is_in_text = data[last : last + 1] == b">"
        self.bytes_since_tag += len(data)
        if self.bytes_since_tag > LONGEST_TEXT_BYTES:
            raise _unsafe(self._path)
        return data

    def _next(self, size: int) -> bytes:
        data = self._part.read(size)
        self._read_bytes += len(data)
        seen = self._tail + data.replace(b"\0", b"")  # it may be written in UTF-16
        self._tail = seen[-len(_DECLARATION) :]
        if self._read_bytes > MOST_BYTES or _DECLARATION in seen.upper():
            raise _unsafe(self._path)
        return data


def _unsafe(path: object) -> InputError:
    return InputError("{path}: a workbook that is not safe to read; save it as CSV.", path=path)


def _elements(archive: zipfile.ZipFile, name: str, tag: str, path: object) -> Iterator[Element]:
    from xml.etree.ElementTree import ParseError, iterparse

    if name not in archive.namelist():
        return
    try:
        with archive.open(name) as part:
            above: list[Element] = []
            inside = 0  # elements of the wanted one that is being read
            wanted = beside = 0
            counted = _Counted(part, path)
            for event, element in iterparse(counted, ("start", "end")):  # noqa: S314 - see _Counted
                counted.bytes_since_tag = 0
                if event == "start":
                    above.append(element)
                    if inside or _is(element, tag):
                        inside += 1
                    else:
                        beside += 1
                    if inside > MOST_ELEMENTS or len(above) > MOST_DEEP or beside > BESIDE_ROWS_MAX:
                        raise _unsafe(path)
                    continue
                above.pop()
                if _is(element, tag):
                    wanted += 1
                    if tag == _ROW and wanted > SHEET_ROWS_MAX:
                        raise _unsafe(path)
                    yield element
                    inside = 0
                if not inside and above:
                    # What was read goes, or a long sheet takes a hundred times its size.
                    del above[-1][:]
    except ParseError as error:
        raise InputError(
            "{path}: a damaged workbook ({why}); save it as CSV and give that.", path=path, why=error
        ) from None


def _is(element: Element, tag: str) -> bool:
    return bool(element.tag.rpartition("}")[2] == tag)


def _is_of_1904(archive: zipfile.ZipFile, path: object) -> bool:
    """Whether the workbook counts its days in the 1904 calendar."""
    return any(
        one.get("date1904") in ("1", "true") for one in _elements(archive, WORKBOOK, "workbookPr", path)
    )


def _shared_texts(archive: zipfile.ZipFile, path: object) -> list[str]:
    texts: list[str] = []
    characters = 0
    for one in _elements(archive, "xl/sharedStrings.xml", "si", path):
        texts.append("".join(one.itertext()))
        characters += len(texts[-1])
        if len(texts) > SHARED_TEXTS_MAX or characters > SHARED_CHARACTERS_MAX:
            raise _unsafe(path)
    return texts


def _styles(archive: zipfile.ZipFile, path: object) -> list[str]:
    """For each style of cells: "d" for a date, "t" for a time, "dt" for both, "" for none."""
    written: dict[int, str] = {}
    kinds: list[str] = []
    for sheet in _elements(archive, "xl/styles.xml", "styleSheet", path):
        for one in sheet.iter():
            if one.tag.endswith("}numFmt"):
                written[_id(one.get("numFmtId", "0"))] = _kind(one.get("formatCode", ""))
        for styles in sheet.iter():
            if styles.tag.endswith("}cellXfs"):
                for one in styles:
                    number = _id(one.get("numFmtId", "0"))
                    kinds.append(written.get(number, _BUILT_IN.get(number, "")))
    return kinds


def _id(text: str) -> int:
    """A number by which parts of a workbook name each other; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _kind(code: str) -> str:
    plain = _NO_LETTERS.sub("", code.lower())
    has_day, has_time = bool(re.search("[yd]", plain)), bool(re.search("[hs]", plain))
    return ("d" if has_day else "") + ("t" if has_time else "")


def _values(row: Element, shared: list[str], styles: list[str], first_day: int) -> list[str]:
    values: list[str] = []
    for cell in row:
        found = _COLUMN.match(cell.get("r", ""))
        column = _number(found.group(1)) if found else len(values)
        if column >= MOST_COLUMNS:
            break
        values += [""] * (column + 1 - len(values))
        values[column] = _text(cell, shared, styles, first_day)
    return values


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(cell: Element, shared: list[str], styles: list[str], first_day: int) -> str:
    kind = cell.get("t", "n")
    value = next((one.text or "" for one in cell if one.tag.endswith("}v")), "")
    if kind == "s":
        place = _id(value)
        return shared[place] if 0 <= place < len(shared) else ""
    if kind == "inlineStr":
        return "".join(cell.itertext())
    if kind != "n" or not value:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    style = cell.get("s", "")
    place = _id(style)
    meant = styles[place] if 0 <= place < len(styles) else ""
    if meant and math.isfinite(number):
        return _moment(number, meant, first_day)
    return str(int(number)) if number.is_integer() else value


def _moment(days: float, meant: str, first_day: int) -> str:
    """A number of days as its style shows it. first_day: of the calendar, in days of the 1900 calendar."""
    seconds = round(days * 86_400)
    day, second = divmod(seconds + first_day * 86_400, 86_400)
    if seconds < 0 or day > _LAST_DAY:
        return str(days)
    if meant == "t" and days < 366:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    when = _DAY_0 + timedelta(days=day + (day < _PHANTOM_DAY), seconds=second)
    date = "1900-02-29" if day == _PHANTOM_DAY else f"{when:%Y-%m-%d}"
    return date if meant == "d" else f"{date} {when:%H:%M:%S}"
