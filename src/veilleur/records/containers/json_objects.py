"""JSON, JSON Lines or a page of an API's answer -> the objects in it that are call records.

Pitfall: a file may be cut at its end or broken in the middle; every whole record is still found, since each
opening brace is tried by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from veilleur.records.format import BadLine, Line
from veilleur.words.messages import Message

LONGEST_DOCUMENT_CHARACTERS = 64 << 20
DEPTH_LOOKED_INTO = 4
SCANS_OF_THE_DOCUMENT = 4  # work spent on broken text, in lengths of the document
_OBJECT = re.compile(r'\{(?=\s*+["}])')  # any other brace opens no object
_ERROR_COST = 32  # Python counts the lines before each error, which costs as much per character as decoding
LEAST_NAMES = 3  # of the columns of a table
_EXTENSION = re.compile(r"[1-9]\d{1,4}")
_OF_TELEPHONE = re.compile(
    r"ext|poste|station|user|agent|nebenstelle|durchwahl|interno|ramal|toestel", re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}")
_DECODER = json.JSONDecoder(strict=False)


def objects(
    lines: Iterable[Line], is_record: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[int, dict[str, Any]] | BadLine]:
    """(line, object) of each record. A line that is a JSON object by itself is taken at once."""
    held: list[str] = []
    numbers: list[int] = []
    size = 0
    found_any = False
    for number, text in lines:
        alone = _alone(text)
        # After a line that is none, the first of a file that was cut: only what is a record by itself.
        if alone is not None and (not held or is_record(alone)):
            found_any = True
            yield from _records_in(alone, number, is_record, text)
            continue
        if not held and not text.strip():
            continue
        held.append(text)
        numbers.append(number)
        size += len(text)
        if size > LONGEST_DOCUMENT_CHARACTERS:
            yield BadLine(
                numbers[0], Message("one JSON document of more than {size} characters", size=size), text[:200]
            )
            held, numbers, size = [], [], 0  # what stands on a line of its own is read behind it
    if held and not (found_any and _is_frame("".join(held), is_record)):
        yield from _scan(held, numbers, is_record)


def _is_frame(text: str, is_record: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether a text is what stands around records: a list or an answer without them.

    A first record behind the opening bracket, and a last one before the closing one, are none.
    """
    if not text.strip("[]{}, "):
        return True
    try:
        found = _DECODER.decode(text.strip())
    except (ValueError, RecursionError):
        return False
    return not any(True for _ in _within([found], is_record, DEPTH_LOOKED_INTO))


def _alone(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = _DECODER.decode(text.strip().rstrip(","))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _records_in(
    found: dict[str, Any], line: int, is_record: Callable[[dict[str, Any]], bool], text: str
) -> Iterator[tuple[int, dict[str, Any]] | BadLine]:
    if is_record(found):
        yield line, found
        return
    records = list(_within(found, is_record, DEPTH_LOOKED_INTO))
    for one in records:
        yield line, one
    if not records:
        yield BadLine(line, Message("no call record in this object"), text[:200])


def _within(value: Any, is_record: Callable[[dict[str, Any]], bool], depth: int) -> Iterator[dict[str, Any]]:
    """The records in the lists and objects of an API's answer."""
    if isinstance(value, dict):
        together = _together(value, is_record)
        if together:
            yield from together
            return
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict) and is_record(one):
            yield one
        elif isinstance(one, dict | list) and depth > 0:
            yield from _within(one, is_record, depth - 1)


def _together(value: dict[str, Any], is_record: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """The records of a table in JSON, or of a day or a telephone that is named once above its calls."""
    lists = [one for one in value.values() if isinstance(one, list) and one]
    names = next(
        (one for one in lists if len(one) >= LEAST_NAMES and all(isinstance(x, str) for x in one)), None
    )
    for rows in lists:
        if names is not None and all(isinstance(row, list) and len(row) == len(names) for row in rows):
            records = [dict(zip(names, row, strict=True)) for row in rows]
            return records if any(map(is_record, records)) else []
    said = {key: one for key, one in value.items() if _is_said_once(key, one)}
    if not said:
        return []
    for rows in lists:
        if all(isinstance(row, dict) for row in rows):
            records = [said | row for row in rows]
            if all(map(is_record, records)):
                return records
    return []


def _is_said_once(key: str, value: Any) -> bool:
    """Whether an object that holds calls says whose or of which day they are."""
    if isinstance(value, int | str) and _EXTENSION.fullmatch(str(value)):
        return _OF_TELEPHONE.search(key) is not None
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def _next_object(text: str, begin: int) -> int:
    found = _OBJECT.search(text, begin)
    return found.start() if found else -1


def _scan(
    held: list[str], numbers: list[int], is_record: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[int, dict[str, Any]] | BadLine]:
    text = "\n".join(held)
    starts = [0]
    for piece in held:
        starts.append(starts[-1] + len(piece) + 1)
    line_index = 0
    at = _next_object(text, 0)
    work = 0
    found_any, covered = False, 0
    while at >= 0:
        while starts[line_index + 1] <= at:
            line_index += 1
        try:
            found, end = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            work += error.pos - at + error.pos // _ERROR_COST
            if at >= covered and found_any:
                yield BadLine(
                    numbers[line_index], Message("broken JSON: {why}", why=error.msg), text[at : at + 200]
                )
                covered = error.pos
        except RecursionError:
            yield BadLine(numbers[line_index], Message("JSON nested too deep"), text[at : at + 200])
            return
        else:
            if is_record(found):
                yield numbers[line_index], found
                found_any, at = True, _next_object(text, end)
                continue
            together = _together(found, is_record)
            if together:
                for one in together:
                    yield numbers[line_index], one
                found_any, at = True, _next_object(text, end)
                continue
            work += end - at
        if work > SCANS_OF_THE_DOCUMENT * len(text) + 1000:
            yield BadLine(numbers[line_index], Message("broken JSON"), text[at : at + 200])
            return
        at = _next_object(text, at + 1)
    if not found_any:
        yield BadLine(numbers[0], Message("JSON without a call record"), text[:200])
