"""What is published of the HTTP interface: `python -m tools.http_page` writes it all.

Out: docs/openapi.json, docs/events.schema.json, and the table of events in docs/events.md, between its two
marks. Pitfall: after a change of a model they must be written again; a test says so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from veilleur.pbx.http.openapi import document, report_schema

DOCS = Path(__file__).parents[1] / "docs"
BEGINS, ENDS = "<!-- made by tools.http_page -->", "<!-- end -->"
_COMMON = ("event", "id", "at")


def files() -> dict[str, str]:
    """Name -> text of each file."""
    page = (DOCS / "events.md").read_text("utf-8")
    before, _, rest = page.partition(BEGINS)
    after = rest.partition(ENDS)[2]
    published = document()
    published["info"]["version"] = "1"  # the served one names the version of Veilleur too
    return {
        "openapi.json": json.dumps(published, indent=1, ensure_ascii=False) + "\n",
        "events.schema.json": json.dumps(report_schema(), indent=1, ensure_ascii=False) + "\n",
        "events.md": f"{before}{BEGINS}\n\n{table()}\n{ENDS}{after}",
    }


def table() -> str:
    """Every event that may be reported, Markdown."""
    schema = report_schema()
    lines = ["| event | what happened | needed | may be added |", "|---|---|---|---|"]
    lines += [_row(one["$ref"].rpartition("/")[2], schema["$defs"]) for one in schema["oneOf"]]
    live = _fields(schema["$defs"]["LiveCall"])
    needed, added = _split(live, schema["$defs"]["LiveCall"])
    lines.append(f"| (each of `calls`) | One out leg that is alive. | {needed} | {added} |")
    return "\n".join(lines) + "\n"


def _row(name: str, shapes: dict[str, Any]) -> str:
    shape = shapes[name]
    needed, added = _split(_fields(shape), shape)
    return f"| `{name}` | {shape['description']} | {needed} | {added} |"


def _fields(shape: dict[str, Any]) -> list[str]:
    return [field for field in shape["properties"] if field not in _COMMON]


def _split(fields: list[str], shape: dict[str, Any]) -> tuple[str, str]:
    required = set(shape.get("required", ()))
    needed = ", ".join(f"`{field}`" for field in fields if field in required)
    added = ", ".join(f"`{field}`" for field in fields if field not in required)
    return needed or "-", added or "-"


if __name__ == "__main__":
    for name, text in files().items():
        (DOCS / name).write_text(text, "utf-8")
