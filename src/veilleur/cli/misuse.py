"""Options and arguments that do not fit, as one sentence that can be said in French too.

In: an error of typer. Out: its English sentence, by the kind of the error and its values.
Pitfall: typer gives these errors no public names, so they are known by the names of their classes; what a
later version adds is said in its own English.
"""

from __future__ import annotations

import re
from typing import Any

from veilleur.words.messages import Message

_TOO_MANY = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)


def sentence_of(error: Any) -> str:
    """The sentence, with its full stop."""
    kind = type(error).__name__
    words = " ".join(error.format_message().split()).rstrip(".")
    if kind == "NoSuchOption":
        return _no_such_option(error.option_name, error.possibilities)
    if kind == "MissingParameter" and error.param is not None and error.param.param_type_name == "argument":
        if error.param.name == "files" and error.ctx is not None:
            return Message("Name the file to read: {command} FILE.", command=error.ctx.command_path)
        command, name = error.ctx.command_path, str(error.param.name).upper()
        return Message("Write {command} {name}.", command=command, name=name)
    if kind == "BadOptionUsage" and words.endswith("requires an argument"):
        return Message("Option {name!r} requires an argument.", name=error.option_name)
    if kind == "BadOptionUsage" and words.endswith("does not take a value"):
        return Message("Option {name!r} does not take a value.", name=error.option_name)
    if kind == "BadParameter" and error.param is not None:
        return Message(
            "Invalid value for {name}: {why}.", name=error.param.get_error_hint(), why=_cause(error)
        )
    too_many = _TOO_MANY.fullmatch(words)
    if too_many is not None:
        return Message("Got unexpected extra argument(s) ({words}).", words=too_many[1])
    return f"{words}."


def _no_such_option(name: str, near: list[str] | None) -> Message:
    if not near:
        return Message("No such option: {name}.", name=name)
    return Message(
        "No such option: {name} (Possible options: {near}).", name=name, near=", ".join(sorted(near))
    )


def _cause(error: Any) -> str:
    """What pydantic found wrong with the value of an option."""
    from pydantic import ValidationError  # loaded already, where there is such an error

    from veilleur.config.type_errors import cause_of

    found = error.__cause__
    if isinstance(found, ValidationError):
        return cause_of(found.errors()[0])
    return str(error.message).rstrip(".")
