"""Every adapter is held to the kit, the page says what was found, and the kit can find something."""

from __future__ import annotations

from collections import Counter

import pytest
from tools.adapters_page import PAGE, page, published

from veilleur.conformance.fakes import MADE, maker_of
from veilleur.conformance.fakes.gate import MadeGate
from veilleur.conformance.kit import STEPS, play
from veilleur.conformance.made_switch import EXTENSION
from veilleur.conformance.step import Step, Verdict, played
from veilleur.pbx import registry


def step(code: str) -> Step:
    return next(one for one in STEPS if one.code == code)


def test_every_adapter_has_a_made_switch() -> None:
    assert set(MADE) == {one.name for one in registry.adapters()} | {"gate+asterisk", "gate+freeswitch"}


def test_there_are_some_sixty_steps_each_with_a_name_of_its_own() -> None:
    assert len(STEPS) >= 60
    assert [code for code, count in Counter(one.code for one in STEPS).items() if count > 1] == []


def test_every_step_is_offered_by_somebody() -> None:
    offered = [maker_of(adapter)().abilities for adapter in MADE]
    assert [one.code for one in STEPS if not any(one.needs <= abilities for abilities in offered)] == []


def test_the_page_names_every_step_and_what_is_not_offered() -> None:
    verdicts = published()
    assert PAGE.read_text("utf-8") == page(verdicts), "run `python -m tools.adapters_page`"
    for adapter in MADE:
        abilities = maker_of(adapter)().abilities
        missing = {one.code for one in STEPS if not one.needs <= abilities}
        said = {code for code, verdict in verdicts[adapter].items() if verdict is Verdict.NOT_OFFERED}
        assert said == missing, f"{adapter}: run `python -m tools.adapters_page`"


@pytest.mark.slow
@pytest.mark.parametrize("adapter", MADE)
async def test_an_adapter_holds_what_the_page_says(adapter: str) -> None:
    outcomes = await play(adapter)
    assert {one.step.code: one.verdict for one in outcomes} == published()[adapter], [
        (one.step.code, one.why) for one in outcomes if one.why
    ]


# --- the kit finds what is wrong ---


class _Deaf(MadeGate):
    """It never hears an order."""

    def _hears(self, words: list[str]) -> None:
        if words[0] != "kill":
            super()._hears(words)


class _Forgetful(MadeGate):
    """It names no calls after a lost line."""

    async def loses_line(self) -> None:
        self._alive.clear()
        await super().loses_line()


class _Mistaken(MadeGate):
    """It shows another extension than the one that dialled."""

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        await super().begins(call, number, "102")


@pytest.mark.parametrize(
    ("made", "code"),
    [(_Deaf, "cut_unasked"), (_Forgetful, "call_goes_on"), (_Mistaken, "call_names_extension")],
)
async def test_a_switch_that_does_it_wrong_fails_the_step(
    made: type[MadeGate], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.conformance.stage.HAPPENS_WITHIN_S", 1.0)
    assert (await played(step(code), MadeGate)).verdict is Verdict.HOLDS
    outcome = await played(step(code), made)
    assert outcome.verdict is Verdict.FAILS
    assert outcome.why != ""
