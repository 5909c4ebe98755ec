"""French has one name for the product, and owners read no word that only its makers know."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import veilleur
from veilleur.language.catalogue import FRENCH, entries

SOURCE = Path(veilleur.__file__).parent
ROOT = Path(__file__).parents[2]
PAGES = ("README.fr.md", "docs/confidentialite.md")
# The product is Veilleur; "le veilleur de nuit" is the trade that it is compared with.
FORBIDDEN = {
    "another name for Veilleur": re.compile(
        r"\bgardiens?\b|\bla garde\b|\bla page de la veille\b"
        r"|\b(?:[Ll]e|[Uu]n|[Aa]ucun|[Cc]e|[Ss]on|[Nn]otre|[Dd]u|[Aa]u) veilleur\b(?! de nuit|\.toml)"
    ),
    "another word for e-mail": re.compile(r"\bcourriels?\b", re.IGNORECASE),
    "another word for the standard": re.compile(r"\bautocommutateurs?\b", re.IGNORECASE),
    "a word of makers, for the hash of the last line": re.compile(r"(?<!en-)\btêtes?\b", re.IGNORECASE),
}
MAY_SAY = {
    "Veilleur, le veilleur de nuit du téléphone de l’entreprise.",
    # The head of a section of a dialplan, and not that of the journal.
    "À écrire en tête de [macro-dialout-trunk-predial-hook], vos lignes ensuite (s,1 devient s,n)\u00a0:",
}


def french_texts() -> Iterator[tuple[str, str]]:
    """(where, text): of the catalogue, the source, the dossier and the French pages."""
    for _english, french in entries(FRENCH):
        yield FRENCH.name, french
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}", node.value
    for path in sorted(SOURCE.rglob("*.fr.toml")):
        for text in texts_in(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield path.relative_to(SOURCE).as_posix(), text
    for page in PAGES:
        yield page, (ROOT / page).read_text(encoding="utf-8")


def texts_in(value: object) -> Iterator[str]:
    """Every text within tables and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_no_french_text_holds(reason: str) -> None:
    said = [
        f"{where}: {text}"
        for where, text in french_texts()
        if text not in MAY_SAY and FORBIDDEN[reason].search(text)
    ]
    assert said == []


def test_the_texts_are_found_at_all() -> None:
    assert sum("Veilleur" in text for _where, text in french_texts()) > 200
