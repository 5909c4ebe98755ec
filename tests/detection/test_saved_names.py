"""What the watch keeps of people ages with what the journal keeps, and one name can go from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.detection.stories import DAY_S, NIGHT, Numbers

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Mode, Origin
from veilleur.words.site import Site

SITE = Site(trunk_channels=2, mode=Mode.ENFORCE, observe_days=0)


def _watch() -> Watch:
    return Watch(SITE, Numbers())


def _bad_day(watch: Watch, at: float, digits: str) -> None:
    """One of everything that leaves a name behind; digits: six, which mark the day's people."""
    caller, extension, mailbox = f"+2637{digits}", f"x{digits}", f"m{digits}@default"
    number, address = f"00371{digits}", f"2{int(digits[-2:]) + 100}.{int(digits[:2])}.7.1"
    for turn in range(12):
        request = f"visit-{at}-{turn}"
        watch.step(ev.MailboxRequested(at, at, request, mailbox, caller, True))
        watch.step(ev.PinRefused(at, at, mailbox, request, caller, True))
        watch.step(ev.MailboxLeft(at, at, request, mailbox))
    watch.step(ev.PinAccepted(at, at, mailbox, "", caller, True))
    watch.step(ev.PinChanged(at, at, mailbox, "", caller, True))
    watch.step(ev.RegistrationRefused(at, at, extension, address, "scanner", tries=30))
    watch.step(ev.Registered(at, at, extension, address, f"phone {digits}"))
    watch.step(ev.ForwardSet(at, at, extension, "CF", number))
    watch.step(ev.ForwardCleared(at, at, extension, "CF", number))
    for turn in range(4):
        request, call = f"ask-{at}-{turn}", f"leg-{at}-{turn}"
        asked = ev.CallRequested(at=at, seen_at=at, request=request, extension=extension, number=number)
        watch.step(asked._replace(origin=Origin.FORWARD, outside_caller=caller, address=address))
        watch.step(ev.CodeKeyed(at, at, request, extension, number, right=False))
        watch.step(ev.CallStarted(at, at, call, number, request, extension, address=address))
        watch.step(ev.CallAnswered(at + 1, at + 1, call))
        watch.step(ev.CallEnded(at + 30, at + 30, call))
    record = ev.CallRecorded(
        at=at,
        seen_at=at + 60,
        call=f"record-{at}",
        direction=Direction.OUT,
        extension=extension,
        number=number,
        duration_s=60.0,
        billed_s=50.0,
        answered=True,
    )
    watch.step(record)
    until = at + DAY_S
    watch.step(
        ev.OwnerAnswered(at=at, seen_at=at + 60, accepted=True, scope="number", value=number, until=until)
    )
    watch.step(ev.Tick(at + 7200, at + 7200))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _texts(one)
    elif isinstance(data, str):
        yield data


def _holding(state: dict[str, Any], digits: str) -> list[str]:
    return [text for text in _texts(json.loads(json.dumps(state))) if digits in text]


def test_nothing_of_a_person_in_the_state_is_older_than_it_may_be() -> None:
    watch = _watch()
    days = {NIGHT + month * 31 * DAY_S: f"{61 + month}4{month % 10}7{month % 7}" for month in range(14)}
    for at, digits in days.items():
        _bad_day(watch, at, digits)
    now = max(days) + 2 * DAY_S
    watch.step(ev.Tick(now, now))
    before = NIGHT + 13 * 31 * DAY_S - 3600
    assert _holding(watch.save(), days[NIGHT + 12 * 31 * DAY_S])  # so that this test can fail

    watch.forget_before(before)

    state = watch.save()
    locks = state["state"]["doors"][-1]
    assert all(until >= before for until, _times in locks.values())  # these may still hold
    locks.clear()
    undoable = state["state"]["undoable"]
    assert all(decision["at"] >= before for decision in undoable.values())
    undoable.clear()
    left = {digits: _holding(state, digits) for at, digits in days.items() if at < before}
    assert {digits: texts for digits, texts in left.items() if texts} == {}


def test_forgetting_what_is_old_changes_nothing_that_is_young() -> None:
    one, other = _watch(), _watch()
    for watch in (one, other):
        _bad_day(watch, NIGHT, "614275")

    one.forget_before(NIGHT - DAY_S)

    assert one.save() == other.save()
    _bad_day(one, NIGHT + DAY_S, "614275")
    _bad_day(other, NIGHT + DAY_S, "614275")
    assert one.save() == other.save()


def test_a_running_call_outlives_that_its_name_is_forgotten() -> None:
    watch, at = _watch(), NIGHT
    watch.step(ev.CallStarted(at, at, "leg-204", "0053204204", "", "204"))
    watch.step(ev.CallAnswered(at, at, "leg-204"))
    money = watch.save()["state"]["ledger"]

    watch.rename(lambda text: re.sub("204", "~x", text))

    assert watch.save()["state"]["ledger"] == money
    assert not watch.step(ev.CallEnded(at + 60, at + 60, "leg-204"))
    assert not watch.save()["legs"]["alive"]


def test_a_name_is_replaced_wherever_it_stands_and_the_watch_goes_on() -> None:
    watch = _watch()
    _bad_day(watch, NIGHT, "614275")
    watch.rename(lambda text: text.replace("614275", "~abc"))
    assert not [text for text in _holding(watch.save(), "614275") if "leg-" not in text]
    _bad_day(watch, NIGHT + DAY_S, "624275")
