"""Law 1 in many countries: whatever the judge says, and however full the trunk, help is reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.detection.stories import CUBA, NIGHT, SITE, Saying, request, started
from tests.laws.checkers import EmergencyNeverStopped
from tests.laws.stage import Stage

from veilleur.detection import Watch
from veilleur.numbering import DialPlan, emergency_numbers
from veilleur.numbering.short_numbers import public_numbers
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import DecisionKind, Subject

COUNTRIES = ("AT", "BR", "CH", "CZ", "DZ", "ES", "GB", "GN", "IN", "IT", "MA", "PL", "RS", "UY", "ZA")


def watch_of(country: str, kind: DecisionKind, vantage: Vantage) -> tuple[Watch, DialPlan]:
    site = replace(SITE, country=country, outside_line="", extensions=(), trunk_channels=2, mode=Mode.ENFORCE)
    numbers = DialPlan(site)
    return Watch(site, numbers, Saying(kind=kind, proven=True), vantage), numbers


@pytest.mark.parametrize("kind", [DecisionKind.REFUSE, DecisionKind.ASK])
@pytest.mark.parametrize("country", COUNTRIES)
def test_no_emergency_number_of_a_country_is_refused_asked_or_cut(country: str, kind: DecisionKind) -> None:
    watch, numbers = watch_of(country, kind, Vantage.ASKED)
    emergency = sorted(emergency_numbers(replace(SITE, country=country)))
    stage = Stage(watch, [EmergencyNeverStopped(numbers, 2)])
    events: list[ev.Event] = [started(NIGHT, "hostile", CUBA)]
    for place, number in enumerate(emergency):
        name = f"help-{place}"
        events += [request(NIGHT + place + 1, name, number), started(NIGHT + place + 1.2, name, number)]
        events.append(ev.CallEnded(NIGHT + place + 1.8, NIGHT + place + 1.8, f"leg-{name}"))
    stage.live(events)
    stage.finish()
    allowed = {d.target for d in stage.decisions if d.subject is Subject.REQUEST}
    assert allowed == {f"help-{place}" for place in range(len(emergency))}


@pytest.mark.parametrize("country", COUNTRIES)
def test_what_is_seen_only_when_it_runs_is_not_cut_either(country: str) -> None:
    watch, numbers = watch_of(country, DecisionKind.REFUSE, Vantage.LIVE)
    stage = Stage(watch, [EmergencyNeverStopped(numbers, 2)])
    emergency = sorted(emergency_numbers(replace(SITE, country=country)))
    stage.live([started(NIGHT + place, f"help-{place}", n) for place, n in enumerate(emergency)])
    stage.finish()
    assert not [d for d in stage.decisions if d.kind is DecisionKind.CUT]


@pytest.mark.parametrize("country", COUNTRIES)
def test_public_services_count_against_no_cap(country: str) -> None:
    _watch, numbers = watch_of(country, DecisionKind.REFUSE, Vantage.ASKED)
    read = [numbers.destination(number) for number in public_numbers(country)]
    assert not [one.dialled for one in read if one.is_capped or one.price.cost(600)]
