"""The comparison of two checkouts: what it finds, and what an exemption may explain."""

from __future__ import annotations

from pathlib import Path

from tools.compare_checkouts import Comparison, Exemption, compare, exemptions, report


def compared(tmp_path: Path, base: list[str], head: list[str], *wanted: Exemption) -> Comparison:
    result = Comparison()
    for name, lines in (("base", base), ("head", head)):
        (tmp_path / name).write_text("".join(line + "\n" for line in lines))
    compare(tmp_path / "base", tmp_path / "head", list(wanted), result)
    return result


def test_equal_files_have_no_difference(tmp_path: Path) -> None:
    lines = ["life 1\tdecision\tcut c1", "life 1\tids\tab", "life 2\tdecision\tcut c2"]
    result = compared(tmp_path, lines, lines)
    assert (result.jobs, sum(result.lines.values()), result.unexplained) == (2, 3, {})
    assert report(result, 1.0).endswith("no difference")


def test_one_other_amount_is_found_with_its_input(tmp_path: Path) -> None:
    result = compared(tmp_path, ["life 1\tsavings\t12", "a\tx\t1"], ["life 1\tsavings\t13", "a\tx\t1"])
    assert result.unexplained == {"savings": 1}
    text = report(result, 1.0)
    assert "`life 1`" in text
    assert "base: 12" in text
    assert "head: 13" in text


def test_a_line_too_many_does_not_make_all_lines_after_it_different(tmp_path: Path) -> None:
    base = [f"a\tdecision\t{place}" for place in range(50)]
    result = compared(tmp_path, base, [*base[:10], "a\tdecision\tnew", *base[10:]])
    assert result.unexplained == {"decision": 1}
    assert result.first["decision"].base is None


def test_a_missing_input_is_a_difference(tmp_path: Path) -> None:
    assert compared(tmp_path, ["a\tx\t1", "b\tx\t1"], ["a\tx\t1"]).unexplained == {"job": 1}


def test_an_exemption_explains_its_own_kind_of_line_alone(tmp_path: Path) -> None:
    wanted = Exemption(cause="a cap has cut it", kind="decision", line="alert", is_only_one_sided=True)
    base = ["a\tdecision\talert x", "a\tdecision\tcut y", "a\tdecision\talert z"]
    head = ["a\tdecision\tcut y", "a\tdecision\talert changed"]
    result = compared(tmp_path, base, head, wanted)
    assert result.explained == {"a cap has cut it": 1}
    assert result.unexplained == {"decision": 1}


def test_every_exemption_that_is_kept_names_its_cause() -> None:
    assert all(len(entry.cause) > 20 for entry in exemptions())
