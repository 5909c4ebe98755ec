"""Every message of the source has its French, once, and the catalogue holds nothing else."""

from __future__ import annotations

import ast
import copy
import errno
import os
import pickle
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

import veilleur
from veilleur.cli.app import COMMANDS
from veilleur.cli.frame import built
from veilleur.language import error_in, help_in
from veilleur.language.catalogue import FRENCH, entries
from veilleur.words.errors import InputError, VeilleurError
from veilleur.words.messages import Message, from_data, to_data

SOURCE = Path(veilleur.__file__).parent
MAKERS = {"Message", "template"}  # of veilleur.words.messages
TAKES_WHERE_FIRST = {"UnusableError"}  # its template is the second argument
# Where a template comes from elsewhere: the classes themselves, and a table of marked templates.
MAY_PASS_ON = {
    "words/messages.py",
    "words/errors.py",
    "config/type_errors.py",
    "web/watch/rendering.py",  # what the templates say is read from them, below
    "guard/upkeep/journal_troubles.py",  # a table of templates, by the kind of trouble
}
ENGLISH = dict(entries(FRENCH))


class Made(NamedTuple):
    """One message as the source makes it. template: None when it is not written out there."""

    place: str
    template: str | None
    names: frozenset[str | None]  # of the values; None for `**values`
    values: tuple[ast.expr, ...]


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """(path inside the package, syntax tree) of each module."""
    paths = sorted(SOURCE.rglob("*.py"))
    return tuple(
        (path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths
    )


def error_classes() -> set[str]:
    """The names of all errors that take a template: those of `words.errors` and what is derived from them."""
    classes = [node for _name, tree in trees() for node in tree.body if isinstance(node, ast.ClassDef)]
    found = {"VeilleurError", "LineError"}
    while True:
        derived = {node.name for node in classes if any(last_name(base) in found for base in node.bases)}
        if derived <= found:
            return found
        found |= derived


def last_name(node: ast.expr) -> str:
    """`Message` of `Message` and of `messages.Message`."""
    return getattr(node, "id", getattr(node, "attr", ""))


def is_ours(tree: ast.Module, function: ast.expr) -> bool:
    """Whether a name such as `Message` is that of `words.messages`: the parser of AMI has one too."""
    if isinstance(function, ast.Attribute):
        return last_name(function.value) == "messages"
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "veilleur.words.messages"
        and any(alias.name == last_name(function) for alias in node.names)
        for node in tree.body
    )


@cache
def made_in_source() -> tuple[Made, ...]:
    """Every message, error and marked template that the source makes."""
    errors = error_classes()
    found = []
    for name, tree in trees():
        if name in ("words/messages.py", "words/errors.py"):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = last_name(node.func)
            if called not in errors and not (called in MAKERS and is_ours(tree, node.func)):
                continue
            given = node.args[1 if called in TAKES_WHERE_FIRST else 0 :]
            first = given[0] if given else None
            is_written_out = isinstance(first, ast.Constant) and isinstance(first.value, str)
            found.append(
                Made(
                    place=f"{name}:{node.lineno}",
                    template=first.value if is_written_out else None,  # type: ignore[union-attr]
                    names=frozenset(keyword.arg for keyword in node.keywords),
                    values=tuple(keyword.value for keyword in node.keywords),
                )
            )
    return (*found, *made_in_templates())


def made_in_templates() -> Iterator[Made]:
    """What the page's templates say: `say("...", name=value)` and both forms of `count(number, "", "")`."""
    for path in sorted(SOURCE.rglob("*.html")):
        name = path.relative_to(SOURCE).as_posix()
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            called = getattr(call.node, "name", "")
            texts = {"say": call.args[:1], "count": call.args[1:]}.get(called, [])
            for text in texts:
                if isinstance(text, nodes.Const):
                    names = frozenset(keyword.key for keyword in call.kwargs)
                    yield Made(f"{name}:{call.lineno}", str(text.value), names, ())


def templates() -> set[str]:
    """The English of all that is written out."""
    return {made.template for made in made_in_source() if made.template is not None}


def blanks(template: str) -> Counter[tuple[str, str | None, str | None]]:
    """The blanks of a template, each with its conversion and format."""
    return Counter(
        (name, conversion, form)
        for _text, name, form, conversion in Formatter().parse(template)
        if name is not None
    )


def helps(name: str) -> set[str]:
    """The texts of a command's help."""
    command = built(COMMANDS[name][0])
    texts = {COMMANDS[name][1], command.help, *(getattr(one, "help", None) for one in command.params)}
    return {text for text in texts if text}


def test_the_source_is_read_at_all() -> None:
    assert len(made_in_source()) > 350
    assert len(templates()) > 300


def test_every_message_is_written_out_where_it_is_made() -> None:
    assert [
        made.place
        for made in made_in_source()
        if made.template is None and made.place.partition(":")[0] not in MAY_PASS_ON
    ] == []


def test_every_message_has_its_french() -> None:
    assert (
        sorted(
            f"{made.place}: {made.template}"
            for made in made_in_source()
            if made.template and made.template not in ENGLISH
        )
        == []
    )


def test_no_entry_stands_twice_and_none_is_empty() -> None:
    pairs = list(entries(FRENCH))
    assert [english for english, count in Counter(english for english, _ in pairs).items() if count > 1] == []
    assert [english for english, french in pairs if not french.strip()] == []


def test_the_catalogue_holds_nothing_that_is_never_said() -> None:
    said_by_system = {os.strerror(number) for number in errno.errorcode}
    placeholders = {word for name in COMMANDS for word in help_of(name, "en").split() if word.isupper()}
    said_as_help = {text for name in COMMANDS for text in helps(name)} | FRAME
    said_as_help |= {word.strip("[].") for word in placeholders}
    assert sorted(set(ENGLISH) - templates() - said_by_system - said_as_help) == []


# What stands around the help: its title, the line of usage, and typer's own words.
FRAME = {
    "Arguments",
    "Options",
    "Veilleur, the night watchman of a company's telephone system.",
    "Usage:",
    "[OPTIONS] COMMAND [ARGS]...",
    "Commands",
    "Show this message and exit.",
    "Print the version and exit.",
    "default:",
    "required",
    "; ",
    r"from \1 to \2",
    "WINDOW AMOUNT | FILE...",
}


def test_the_blanks_of_both_languages_agree() -> None:
    """A French sentence may leave a blank out and never has another one, nor another format."""
    assert [english for english, french in ENGLISH.items() if not blanks(french) <= blanks(english)] == []


def test_every_message_is_given_the_values_of_its_blanks() -> None:
    marked = marked_templates()
    wrong = [
        f"{made.place}: {made.template}"
        for made in made_in_source()
        if made.template is not None
        and None not in made.names
        and made.names != {name for name, _conversion, _form in blanks(made.template)}
        and made.template not in marked
    ]
    assert wrong == []


def marked_templates() -> set[object]:
    """Those whose values come later."""
    return {
        node.args[0].value
        for _name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and last_name(node.func) == "template"
        and isinstance(node.args[0], ast.Constant)
    }


def test_no_value_is_a_phrase_in_english_only() -> None:
    """A phrase that stands in a blank is a Message itself, or French readers see English in the middle."""
    phrase = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
    wrong = [
        made.place
        for made in made_in_source()
        for value in made.values
        for text in texts_outside_messages(value)
        if phrase.search(text)
    ]
    assert wrong == []


def texts_outside_messages(node: ast.AST) -> Iterator[str]:
    """The text literals of an expression that are not inside a Message."""
    if isinstance(node, ast.Call) and last_name(node.func) in MAKERS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for inner in ast.iter_child_nodes(node):
        yield from texts_outside_messages(inner)


def test_a_no_break_space_stands_before_each_high_sign_of_french() -> None:
    assert [french for french in ENGLISH.values() if re.search(r" [:;?!»]|« ", french)] == []
    assert sum("\u00a0;" in french for french in ENGLISH.values()) > 50


def test_our_reader_and_that_of_a_translators_tool_read_the_same() -> None:
    with FRENCH.open("rb") as file:
        catalogue = read_po(file, locale="fr", abort_invalid=True)
    assert {str(one.id): str(one.string) for one in catalogue if one.id} == ENGLISH


def test_entries_on_several_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "some.po"
    file.write_text(
        'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'
        '#: a.py\nmsgid ""\n"a \\"b\\" "\n"{c}"\nmsgstr "d "\n"{c}"\n'
    )
    assert list(entries(file)) == [('a "b" {c}', "d {c}")]


def test_a_cause_within_a_sentence_is_french_too() -> None:
    error = InputError(
        "{path}: cannot be read ({why}); give a readable file.", path="/a", why=Message("too slow")
    )
    assert str(error) == error_in(error, "en") == "/a: cannot be read (too slow); give a readable file."
    assert error_in(error, "fr") == (
        "/a\u00a0: lecture impossible (trop lent)\u00a0; donnez un fichier lisible."
    )


def test_text_that_is_no_message_stays_as_it_is() -> None:
    assert error_in("Permission denied", "fr") == "Permission denied"
    assert error_in(Message("Something nobody foresaw"), "fr") == "Something nobody foresaw"


def test_a_hostile_value_is_shown_and_never_read_as_a_template() -> None:
    hostile = "{why} {0} {path.__class__} \\1 %s"
    error = InputError("{path}: cannot be read ({why}); give a readable file.", path=hostile, why="{path}")
    assert str(error).startswith(f"{hostile}: cannot be read ({{path}})")
    assert error_in(error, "fr").startswith(f"{hostile}\u00a0: lecture impossible ({{path}})")


def test_a_message_is_text_wherever_text_goes_and_remembers_what_it_says() -> None:
    inner = Message("cut calls")
    message = Message("The manager login can {what}.", what=inner)
    assert message == "The manager login can cut calls."
    for again in (from_data(to_data(message)), copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert again == message
        assert error_in(again, "fr") == "Le compte manager peut couper les appels."


def test_a_message_keeps_no_exception_alive() -> None:
    message = Message("{path}: not valid TOML: {why}.", path="a", why=ValueError("no key"))
    assert message.values == {"path": "a", "why": "no key"}


def test_an_error_that_crosses_processes_keeps_its_values() -> None:
    error = InputError("Extension {extension} has no code.", extension="201")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, VeilleurError)
    assert error_in(again, "fr") == "Le poste 201 n’a pas de code."


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_and_option_has_its_help_in_french(name: str) -> None:
    assert [text for text in helps(name) if help_in(text, "fr") == text] == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_speaks_of_files_and_numbers_and_not_of_types_of_a_program(name: str, lang: str) -> None:
    shown = help_of(name, lang)
    assert not re.search(r"<\w|<=|\[\[|no-\w+\]|\{[a-z]+\}", shown)
    if lang == "fr":
        assert not re.search(r"default:|required|\b(FILE|TEXT|NUMBER|PATH)\b", shown)
        assert not re.search(r"[a-z]:$", shown, re.MULTILINE)
        assert not re.search(r"\[[^\]]*\w; ", shown)


def help_of(name: str, lang: str) -> str:
    """The help of a command as it is printed."""
    command = built(COMMANDS[name][0])
    return str(command.get_help(command.make_context(name, [], resilient_parsing=True, obj=lang)))
