"""The pages of a dossier as one HTML file, where Typst cannot run: read in any browser, printed to PDF there.

In: the plain data of a document. Out: text. Pitfall: every word of it may come from a stranger's file, so all
of it is escaped, and the page itself forbids programs and the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from veilleur.evidence.dossier.blocks import Block

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(data: dict[str, Any]) -> str:
    """The page of `document.document`."""
    style = files(__package__).joinpath("templates/dossier.css").read_text("utf-8")
    title = f"{data['title']} – {data['reference']}"
    return (
        f'<!doctype html>\n<html lang="{escape(data["lang"])}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>\n{style}</style></head><body><main>\n"
        f"{_first_page(data)}{''.join(map(_block, data['blocks']))}</main></body></html>\n"
    )


def _first_page(data: dict[str, Any]) -> str:
    summary, grade = data["summary"], data["grade"]
    about = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in data["about"])
    tiles = "".join(
        f"<li><strong>{escape(value)}</strong> {_mark(mark)}<br>{escape(label)}</li>"
        for value, label, mark in summary["tiles"]
    )
    return (
        f'<p class="copy">{escape(data["copy"])}</p><h1>{escape(data["title"])}</h1>'
        f'<p class="subtitle">{escape(data["subtitle"])}</p><dl>{about}</dl>'
        f"<h2>{escape(summary['heading'])}</h2><p>{escape(' '.join(summary['sentences']))}</p>"
        f'<ul class="tiles">{tiles}</ul>{_chart(summary["chart"])}{_table(summary["places"])}'
        f'<p class="deadline"><strong>{escape(summary["deadline"])}</strong><br>'
        f"{escape(summary['deadline_text'])}<br><em>{escape(data['lawyer'])}</em></p>"
        f'<p class="grade"><strong>{escape(grade["name"])}</strong><br>{escape(grade["text"])}</p>'
        f'<p class="small">{escape(summary["figures"])}</p>\n'
    )


def _mark(mark: str) -> str:
    return f"<sup>{escape(mark)}</sup>" if mark else ""


def _chart(chart: dict[str, Any]) -> str:
    """Bars as a table whose cells are as long as the figures say: readable aloud, and without pictures."""
    if not chart["bars"]:
        return ""
    most = max(1, *(bar["count"] for bar in chart["bars"]))
    rows = "".join(
        f'<tr{" class=closed" if bar["closed"] else ""}><th scope="row">{escape(bar["label"])}</th>'
        f'<td><meter max="{most}" value="{bar["count"]}"></meter> {bar["count"] or ""}</td></tr>'
        for bar in chart["bars"]
    )
    return f'<table class="chart"><caption>{escape(chart["title"])}</caption><tbody>{rows}</tbody></table>'


def _table(block: Block) -> str:
    if not block["rows"]:
        return ""

    def cells(texts: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{_kind(block, place)}>{escape(text)}</{tag}>" for place, text in enumerate(texts)
        )

    head = f"<thead><tr>{cells(block['heads'], 'th')}</tr></thead>"
    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in block["rows"])
    foot = f"<tfoot><tr>{cells(block['foot'], 'td')}</tr></tfoot>" if block["foot"] else ""
    return f'<div class="wide"><table>{head}<tbody>{body}</tbody>{foot}</table></div>\n'


def _kind(block: Block, place: int) -> str:
    if place >= block["mono_from"]:
        return " class=mono"
    return " class=figure" if place >= block["right_from"] else ""


def _block(block: Block) -> str:
    kind = block["kind"]
    if kind == "table":
        return _table(block)
    if kind == "bullets":
        return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in block['texts'])}</ul>\n"
    if kind == "items":
        return "".join(map(_item, block["rows"]))
    if kind == "commands":
        parts = escape(block["text"]).split("`")
        shown = [f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts)]
        return f"<p>{''.join(shown)}</p>\n"
    before, after = _AROUND[kind]
    return f"{before}{escape(block['text'])}{after}\n"


def _item(row: Iterable[str]) -> str:
    title, text, note = row
    small = f'<br><span class="small">{escape(note)}</span>' if note else ""
    return f'<p class="item"><strong>{escape(title)}</strong><br>{escape(text)}{small}</p>\n'


_AROUND = {
    "heading": ("<h2>", "</h2>"),
    "annex": ('<h2 class="annex">', "</h2>"),
    "subheading": ("<h3>", "</h3>"),
    "para": ("<p>", "</p>"),
    "small": ('<p class="small">', "</p>"),
    "notice": ('<p class="notice">', "</p>"),
    "code": ("<pre>", "</pre>"),
}
