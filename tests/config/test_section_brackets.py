"""A section that stands twice, or in the wrong brackets: one sentence with file and line, and no secret."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from veilleur.config import load_text, model
from veilleur.language import error_in
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

SHAPE = model.file_shape(sections())
SEVERAL = {("site",), ("alerts", "person"), ("page", "site"), ("timestamps",), ("witness",)}


def all_sections(shape: type[BaseModel] = SHAPE, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of every section and table of the file, as a person writes them."""
    for name, field in shape.model_fields.items():
        inner, keys = model.inner_model(field.annotation), (*above, name)
        if inner is not None or "dict" in str(field.annotation):
            yield keys[1:] if keys[0] == "site" and len(keys) > 1 else keys
        if inner is not None:
            yield from all_sections(inner, keys)


ALL = tuple(all_sections())
ONCE = [".".join(keys) for keys in ALL if keys not in SEVERAL]


def refusal(text: str) -> ConfigError:
    """How a text is refused."""
    with pytest.raises(ConfigError) as refused:
        load_text(text, Path("veilleur.toml"), sections())
    return refused.value


def test_the_sections_are_all_there() -> None:
    assert {*SEVERAL, ("gate",), ("hours",), ("alerts", "mail"), ("limits", "class_day_eur")} <= {*ALL}


@pytest.mark.parametrize("section", ONCE)
def test_double_brackets_of_a_section_that_stands_once_are_named_with_the_line(section: str) -> None:
    for times in (1, 2, 3):
        text = "# of Nadia\n" + f"[[{section}]]\n" * times
        said = str(refusal(text))
        assert said.startswith(f"veilleur.toml:{times + 1}: ")  # the last is too many
        assert said.endswith(f"; write [{section}] once, in single brackets.")
        assert said.count(": ") == 1  # no cause of a library behind the line


@pytest.mark.parametrize("section", ONCE)
@pytest.mark.parametrize(
    ("first", "second"), [("[{}]", "[{}]"), ("[{}]", "[[{}]]"), ("[[{}]]", "[ {} ] # new")]
)
def test_a_section_that_stands_twice_is_no_riddle_of_toml(section: str, first: str, second: str) -> None:
    said = str(refusal(f"{first.format(section)}\n\n{second.format(section)}\n"))
    assert said.startswith("veilleur.toml:3: ")
    assert said.endswith(f"; write [{section}] once, in single brackets.")


@pytest.mark.parametrize(
    "text",
    [
        "[[gate]]\n[[gate]]\n",
        "[gate]\n[gate]\n",
        "[gate]\n[[gate]]\n",
        '# one\n[["gate"]] # the first\n',
        'language = "x"\ngate = [{}, {}]\n',
        '[[gate]]\nhost = "192.0.2.1"\n[[ gate ]]\nhost = "192.0.2.2"\n',
    ],
)
def test_a_second_gate_is_answered_with_where_to_read_of_it(text: str) -> None:
    refused = refusal(text.replace('language = "x"\n', "\n"))
    line = 3 if "host" in text else 2
    assert str(refused) == (
        f"veilleur.toml:{line}: a guard serves one gate (for a second, see docs/gate.md); write [gate] once,"
        " in single brackets."
    )
    assert error_in(refused, "fr") == (
        f"veilleur.toml:{line}\u00a0: Veilleur ne sert qu’une porte par configuration "
        "(pour une seconde, voir docs/gate.md)"
        "\u00a0; écrivez [gate] une seule fois, entre crochets simples."
    )


@pytest.mark.parametrize("section", ["asterisk", "freeswitch", "http", "smdr", "site"])
def test_a_second_pbx_is_answered_with_the_rule(section: str) -> None:
    twice = f"[{section}]\n[{section}]\n"
    assert error_in(refusal(twice), "fr") == (
        f"veilleur.toml:2\u00a0: Veilleur garde un seul standard par configuration\u00a0; écrivez [{section}]"
        " une seule fois, entre crochets simples."
    )


def test_a_section_of_one_of_several_sites_says_so() -> None:
    said = str(refusal('[[site]]\nname = "A"\n[[site.hours]]\nalways = true\n[[site]]\nname = "B"\n'))
    assert (
        said == "veilleur.toml:3: a site has one such section; write [site.hours] once, in single brackets."
    )


@pytest.mark.parametrize("section", [".".join(keys) for keys in sorted(SEVERAL) if keys != ("site",)])
@pytest.mark.parametrize("times", [1, 2])
def test_single_brackets_where_there_may_be_several_are_named(section: str, times: int) -> None:
    refused = refusal(f'\n[{section}]\nname = "A"\n' * times)
    line = 2 if times == 1 else 5
    assert str(refused) == (
        f"veilleur.toml:{line}: there may be several of [[{section}]]; write each in double brackets."
    )
    assert "entre doubles crochets" in error_in(refused, "fr")


@pytest.mark.parametrize(
    "text", ["[[asterisk]]\n{}", "[witness]\n{}", "[[gate]]\n[[gate]]\n{}", "[gate]\n{}[gate]\n"]
)
def test_no_secret_of_such_a_section_is_shown(text: str) -> None:
    assert "hunter" not in str(refusal(text.format('secret_file = "hunter"\ntoken = "hunter"\n')))


def test_what_else_is_wrong_is_said_as_before() -> None:
    assert str(refusal("[guard]\nlanguage = 1\nlanguage = 2\n")).startswith("veilleur.toml: not valid TOML: ")
    assert "unknown key 'gates'" in str(refusal("[[gates]]\n"))
    assert "gate = 5 in the file cannot be used" in str(refusal("gate = 5\n"))
    said = str(refusal('[site]\nname = """\n[gate]\n[gate]\n"""\n[gate]\nport = 1\nport = 2\n'))
    assert said.startswith("veilleur.toml: not valid TOML: ")


def test_the_command_ends_as_for_every_configuration_that_cannot_be_used(tmp_path: Path) -> None:
    toml = tmp_path / "veilleur.toml"
    toml.write_text("[[gate]]\n[[gate]]\n")
    words = [sys.executable, "-m", "veilleur", "guard", "--config", str(toml), "--lang", "fr"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Veilleur ne sert qu’une porte par configuration" in done.stderr
