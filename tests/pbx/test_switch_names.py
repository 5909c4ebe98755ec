"""Only `pbx/asterisk/` knows Asterisk: everywhere else a switch is what its adapter says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import veilleur

PACKAGE = Path(veilleur.__file__).parent
# Who may name it, and why.
ALLOWED = {
    "pbx/asterisk/": "the adapter itself",
    "pbx/gate/setup/makers.py": "the list of PBXs, with the field of each that names the gate",
    "records/": "formats of call records bear the name of the switch that writes them",
    "simulation/": "the embedded PBX of the demo speaks as an Asterisk does",
    "bench/": "figures are measured on what an Asterisk sends",
    "conformance/fakes/": "a made switch of each kind, for the kit that all adapters are held to",
    "numbering/": "sources of the codes that set a forward",
    "audit/checks/": "a finding names its sources, and the field of each switch that mends it",
    "cli/demo/command.py": "it joins the embedded PBX and the guard, so it makes the settings of that PBX",
}
SOURCES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def naming(name: str) -> list[str]:
    lines = (PACKAGE / name).read_text(encoding="utf-8").splitlines()
    return [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if "asterisk" in line.lower()]


@pytest.mark.parametrize("name", [name for name in SOURCES if not name.startswith(tuple(ALLOWED))])
def test_no_other_room_names_asterisk(name: str) -> None:
    assert naming(name) == []


@pytest.mark.parametrize("allowed", ALLOWED)
def test_who_may_name_it_does(allowed: str) -> None:
    assert any(naming(name) for name in SOURCES if name.startswith(allowed))
