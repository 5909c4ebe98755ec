"""The form in which both ends of the control socket speak: one JSON object a line, at one path.

In: plain data with messages in it, a path. Out: a line of bytes, a name that the kernel takes.
Pitfall: messages go as English text where they stand and once more, with their values, under "messages", so
that who knows only text reads the same data. A socket's path holds 107 bytes at most: a longer one is reached
by the descriptor of its folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from veilleur.words.messages import Message, from_data, to_data
from veilleur.words.plain_json import parsed

PATH_MAX_BYTES = 100  # the kernel takes 107


def encoded(data: dict[str, Any]) -> bytes:
    """One line of the socket."""
    messages = [to_data(one) for one in _messages_in(data)]
    return json.dumps({**data, "messages": messages} if messages else data).encode() + b"\n"


def decoded(line: bytes) -> Any:
    """The data of a line, its messages with their values.

    Raises:
        ValueError: when it is no JSON.
    """
    data = parsed(line)
    try:
        given = data.pop("messages", [])
        return _with_messages(data, {str(one): one for one in map(from_data, given)})
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return data  # of something else than a guard


def _messages_in(data: Any) -> Iterator[Message]:
    if isinstance(data, Message):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _messages_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _messages_in(value)


def _with_messages(data: Any, messages: dict[str, Message]) -> Any:
    if isinstance(data, str):
        return messages.get(data, data)
    if isinstance(data, dict):
        return {key: _with_messages(value, messages) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_messages(value, messages) for value in data]
    return data


@contextmanager
def short_name(path: Path) -> Iterator[str]:
    """A name of the path that the kernel takes: long ones go through their folder's descriptor."""
    whole = str(path)
    if len(os.fsencode(whole)) <= PATH_MAX_BYTES:
        yield whole
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
