"""The text of a line of dialplan: pieces between signs, brackets, variables, secrets. Pure.

In: text as written or as the switch reports it. Out: pieces of it. Pitfall: commas, slashes and signs inside
`${...}`, `$[...]`, `(...)` and quotes belong to the expression around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST_NUMBER_DIGITS = 18  # Python turns no text of thousands of digits into a number
SECRET = "•••"  # noqa: S105 - what stands in place of one
_BRACKETS = re.compile(r"[{}\[\]()]")
_OPENS = frozenset("{[(")
_CLOSES = frozenset("}])")
_SCHEMES = re.compile(r"(?:(?:sips?|tel|https?|h?agi):)*+", re.IGNORECASE)
_BEFORE_PEER = re.compile(r"[^@/&,\s()]++")
_VARIABLES_DEEPEST = 20
_PIN_APPLICATIONS = frozenset({"disa", "authenticate", "vmauthenticate"})


def split(text: str, sign: str, most: int = 0) -> list[str]:
    """Pieces between the signs that stand in no bracket and no quote; most: how many cuts, 0 for all."""
    if sign not in text:
        return [text]
    if not _BRACKETS.search(text) and '"' not in text and "\\" not in text:
        return text.split(sign, most or -1)
    pieces: list[str] = []
    depth, start, is_quoted, escaped = 0, 0, False, -1
    for found in _signs_that_count(sign).finditer(text):
        place, char = found.start(), found[0]
        if place == escaped:
            continue
        if char == "\\":
            escaped = place + 1
        elif char == '"':
            is_quoted = not is_quoted
        elif char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth = max(0, depth - 1)
        elif not depth and not is_quoted:
            pieces.append(text[start:place])
            start = place + 1
            if most and len(pieces) == most:
                break
    return [*pieces, text[start:]]


def arguments_of(data: str) -> list[str]:
    """The arguments of an application; Asterisk 1.4 parted them by `|`."""
    pieces = split(data, ",")
    return split(data, "|") if len(pieces) == 1 and "|" in data else pieces


@lru_cache(maxsize=50)
def _signs_that_count(sign: str) -> re.Pattern[str]:
    return re.compile(rf'[{{}}\[\]()"\\{re.escape(sign)}]')


def inside(text: str, start: int, opening: str = "(", closing: str = ")") -> tuple[str, int]:
    """What stands from behind an opening bracket to the one that closes it, and where that one stands."""
    depth, place = 1, start
    while True:
        close = text.find(closing, place)
        if close < 0:
            return text[start:], len(text)
        depth += text.count(opening, place, close) - 1
        if not depth:
            return text[start:close], close
        place = close + 1


@lru_cache(maxsize=20_000)
def application_call(text: str) -> tuple[str, str]:
    """Name and arguments of `Name(arguments)`, as Exec, ExecIf and their kin take it."""
    name, bracket, rest = text.strip().partition("(")
    if not bracket:
        return name.strip(), ""
    rest = rest.rstrip()
    return name.strip(), rest[:-1] if rest.endswith(")") else rest


def unquoted(text: str) -> str:
    """An argument without the quotes that an application takes off it; those within an expression stay."""
    if '"' not in text:
        return text
    made, place = [], 0
    while place < len(text):
        if text.startswith(("${", "$["), place):
            end = inside(text, place + 2, text[place + 1], "}" if text[place + 1] == "{" else "]")[1] + 1
            made.append(text[place:end])
            place = end
        else:
            made.append("" if text[place] == '"' else text[place])
            place += 1
    return "".join(made)


def condition(data: str) -> tuple[str, str, str]:
    """Condition, branch when it holds, branch when it does not, of `cond?yes:no`."""
    head, *rest = split(data, "?", 1)
    if not rest:
        return head.strip(), "", ""
    yes, *no = split(rest[0], ":", 1)
    return head.strip(), yes.strip(), no[0].strip() if no else ""


def variables(text: str) -> list[tuple[int, int]]:
    """Start and end of each outermost `${...}`."""
    found = []
    place = text.find("${")
    while place >= 0:
        end = inside(text, place + 2, "{", "}")[1]
        found.append((place, min(end + 1, len(text))))
        place = text.find("${", end)
    return found


def without_secrets(text: str, depth: int = 0) -> str:
    """The text with the password of `TECH/user:password@peer` left out.

    depth: how many `${...}` stand around the text.
    """
    if "@" not in text or ":" not in text:
        return text
    if depth > _VARIABLES_DEEPEST:
        return SECRET
    made: list[str] = []
    start = 0
    for first, last in _secrets(_opaque(text)):
        made += [_without_secrets_inside(text[start:first], depth), SECRET]
        start = last
    return "".join([*made, _without_secrets_inside(text[start:], depth)])


def _opaque(text: str) -> str:
    """The text with nothing readable in its `${...}`, as long as before."""
    made: list[str] = []
    start = 0
    for first, last in variables(text):
        made += [text[start:first], "\x00" * (last - first)]
        start = last
    return "".join([*made, text[start:]])


def _secrets(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what stands between the first `:` behind a user's name and `@`."""
    for run in _BEFORE_PEER.finditer(text):
        if not text.startswith("@", run.end()):
            continue
        piece = run[0]
        user_at = piece.partition(":")[0].rfind("?") + 1
        schemes = _SCHEMES.match(piece, user_at)
        colon = piece.find(":", schemes.end() if schemes else user_at)
        if 0 <= colon < len(piece) - 1:
            yield run.start() + colon + 1, run.end()


def _without_secrets_inside(text: str, depth: int) -> str:
    """The text with no password in its `${...}`; none of them is cut by its ends."""
    made: list[str] = []
    start = 0
    for first, last in variables(text):
        end = last - 1 if text.endswith("}", first, last) else last
        made += [text[start : first + 2], without_secrets(text[first + 2 : end], depth + 1), text[end:last]]
        start = last
    return "".join([*made, text[start:]])


def shown(application: str, data: str) -> str:
    """A line as a person may read it: no password of a peer, no PIN."""
    if application.lower() in _PIN_APPLICATIONS:
        first, *rest = split(data, ",")
        if first.isdecimal():
            data = ",".join([SECRET, *rest])
    return f"{application}({without_secrets(data)})"


def whole(text: str) -> int:
    """The number that digits write; of more digits than any number here has, what its first ones write."""
    return int(text[:LONGEST_NUMBER_DIGITS])
