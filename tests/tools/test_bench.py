"""`make bench` prints what each bench of the tools measures."""

from __future__ import annotations

import ast
from pathlib import Path

TOOLS = Path(__file__).parents[2] / "tools"


def test_every_bench_of_the_tools_belongs_to_make_bench() -> None:
    called = {
        node.func.value.id
        for node in ast.walk(ast.parse((TOOLS / "bench.py").read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in ("main", "report", "report_all")
    }
    benches = {path.stem for path in TOOLS.glob("bench_*.py")}
    assert "bench_freepbx" in benches
    assert benches <= called
