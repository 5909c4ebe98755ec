# ruff: noqa: E501 - pieces of dialplans
"""A real Asterisk, 22 and 16, stops reading a file where our reader does, and reads the rest as it does.

The files are those of `tests/pbx/asterisk/dialplan/refusals.py`. Each is loaded over a plan that is in force:
what is refused leaves it there.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.switch import RealAsterisk
from tests.pbx.asterisk.dialplan.refusals import BROKEN_OFF, MAIN, MISSING, PASSED_OVER, READ, REFUSED, Case
from tests.pbx.asterisk.dialplan.test_refusals import steps_of, written

from veilleur.pbx.asterisk.dialplan import from_events, read_directory

pytestmark = [pytest.mark.lab, pytest.mark.slow]

BEFORE = {MAIN: "[before]\nexten => 8,1,NoOp()\n"}
LOADED_BEFORE = {"before,8"}


class Switch:
    """A switch whose dialplan is changed while it runs."""

    def __init__(self, real: RealAsterisk) -> None:
        self.real = real
        self.etc: Path = real.path(real.home) / "etc"
        self._kept = {path.name for path in self.etc.iterdir()}

    def loads(self, case: Case) -> set[str]:
        """The steps that run once the files of a case lie in place of all others and were loaded."""
        for path in self.etc.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in self._kept:
                path.unlink()
        written(case, self.etc)
        self.real.ask("Command", Command="dialplan reload")
        return self.running()

    def running(self) -> set[str]:
        """The steps that come of extensions.conf."""
        rows = [row for row in self.real.dialplan() if row.get("Registrar") == "pbx_config"]
        return steps_of(from_events(rows))


@pytest.fixture(scope="module", params=["22", "16"])
def switch(request: pytest.FixtureRequest) -> Iterator[Switch]:
    """One for all files, which is quick."""
    with RealAsterisk(request.param, BEFORE) as real:
        yield Switch(real)


@pytest.mark.parametrize("name", [*REFUSED, *MISSING])
def test_what_is_refused_leaves_in_force_what_was_loaded_before(switch: Switch, name: str) -> None:
    assert switch.loads(Case(BEFORE)) == LOADED_BEFORE
    assert switch.loads({**REFUSED, **MISSING}[name]) == LOADED_BEFORE
    blind = read_directory(switch.etc).plan.blind
    assert {one.kind for one in blind} & {"refused", "missing"}


@pytest.mark.parametrize("name", [*BROKEN_OFF, *PASSED_OVER, *READ])
def test_what_is_loaded_is_what_we_read(switch: Switch, name: str) -> None:
    assert switch.loads(Case(BEFORE)) == LOADED_BEFORE
    case = {**BROKEN_OFF, **PASSED_OVER, **READ}[name]
    loaded = switch.loads(case)
    assert loaded == set(case.steps.split())
    assert loaded == steps_of(read_directory(switch.etc).plan)


SEEDS, AT_ONCE = 300, 25
_HEADERS = """[a]|[b]|[t](!)|[u](!)|[a](+)|[b](t)|[B](T)|[a](+,t)|[c](!,t)|[d] (t)|[e](t,)|[t](+TEMPLATES=include)|[a](!,+)
[b](u,t)|[c](+)|[i](a)|[j](b,!)|[ k ]|[l]]|[[m]|[n](t)(!)|[o]()|[t](+)|[nowhere](+)|[p|[q](t|[r]( t)""".replace(
    "\n", "|"
).split("|")
_LINES = """exten += ,1,NoOp()|exten => @|hello|\\exten => @,1,NoOp()|=x|;-- x --;|; x|exten => @,1,NoOp(a;b)|exten => @,1,NoOp(a\\;b)
;--- x|;-- x --; exten => @,1,NoOp()|exten => @,;-- x --;1,NoOp()|#inculde x|# include x.conf|#include|exten==@,1,NoOp()
exten =>> @,1,NoOp()|exten => @,1,NoOp() ;; x ;--|same => n,NoOp()|#tryinclude none.conf|;--|--;|;-- a ;-- b --; c|--\\;|\\;-- x""".replace(
    "\n", "|"
).split("|")
_INCLUDES = {
    MAIN: [
        "#include x.conf",
        "#tryinclude y.conf",
        "#include sub/*.conf",
        "#include <y.conf>",
        "#include sub/{a,b}.conf",
    ],
    "x.conf": ["#include y.conf", "#tryinclude y.conf"],
}


def _any_files(seed: int) -> dict[str, str]:
    """Files whose lines are taken by chance, the same at each run."""
    chance = random.Random(seed)
    files = {}
    for base, name in enumerate([MAIN, "x.conf", "y.conf", "sub/a.conf", "sub/b.conf"], start=1):
        lines = ["[a]"] if name == MAIN else []
        for number in range(chance.randint(1, 12)):
            kinds = [["exten => @,1,NoOp()"], _HEADERS[:18], _HEADERS, _LINES, _INCLUDES.get(name, _LINES)]
            (kind,) = chance.choices(kinds, [40, 18, 2, 30, 10])
            lines.append(chance.choice(kind).replace("@", f"{base}{number:02}"))
        files[name] = "\n".join(lines)
    return files


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_any_files_are_read_as_they_are_loaded(switch: Switch, first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        assert switch.loads(Case(BEFORE)) == LOADED_BEFORE
        loaded = switch.loads(Case(_any_files(seed)))
        plan = read_directory(switch.etc).plan
        is_refused = any(one.kind == "refused" for one in plan.blind)
        assert loaded == (LOADED_BEFORE if is_refused else steps_of(plan)), _any_files(seed)


@pytest.mark.parametrize("version", ["22", "16"])
def test_a_switch_that_starts_on_a_refused_file_has_no_dialplan_of_it(version: str) -> None:
    case = REFUSED["a section that is nowhere is added to"]
    with RealAsterisk(version, case.files) as real:
        assert Switch(real).running() == set()
