"""Small dialplans for the tests: text in, model out."""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.asterisk.dialplan import Model, Verdict, Way, read_directory


def model_of(directory: Path, extensions: str = "", **files: str) -> Model:
    """The model of a directory with these files; `queues_conf=` is queues.conf."""
    for name, text in {"extensions_conf": extensions, **files}.items():
        path = directory / name.replace("_conf", ".conf").replace("_ael", ".ael").replace("_lua", ".lua")
        path.write_text(text, encoding="utf-8")
    found = read_directory(directory)
    return Model(found.plan, found.around)


def verdicts(model: Model) -> dict[str, str]:
    """Verdict by extension; of several ways the worst."""
    order = [Verdict.ASKED, Verdict.NOT_KNOWN, Verdict.NOT_ASKED]
    found: dict[str, str] = {}
    for way in sorted(model.ways, key=lambda one: order.index(one.verdict)):
        found[way.extension or way.context] = way.verdict.value
    return found


def the_way(model: Model) -> Way:
    """The only way out of a plan."""
    assert len(model.ways) == 1, model.ways
    return model.ways[0]
