"""extensions.lua: a program, of which the lines that dial are named.

In: its text. Out: the lines that dial, or that leave it to code elsewhere what is dialled. Pitfall: `--` in a
string is no comment; of a comment that never ends one line is taken out, though Lua would load nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.applications import Does, application
from veilleur.pbx.asterisk.dialplan.model import Blind, Dialplan, Place
from veilleur.pbx.asterisk.dialplan.reading.config_file import MAX_FILE_BYTES, text_of

LUA_FILE = "extensions.lua"
_CALL = re.compile(r"\bapp\s*\.\s*(\w+)|\bapp\s*\[\s*[\"'](\w+)")
# An application that a variable names, the table under another name, code of another file.
_ELSEWHERE = re.compile(
    r"\bapp\s*\[\s*(?![\s\"'])|=\s*app\s*(?:$|[;,])|\b(?:require|dofile|loadfile|loadstring|load)\b\s*[(\"']"
)
_LEAD_OUT = frozenset(
    {Does.DIALS, Does.PLACES, Does.ADDS, Does.QUEUES, Does.PROGRAM, Does.SHELL, Does.REDIRECTS, Does.RUNS}
)
_PIECE = re.compile(
    r"(?P<comment>--(?:\[(?P<signs>=*)\[)?)|(?P<long>\[(?P<equals>=*)\[)"
    r"|\"(?:[^\"\\\n]|\\[\s\S])*+\"?|'(?:[^'\\\n]|\\[\s\S])*+'?"
)


def add_lua(plan: Dialplan, directory: Path) -> None:
    """Name the lines of extensions.lua that dial, or the file where none shows how it does."""
    path = directory / LUA_FILE
    if not path.is_file():
        return
    try:
        text = text_of(path) if path.stat().st_size <= MAX_FILE_BYTES else ""
    except OSError:
        text = ""
    for number, code in enumerate(without_comments(text).split("\n"), start=1):
        names = [one for found in _CALL.finditer(code) for one in found.groups() if one]
        dials = any((kind := application(name)) and kind.does in _LEAD_OUT for name in names)
        if dials or _ELSEWHERE.search(code):
            plan.blind.append(Blind("lua", code.strip(), Place(path, number)))
    if not any(one.kind == "lua" for one in plan.blind):
        plan.blind.append(Blind("lua", LUA_FILE, Place(path, 1)))


def without_comments(text: str) -> str:
    """The text with each comment taken out, its line ends kept."""
    kept: list[str] = []
    place, endless = 0, set[str]()
    while (found := _PIECE.search(text, place)) is not None:
        kept.append(text[place : found.start()])
        if found["comment"] is None and found["long"] is None:
            kept.append(found[0])
            place = found.end()
            continue
        is_comment = found["comment"] is not None
        signs = found["signs"] if is_comment else found["equals"]
        end = -1
        if signs is not None and signs not in endless:
            end = text.find(f"]{signs}]", found.end())
        if end < 0 and signs is not None:
            endless.add(signs)  # looked for once, however many begin
        if end >= 0:
            place = end + len(signs) + 2
        elif is_comment:
            end_of_line = text.find("\n", found.end())
            place = end_of_line if end_of_line >= 0 else len(text)
        else:
            place = found.end()
        inner = text[found.start() : place]
        kept.append("\n" * inner.count("\n") if is_comment else inner)
    kept.append(text[place:])
    return "".join(kept)
