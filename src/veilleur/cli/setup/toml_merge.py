"""What the owner wrote in an older veilleur.toml and set-up does not ask: it is kept when set-up runs again.

In: the old text and the new one. Out: the new one with the owner's sections and keys. Easily got wrong: an
old file that is no valid TOML is not merged, and what set-up writes itself is never taken from the old one.
"""

from __future__ import annotations

import re
import tomllib

_HEADER = re.compile(r"\s*\[+\s*([\w.\"'-]+)\s*\]+\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
# Section -> the keys that set-up writes or leaves out itself; of any other section nothing.
_OWN = {
    "site": frozenset({"name", "country", "timezone", "outside_line", "extensions", "trunks"}),
    "asterisk": frozenset(
        {
            "host", "port", "username", "secret", "secret_file", "agi_port", "log_file", "own_log",
            "cdr_file", "directory",
        }
    ),
}  # fmt: skip
_KEPT_OF_HOURS = frozenset({"closed", "subdivision"})
Block = tuple[str, str]  # a key ("" for a header) and its lines


def with_kept(new: str, old: str) -> str:
    """The new text, and what the old one said beyond what set-up asks."""
    try:
        tomllib.loads(old)
        sections, before = _sections(new), _sections(old)
    except tomllib.TOMLDecodeError:
        return new
    for name, blocks in before.items():
        if name not in sections:
            sections[name] = blocks
        elif name in _OWN or name == "hours":
            sections[name] += [block for block in blocks if block[0] and _is_kept(name, block[0])]
    parts = ("\n".join(lines for _key, lines in blocks).strip("\n") for blocks in sections.values())
    merged = "\n\n".join(part for part in parts if part) + "\n"
    try:
        tomllib.loads(merged)
    except tomllib.TOMLDecodeError:
        return new  # written in a way that is not read line by line: the old file is kept beside it
    return merged


def _is_kept(section: str, key: str) -> bool:
    return key in _KEPT_OF_HOURS if section == "hours" else key not in _OWN[section]


def _sections(text: str) -> dict[str, list[Block]]:
    """Section -> its header and keys, each with its own lines. Values may go over several lines."""
    found: dict[str, list[Block]] = {}
    blocks = found.setdefault("", [])
    value = ""
    for line in text.split("\n"):
        header, key = _HEADER.match(line), _KEY.match(line)
        if blocks and not _is_whole(value):
            value += "\n" + line
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{line}")
        elif header:
            blocks = found.setdefault(header[1].removeprefix("site."), [])
            blocks.append(("", line))
            value = ""
        elif key:
            blocks.append((key[1], line))
            value = line
        else:
            blocks.append(("", line))
            value = ""
    return found


def _is_whole(value: str) -> bool:
    try:
        tomllib.loads(value)
    except tomllib.TOMLDecodeError:
        return False
    return True
