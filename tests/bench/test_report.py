"""What is printed and written says what was measured, and an aim that is missed says no."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from veilleur.bench import detection, pages, report
from veilleur.bench.detection import Report, run
from veilleur.bench.figures import Constants
from veilleur.bench.limits import spending
from veilleur.bench.measure import AttackResult, HonestResult, Setting
from veilleur.bench.targets import aims
from veilleur.cli.measure import bench
from veilleur.detection.spending.recommended_limits import Multiples
from veilleur.numbering import DialPlan
from veilleur.simulation.engine.steps import PlannedCall
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits, Site

ABOUT = {
    "date": "today",
    "commit": "abc",
    "command": "veilleur bench",
    "seconds": 1.0,
    "seal": "s",
    "sealed_seeds": 1,
}
MONDAY = 1_772_445_600.0  # 2 March 2026, 11:00 in Paris


@pytest.fixture(scope="module")
def small() -> Report:
    setting = Setting(days=8, attacks=("A", "H"), ablations=False)
    return run((1,), setting, ("craftsman", "restaurant"))


def test_the_tables_name_every_contender_attack_and_kind(small: Report) -> None:
    text = pages.markdown(report.summary(small, ABOUT))
    for words in (
        "Veilleur | asked",
        "caps alone",
        "Yeastar",
        "clinic pump",
        "restaurant (held out) | live",
        "SHA-256",
    ):
        assert words in text


def test_a_rule_that_is_named_with_a_bar_stays_in_its_cell(small: Report) -> None:
    data = report.summary(small, ABOUT)
    data["contenders"][0]["rule"] = "a|b\n| c"
    rows = [line for line in pages.markdown(data).splitlines() if "a\\|b" in line]
    assert len(rows) == 1
    assert len(rows[0].replace("\\|", "").split("|")) == 13


def test_the_figures_are_plain_data_and_the_sweep_holds_the_headline(small: Report) -> None:
    data = json.loads(json.dumps(report.summary(small, ABOUT)))
    ours = next(one for one in data["contenders"] if (one["rule"], one["vantage"]) == ("Veilleur", "asked"))
    published = next(
        one
        for one in data["sweep"]
        if (one["attacks_per_site_year"], one["honest_call_stopped_eur"], one["question_eur"])
        == (0.1, 15, 0.5)
    )
    assert published["expected"]["Veilleur (asked)"] == pytest.approx(
        ours["expected_eur_per_site_year"][0], abs=0.01
    )


def test_the_page_keeps_all_that_stands_outside_the_marks(small: Report) -> None:
    data = report.summary(small, ABOUT)
    page = f"before\n{pages.PAGE_MARKS[0]}\nold\n{pages.PAGE_MARKS[1]}\nafter\n"
    made = pages.page_with(page, data, "README.md")
    assert made.startswith("before\n")
    assert made.endswith("after\n")
    assert "old" not in made
    assert "commit `abc`" in made
    assert pages.page_with(made, data, "README.md") == made
    with pytest.raises(InputError, match="marks"):
        pages.page_with("no marks", data, "README.md")


def hostile(euros: float, *, detected: bool, over: float = 0.0) -> AttackResult:
    return AttackResult(
        "Veilleur", "asked", "A", "office", 1, 3, 10, 5, 9.0, euros, over, 0, detected, "cut", 1.0, 1.0, None
    )  # fmt: skip


def test_missed_aims_say_no() -> None:
    lives = (HonestResult("Veilleur", "asked", "office", 1, 91, {"calls": 9, "refused": 5, "asked": 9}),)
    bad = Report((1,), ("office",), Setting(), (hostile(100.0, detected=False, over=60.0),) * 3, lives)
    assert {aim.reached for aim in aims(bad) if "national" not in aim.text and "slow" not in aim.text} == {
        False
    }
    quiet = (HonestResult("Veilleur", "asked", "office", 1, 91, {"calls": 9}),)
    good = Report((1,), ("office",), Setting(), (hostile(0.1, detected=True),) * 3, quiet)
    assert {aim.reached for aim in aims(good)} == {True}


def test_limits_follow_the_dearest_day_and_never_fall_below_the_defaults() -> None:
    site = Site()
    plan = DialPlan(site)

    def call(at: float, minutes: float) -> PlannedCall:
        return PlannedCall(at, 5.0, True, 60 * minutes, "101", "0005370000000")  # EUR 1.58 a minute

    assert spending([], site, plan).limits() == Limits()
    past = spending([call(MONDAY, 20), call(MONDAY + 3600, 20)], site, plan)
    dear = past.limits(Multiples(3.0, 2.0))
    assert dear.day == micro_euros(190)  # three times EUR 63.20, in whole tens
    assert dear.closed_hours == Limits().closed_hours
    assert dear.month == Limits().month


def test_seeds_are_sealed_before_and_opened_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = tmp_path / "seeds.txt"
    bench.command(seal=seeds, seeds=2)
    sealed = capsys.readouterr().out.split()[-1]
    bench.command(
        open_=seeds, days=15, kinds="craftsman", attack="A", rules="nothing", out=tmp_path / "out"
    )  # fmt: skip
    assert sealed in capsys.readouterr().out
    written = json.loads((tmp_path / "out" / "detection.json").read_text())
    assert written["about"]["seal"] == sealed
    assert len(written["about"]["seeds"]) == 2
    assert (tmp_path / "out" / "detection.svg").exists()


def test_pages_are_written_again_from_the_figures_alone(small: Report, tmp_path: Path) -> None:
    data = report.summary(small, ABOUT)
    figures, page = tmp_path / "detection.json", tmp_path / "README.md"
    figures.write_text(json.dumps(data))
    page.write_text("\n".join(pages.PAGE_MARKS))
    bench.command(from_=figures, out=tmp_path, readme=page)
    assert "clinic pump" in (tmp_path / "detection.md").read_text()
    assert "caps alone" in page.read_text()
    figures.write_text("[]")
    with pytest.raises(InputError, match="no figures"):
        bench.command(from_=figures, out=tmp_path)


@pytest.mark.parametrize(
    ("options", "why"),
    [({"what": "speed"}, "no benchmark"), ({"kinds": "bakery"}, "bakery"), ({"attack": "Z9"}, "Z9"),
     ({"rules": "acme"}, "acme"), ({"vantage": "above"}, "above"), ({"open_": Path("/no/file")}, "cannot")],
)  # fmt: skip
def test_words_that_mean_nothing_are_named(options: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        bench.command(**{"seed": [1], **options})  # type: ignore[arg-type]


def test_attackers_who_know_a_code_are_shown_apart_and_count_in_the_aim() -> None:
    lives = (HonestResult("Veilleur", "asked", "office", 1, 91, {"calls": 9}),)
    attacked = (hostile(0.0, detected=True),) * 9 + (replace(hostile(90.0, detected=False), knows_code=True),)
    made = Report((1,), ("office",), Setting(), attacked, lives)
    recall = next(aim for aim in aims(made) if "detected" in aim.text and "asked" in aim.text)
    assert "9 of 10, 90.00%" in recall.measured
    assert "no code: 100.00%" in recall.measured
    assert recall.reached is False
    groups = {one["thieves"]: one for one in report.summary(made, ABOUT)["codes"]}
    assert groups["attackers who know a code"]["worst"] == 90.0
    assert groups["attackers who know no code"]["worst"] == 0.0


def test_the_ends_of_the_sweep_are_lived_by_a_judge_that_was_given_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dear_questions = Constants(0.1, 15.0, 100.0)
    monkeypatch.setattr(detection, "CORNERS", (dear_questions,))
    setting = Setting(days=30, attacks=("A",), rules=("Veilleur", "caps alone"), vantages=(Vantage.ASKED,))
    made = run((2,), setting, ("exporter",), corners=True)
    (corner,) = made.corners
    asked = sum(life.counts.get("asked", 0) for life in corner.honest)
    assert asked <= sum(life.counts.get("asked", 0) for life in made.of("Veilleur", "asked")[1])
    (line,) = report.summary(made, ABOUT)["corners"]
    assert line["told"][0] <= line["weighed_anew"][0]
    assert "Ends of the sweep" in pages.markdown(report.summary(made, ABOUT))
