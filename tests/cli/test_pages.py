"""The commands that README and docs/ name are there, with their options; so are those that errors advise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from veilleur.cli.app import COMMANDS
from veilleur.cli.frame import built
from veilleur.language.catalogue import FRENCH, entries

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# A line of an indented or fenced block, or a span of code.
_BLOCK = re.compile(r"^(?:    )?(?:sudo )?(?:/\S+/)?veilleur ([a-z].*)$", re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`veilleur ([^`\n]+)`")
OF_ALL_COMMANDS = {"--help", "-h", "--lang"}


def named(text: str) -> Iterator[str]:
    """What stands behind `veilleur` wherever a text names a command."""
    for found in (*_BLOCK.findall(text), *_SPAN.findall(text)):
        words = re.split(r"\s+#\s|\s{3,}|→", found.replace("\\|", "|"))[0].strip()
        if not words.startswith("COMMAND"):
            yield words


def what_is_wrong(words: str) -> str | None:
    """Why a command as it is written could not be given; None when it could."""
    name, *rest = words.replace("...", " ").replace("[", " ").replace("]", " ").split()
    if name.startswith("-"):
        return None if name in ("--help", "--version", "--lang") else f"no option {name}"
    if name not in COMMANDS:
        return f"no command {name}"
    params = built(COMMANDS[name][0]).params
    known = {option for one in params for option in (*one.opts, *one.secondary_opts)} | OF_ALL_COMMANDS
    for word in rest:
        option = word.split("=")[0].rstrip(".,;:")
        if option.startswith("-") and option != "-" and option not in known:
            return f"{name} has no option {option}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_a_page_can_be_given(page: Path) -> None:
    wrong = [(words, why) for words in named(page.read_text("utf-8")) if (why := what_is_wrong(words))]
    assert wrong == []


def test_every_command_that_an_error_or_a_sentence_advises_can_be_given() -> None:
    texts = [text for pair in entries(FRENCH) for text in pair]
    texts += [path.read_text("utf-8") for path in sorted((ROOT / "src").rglob("*texts.py"))]
    advised = [words for text in texts for words in named(text) if not words.startswith("{")]
    assert len(advised) > 10
    assert [(words, why) for words in advised if (why := what_is_wrong(words))] == []


def test_the_pages_are_read_at_all() -> None:
    assert sum(len(list(named(page.read_text("utf-8")))) for page in PAGES) > 30
    assert what_is_wrong("gaurd") is not None
    assert what_is_wrong("status --jsno") is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_of_a_page_leads_nowhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
