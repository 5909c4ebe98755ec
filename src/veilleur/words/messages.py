"""A sentence for a person that remembers its template and values, so that it can be said in another language.

In: a template in English and named values, `Message("{path}: holds no text", path=path)`. Out: a `str`, the
English sentence, which goes wherever text goes (an event, the journal, JSON).
Pitfall: what makes new text of it (`f"{message}"`, `.strip()`, `str(error)`) gives plain English; to put one
message into another, give it as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any


class Message(str):
    """One sentence or phrase. template: its English form, the key in the catalogues. values: by name.

    A value may be a Message itself: a cause inside a sentence.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Without values the template is taken as it stands, braces too."""
        # An exception would keep all the frames it came through.
        values = {name: str(v) if isinstance(v, BaseException) else v for name, v in values.items()}
        message = super().__new__(cls, template.format(**values) if values else template)
        message.template, message.values = template, MappingProxyType(values)
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        """For a copy, and for another process."""
        return from_data, (to_data(self),)


def template(text: str) -> str:
    """Marks a template whose values come later, so that it is found and has its French."""
    return text


def as_said(text: str) -> Message:
    """What another program said, which has its French only where the catalogue knows the whole of it."""
    return Message(text)


def joined(messages: Iterable[str], between: str = " ") -> Message:
    """Several sentences as one, or the parts of a list."""
    values = {f"sentence_{number}": one for number, one in enumerate(messages)}
    return Message(between.join(f"{{{name}}}" for name in values), **values)


def to_data(value: object) -> Any:
    """A message as plain data, for JSON; numbers and other text stay as they are."""
    if isinstance(value, Message):
        return {
            "template": value.template,
            "values": {name: to_data(one) for name, one in value.values.items()},
        }
    return value if isinstance(value, int | float) else str(value)


def from_data(data: Any) -> Any:
    """The message again.

    Raises:
        KeyError, TypeError, ValueError: for data that is none.
    """
    if not isinstance(data, dict):
        return data
    return Message(data["template"], **{name: from_data(one) for name, one in data["values"].items()})
