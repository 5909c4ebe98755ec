"""The comparison of two checkouts: what it finds, and what an exemption may explain."""

from __future__ import annotations

from pathlib import Path

from tools.compare_checkouts import WANTED, Comparison, compare, report


def compared(tmp_path: Path, base: list[str], head: list[str]) -> Comparison:
    result = Comparison()
    for name, lines in (("base", base), ("head", head)):
        (tmp_path / name).write_text("".join(line + "\n" for line in lines))
    compare(tmp_path / "base", tmp_path / "head", result)
    return result


def test_equal_files_have_no_difference(tmp_path: Path) -> None:
    lines = ["life 1\tdecision\tcut c1", "life 1\tids\tab", "life 2\tdecision\tcut c2"]
    result = compared(tmp_path, lines, lines)
    assert (result.jobs, sum(result.lines.values()), result.differing) == (2, 3, {})
    assert report(result, 1.0).endswith("no difference")


def test_one_other_amount_is_found_with_its_input(tmp_path: Path) -> None:
    result = compared(tmp_path, ["life 1\tsavings\t12", "a\tx\t1"], ["life 1\tsavings\t13", "a\tx\t1"])
    assert result.differing == {"savings": 1}
    text = report(result, 1.0)
    assert "`life 1`" in text
    assert "base: 12" in text
    assert "head: 13" in text


def test_a_line_too_many_does_not_make_all_lines_after_it_different(tmp_path: Path) -> None:
    base = [f"a\tdecision\t{place}" for place in range(50)]
    result = compared(tmp_path, base, [*base[:10], "a\tdecision\tnew", *base[10:]])
    assert result.differing == {"decision": 1}
    assert result.first["decision"].base is None


def test_a_missing_input_is_a_difference(tmp_path: Path) -> None:
    assert compared(tmp_path, ["a\tx\t1", "b\tx\t1"], ["a\tx\t1"]).differing == {"job": 1}


def test_the_differences_that_are_wanted_are_counted_with_their_causes() -> None:
    causes, _, changes = WANTED.read_text().partition("--- a/src/")
    numbers = [int(line.split(".")[0]) for line in causes.splitlines() if line[:1].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert changes.count("\n@@ ") <= len(numbers)  # a cause may need one hunk, never a hunk no cause
