"""Every sentence about an error that the program can raise has its French."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import veilleur
from veilleur.cli.app import COMMANDS
from veilleur.language.translation import error_in, forms, help_in, is_known

SOURCE = Path(veilleur.__file__).parent
# Who measures Veilleur or makes companies of seeds is an engineer, and engineers read English.
ENGLISH_ONLY = {"bench", "simulation"}
ENGINEERS_COMMANDS = {"cli/measure/bench.py", "cli/measure/simulate.py"}
RAISED = {"ConfigError", "InputError", "SwitchError", "JournalError", "SetupError", "LoginRefusedError"}
RAISED |= {"AmiError", "UnusableError"}
TOLD = {"_tell", "_say"}
BLANK = "word"


def sentences() -> Iterator[tuple[str, str]]:
    """(place in the source, sentence with a word in each blank) of all that is raised or told."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name.split("/")[0] in ENGLISH_ONLY or name in ENGINEERS_COMMANDS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in RAISED or (called in TOLD and name.startswith("guard/")):
                    for text in map(filled, node.args):
                        if text.replace(BLANK, "").strip(": ."):
                            yield f"{name}:{node.lineno}", text


def filled(node: ast.expr) -> str:
    """A text of the source with a word in each blank; "" for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(filled(part) or BLANK for part in node.values)
    return ""


def test_every_sentence_of_the_source_is_known_in_french() -> None:
    unknown = [f"{place}: {text}" for place, text in sentences() if not is_known(text)]
    assert unknown == []


def blanks_of(form: str) -> set[str]:
    """The names of the blanks."""
    return set(form.replace("}", "{").split("{")[1::2])


def test_the_source_is_read_at_all() -> None:
    assert len(list(sentences())) > 120


def test_no_form_stands_twice_and_each_keeps_its_blanks() -> None:
    english = [form for form, _french in forms()]
    assert len(english) == len(set(english))
    for form, french in forms():
        assert blanks_of(french) <= blanks_of(form), form


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            "/etc/veilleur.toml: the configuration cannot be read (Permission denied); "
            "check the path and its rights.",
            "/etc/veilleur.toml\u00a0: la configuration ne peut pas être lue (permission refusée)\u00a0; "
            "vérifiez le chemin et ses droits.",
        ),
        (
            "veilleur.toml:3: unknown key 'nom' in [site]; did you mean 'name'?",
            "veilleur.toml:3\u00a0: clé inconnue 'nom' dans [site]\u00a0; vouliez-vous écrire 'name'\u00a0?",
        ),
        (
            "veilleur.toml:7: port = 70000 in [asterisk] cannot be used: "
            "Input should be less than or equal to 65535.",
            "veilleur.toml:7\u00a0: port = 70000 dans [asterisk] ne convient pas\u00a0: "
            "il faut au plus 65535.",
        ),
    ],
)
def test_a_cause_within_a_sentence_is_french_too(english: str, french: str) -> None:
    assert error_in(english, "fr") == french
    assert error_in(english, "en") == english


def test_what_is_not_known_stays_as_it_is() -> None:
    assert error_in("Something nobody foresaw", "fr") == "Something nobody foresaw"


def test_a_hostile_blank_is_shown_and_never_read_as_a_form() -> None:
    hostile = "{why} {0} \\1 %s"
    said = error_in(
        f"{hostile}: there is no journal here; start `veilleur guard` or name another file.", "fr"
    )
    assert said.startswith(hostile)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("bench", "simulate")])
def test_each_command_and_option_has_its_help_in_french(name: str) -> None:
    module, line = COMMANDS[name]
    app = typer.Typer(add_completion=False)
    app.command()(importlib.import_module(module).command)
    command = typer.main.get_command(app)
    helps = {line, command.help, *(getattr(parameter, "help", None) for parameter in command.params)}
    assert [text for text in helps if text and help_in(text, "fr") == text] == []
