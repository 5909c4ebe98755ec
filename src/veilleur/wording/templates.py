"""Pages from templates: text for a terminal, HTML for a browser.

In: a folder of templates. Out: jinja2's environment for them. Pitfall: values come from a hostile telephone
network, so each one is put on one line without marks that steer a terminal, and in `.html` it is escaped too;
a text template therefore repeats a part by `include`, since what a macro gives is a value.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from veilleur.language import printable


def environment(folder: Path) -> Environment:
    """The templates of a folder. A name that is not given is an error; a block leaves no line behind."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _harmless(value: object) -> object:
    return value if isinstance(value, Markup) else printable(str(value))
