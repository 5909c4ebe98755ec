"""A group of commands: each is imported when it runs, and its help is in the reader's language.

In: a table of commands, the words of a command line, the language in `ctx.obj`. Out: the command called, or
its help. Pitfall: help has the plain layout (`rich_markup_mode=None`), whose headings are written by methods
that a subclass may override; those of typer's rich layout are constants of one of its modules.
"""

from __future__ import annotations

import difflib
import importlib
import re
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from veilleur.language import help_in
from veilleur.words.errors import InputError

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
# What typer itself writes behind the help of an option.
_NOTES = ("; ", "default:", "required")
_OFF = re.compile(r"  \[default: no-[a-z-]+\]$")  # of a switch, which is off unless it is written
_EITHER = re.compile(r"(--[\w-]+) / --no-[\w-]+")
_RANGE = re.compile(r"([\d.]+)<=x<=([\d.]+)")
_TYPE = re.compile(r" <(\w+)(?:\[(\w+)\]| range)?>$")
_TYPES = {"path": "PATH", "Path": "PATH", "int": "NUMBER", "float": "NUMBER", "bool": ""}


class Command(TyperCommand):
    """One command."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage."""
        _write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the command is for."""
        self.help = help_in(self.help or "", ctx.obj)
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Its arguments and options."""
        _write_parameters(self, ctx, formatter)


class LazyGroup(TyperGroup):
    """Commands that are imported when they run; a subclass holds their table."""

    table: ClassVar[dict[str, tuple[str, str]]]  # name -> module, one line of help

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, imported now; None when there is none."""
        return built(self.table[cmd_name][0]) if cmd_name in self.table else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words name; `help NAME` is `NAME --help`.

        Raises:
            InputError: when there is no such command.
        """
        name, *rest = args
        if name == "help":
            if not rest:
                print(ctx.get_help())
                raise typer.Exit
            name, rest = rest[0], [*rest[1:], "--help"]
        if name not in self.table:
            near = difflib.get_close_matches(name, self.table, 1)
            if not near:
                raise InputError("there is no command {word!r}; `veilleur --help` lists them.", word=name)
            raise InputError(
                "there is no command {word!r}; did you mean `veilleur {near}`?", word=name, near=near[0]
            )
        return super().resolve_command(ctx, [name, *rest])

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage."""
        _write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the program is."""
        self.help = help_in(self.help or "", ctx.obj)
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Its commands, none of which is imported for its line, and its options."""
        with formatter.section(help_in("Commands", ctx.obj)):
            formatter.write_dl(
                [(name, help_in(line, ctx.obj)) for name, (_module, line) in self.table.items()]
            )
        _write_parameters(self, ctx, formatter)


def built(module: str) -> Any:
    """The command that the function `command` of a module is."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(cls=Command, context_settings=SETTINGS)(importlib.import_module(module).command)
    return typer.main.get_command(app)


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(_usage_piece(piece, ctx.obj) for piece in command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, help_in(pieces, ctx.obj), help_in("Usage:", ctx.obj) + " ")


def _usage_piece(piece: str, lang: str) -> str:
    """ "{files}..." as "FILES...", "[[ID]]" as "[ID]"."""
    inside = piece.removesuffix("...")
    more = piece[len(inside) :]
    if inside.startswith("[[") and inside.endswith("]]"):
        inside = inside[1:-1]
    is_optional = inside.startswith("[")
    word = inside.strip("[]") if is_optional else inside.strip("{}")
    if word == "OPTIONS" or word.count("|") > 1 or inside[:1] not in "[{":
        return inside + more
    word = help_in(word.upper() if word.islower() else word, lang)
    return f"[{word}]{more}" if is_optional else word + more


def _named(names: str, kind: str, lang: str) -> str:
    """ "-c, --config <path>" as "-c, --config PATH"; an argument goes without its type."""
    match = _TYPE.search(names)
    if match is not None:
        names = names[: match.start()]
        if kind == "option":
            word = _TYPES.get(match[2] or match[1], "TEXT")
            return f"{names} {help_in(word, lang)}".rstrip()
    if kind == "argument":
        if names[:1] in "[{":
            return _usage_piece(names, lang)
        return names if "|" in names else help_in(names.upper(), lang)
    *head, last = names.rsplit(" ", 1)
    return " ".join((*head, help_in(last, lang)))


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(ctx):
        parameter.help = help_in(parameter.help or "", ctx.obj)
        names, text = parameter.get_help_record(ctx)
        notes, is_off = _OFF.subn("", text.removeprefix(parameter.help))
        if is_off:
            names = _EITHER.sub(r"\1", names)
        notes = _RANGE.sub(help_in("from \\1 to \\2", ctx.obj), notes)
        for note in _NOTES:
            notes = notes.replace(note, help_in(note, ctx.obj))
        kind = parameter.param_type_name
        rows[kind].append((_named(names, kind, ctx.obj), parameter.help + notes))
    for kind, heading in (("argument", "Arguments"), ("option", "Options")):
        if rows[kind]:
            with formatter.section(help_in(heading, ctx.obj)):
                formatter.write_dl(rows[kind])
