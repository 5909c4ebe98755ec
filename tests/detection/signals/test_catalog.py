"""Every reason that the source writes is declared, and every declaration is written somewhere."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import veilleur
from veilleur.detection.signals.catalog import RULES, SIGNALS, sentence
from veilleur.detection.signals.computed import COMPUTED
from veilleur.detection.signals.declaration import GROUP_LIMITS_DB, Signal
from veilleur.detection.signals.rule import Rule
from veilleur.detection.signals.witnessed import WITNESSED
from veilleur.words.decisions import Reason

SOURCE = Path(veilleur.__file__).parent
ROOMS = ("detection", "evidence")  # where reasons are made; the rules of others in bench/ have their own
DECLARED = {*SIGNALS, *RULES}
# Where a code stands: the place of the argument in a call, or the key of what is stored in a module.
IN_CALLS = {
    "Reason": 0,
    "Witnessed": 1,
    "_alert": 0,
    "_record_new": 0,
    "_stop_late": 1,
    "_stop_running": 2,
    "_total": 0,
}
OF_THE_REPORTER = {"witness": 0, "report": 0, "record": 0}
STORED_BY_CODE = {"detection/judge/call_evidence.py", "detection/judge/explanation.py"}


class Source:
    """The modules in which reasons are made, and what an expression in them can be."""

    def __init__(self) -> None:
        self.trees = {
            path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
            for room in ROOMS
            for path in sorted((SOURCE / room).rglob("*.py"))
            if path.parent.name != "signals"
        }
        self.functions: dict[str, list[ast.FunctionDef]] = {}
        self.constants: dict[str, list[ast.expr]] = {}
        for tree in self.trees.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self.functions.setdefault(node.name, []).append(node)
            for node in tree.body:
                for name, value in assignment(node):
                    self.constants.setdefault(name, []).append(value)

    def written(self) -> Iterator[tuple[str, set[str]]]:
        """(place, the codes that may be written there) of each place where a code is written."""
        for module, tree in self.trees.items():
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef):
                    for node in ast.walk(function):
                        for expression in codes_at(node, module):
                            yield f"{module}:{expression.lineno}", self.meant(expression, function)

    def meant(self, expression: ast.expr, function: ast.FunctionDef, depth: int = 8) -> set[str]:
        """The texts that an expression may be; none for what a caller hands in."""
        nearer: list[tuple[ast.expr, ast.FunctionDef]] = []
        if depth == 0:
            return set()
        if isinstance(expression, ast.Name):
            local = [
                value
                for node in ast.walk(function)
                for name, value in assignment(node)
                if name == expression.id
            ]
            nearer = [(value, function) for value in local or self.constants.get(expression.id, [])]
        elif isinstance(expression, ast.IfExp):
            nearer = [(expression.body, function), (expression.orelse, function)]
        elif isinstance(expression, ast.Subscript):
            nearer = [(expression.value, function)]
        elif isinstance(expression, ast.Call):
            nearer = [
                (node.value, called)
                for called in self.functions.get(last_name(expression.func), [])
                for node in ast.walk(called)
                if isinstance(node, ast.Return) and node.value is not None
            ]
        else:
            return set(codes_in(expression))
        return {text for one, scope in nearer for text in self.meant(one, scope, depth - 1)}


def codes_at(node: ast.AST, module: str) -> Iterator[ast.expr]:
    """The expression of the code that a node writes."""
    if isinstance(node, ast.Call):
        name = last_name(node.func)
        place = IN_CALLS.get(name)
        if isinstance(node.func, ast.Attribute) and last_name(node.func.value) in ("_reporter", "reporter"):
            place = OF_THE_REPORTER.get(name, place)
        if (
            isinstance(node.func, ast.Attribute)
            and last_name(node.func.value) == "evidence"
            and name == "add"
        ):
            place = 1
        if place is not None:
            yield from (word.value for word in node.keywords if word.arg in ("code", "signal"))
            yield from node.args[place : place + 1]
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and module in STORED_BY_CODE:
        yield node.slice


def assignment(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of an assignment."""
    if isinstance(node, ast.Assign):
        yield from ((last_name(target), node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield last_name(node.target), node.value


def codes_in(node: ast.AST) -> Iterator[str]:
    """The texts of a literal that have the shape of a code."""
    for inner in ast.walk(node):
        text = inner.value if isinstance(inner, ast.Constant) else None
        if isinstance(text, str) and re.fullmatch("[a-z_]+", text):
            yield text


def last_name(node: ast.AST) -> str:
    """`witness` of `self._reporter.witness`."""
    return getattr(node, "id", getattr(node, "attr", ""))


WRITTEN = list(Source().written())


def test_every_reason_that_is_written_is_declared() -> None:
    unknown = [f"{place}: {code}" for place, codes in WRITTEN for code in codes if code not in DECLARED]
    assert unknown == []


def test_the_places_where_reasons_are_written_are_found() -> None:
    assert len(WRITTEN) > 60
    assert sum(not codes for _place, codes in WRITTEN) < 25  # handed in by a caller, which is found itself


def test_every_declaration_is_written_somewhere() -> None:
    written = {code for _place, codes in WRITTEN for code in codes}
    assert sorted(DECLARED - written) == []


@pytest.mark.parametrize("declared", [*SIGNALS.values(), *RULES.values()], ids=lambda one: one.code)
def test_both_sentences_need_the_declared_values_and_no_other(declared: Signal | Rule) -> None:
    blank = re.compile(r"\{(\w+)")
    assert set(blank.findall(declared.fr)) == set(blank.findall(declared.en)) == set(declared.blanks)


def test_no_code_is_declared_twice_and_each_signal_is_whole() -> None:
    assert len(SIGNALS) == len(WITNESSED) + len(COMPUTED)
    assert not SIGNALS.keys() & RULES.keys()
    for signal in WITNESSED:
        assert 0 < signal.weight_db <= signal.most_db
        assert signal.group in GROUP_LIMITS_DB
        assert signal.half_life_s > 0
        assert signal.source
    for signal in COMPUTED:
        assert (signal.weight_db, signal.most_db, signal.half_life_s) == (0, 0, 0.0)
        assert signal.source


def test_an_undeclared_code_is_shown_as_it_is() -> None:
    assert sentence(Reason("of_another_version"), "fr") == "of_another_version"


DECLARATION = """
    Signal(
        code="lamp_at_night",
        group=Group.ENTRY,
        weight_db=40,
        most_db=40,
        half_life_s=DAY,
        fr="une lampe brille dans le bureau {about}",
        en="a lamp shines in office {about}",
        blanks=("about",),
        source="a test",
    ),
)
"""
ROOM = """
from tools.signals_page import page
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge_port import CallFacts, Entity, Moment, Witnessed
from veilleur.detection.signals.catalog import sentence
from veilleur.words.calls import Origin, Vantage
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Site

NIGHT = 1_790_000_000.0
judge = Judge(Site())
judge.witness(Witnessed(at=NIGHT, signal="lamp_at_night", entities=((Entity.EXTENSION, "104"),)))
cuba = Destination("00535550100", "+535550100", "CU", NumberClass.INTERNATIONAL, 8, Price(micro_euros(2)))
facts = CallFacts(
    moment=Moment(NIGHT + 60.0, 2, 1, False, 0), call="c1", extension="104", destination=cuba,
    origin=Origin.EXTENSION, vantage=Vantage.ASKED,
)
verdict = judge.judge(facts)
(reason,) = [one for one in verdict.reasons if one.code == "lamp_at_night"]
print(verdict.kind.value, reason.weight_db, sentence(reason, "fr"), sentence(reason, "en"), sep="\\n")
print(next(line for line in page().splitlines() if line.startswith("| lamp_at_night")))
"""


def test_a_new_signal_is_its_declaration_and_the_room_that_sees_it(tmp_path: Path) -> None:
    """Nothing else knows of it: the judge weighs it, both sentences are said, the page has its row."""
    shutil.copytree(SOURCE, tmp_path / "veilleur", ignore=shutil.ignore_patterns("__pycache__"))
    declarations = tmp_path / "veilleur" / "detection" / "signals" / "witnessed.py"
    before, _end, after = declarations.read_text(encoding="utf-8").rpartition(")\n")
    assert after == ""
    declarations.write_text(before + DECLARATION.lstrip("\n"), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", ROOM],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "refuse",
        "40",
        "une lampe brille dans le bureau 104",
        "a lamp shines in office 104",
        "| lamp_at_night | entry (0, 45) | 40 (40) | 24 | - | une lampe brille dans le bureau {about} "
        "| a lamp shines in office {about} | a test |",
    ]
