"""Messages, errors and help in French, by the gettext catalogue `locale/fr/LC_MESSAGES/veilleur.po`.

In: a message with its template and values. Out: the template's French with the same values, each in French
too where it is a message itself. The catalogue is read as it stands when the first French sentence is needed
(two milliseconds): nothing is compiled, so nothing can be stale.
Pitfall: text that is no Message stays as it is: `str(error)` is such text, `error.message` is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

FRENCH = Path(__file__).parent / "locale" / "fr" / "LC_MESSAGES" / "veilleur.po"


def error_in(said: str | VeilleurError, lang: str) -> str:
    """The sentence of an error, or any other message, in a language."""
    message = said.message if isinstance(said, VeilleurError) else said
    if lang != "fr" or not isinstance(message, Message):
        return str(message)
    french = _french().get(message.template, message.template)
    values = {name: error_in(v, lang) if isinstance(v, Message) else v for name, v in message.values.items()}
    return french.format(**values) if values else french


def help_in(text: str, lang: str) -> str:
    """A command's help in a language."""
    return _french().get(text, text) if lang == "fr" else text


@lru_cache(maxsize=1)
def _french() -> dict[str, str]:
    return dict(entries(FRENCH))


def entries(path: Path) -> Iterator[tuple[str, str]]:
    """(msgid, msgstr) of each entry of a catalogue; its first one, which describes the file, is left out."""
    english = french = ""
    is_english = False
    for line in (*path.read_text(encoding="utf-8").splitlines(), 'msgid ""'):
        word, _, quoted = line.partition(" ")
        if word == "msgid":
            if english:
                yield english, french
            english, french, is_english = _unquoted(quoted), "", True
        elif word == "msgstr":
            french, is_english = _unquoted(quoted), False
        elif line.startswith('"') and is_english:
            english += _unquoted(line)
        elif line.startswith('"'):
            french += _unquoted(line)


def _unquoted(quoted: str) -> str:
    return str(json.loads(quoted))  # the escapes that a .po of ours holds are those of JSON
