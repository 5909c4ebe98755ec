"""Open permissions: what people let through, until it ends or is taken back."""

from __future__ import annotations

from veilleur.history.permissions import still_open
from veilleur.journal.reader import Entry
from veilleur.words.codec import encode_event
from veilleur.words.events import AnswerWithdrawn, Event, OwnerAnswered

NOW = 1_000_000.0


def yes(value: str, until: float | None = None, *, accepted: bool = True) -> OwnerAnswered:
    return OwnerAnswered(
        at=1.0, seen_at=1.0, accepted=accepted, scope="number", value=value, until=until, by="Paul"
    )


def values(*events: Event) -> list[str]:
    entries = [
        Entry(seq, "site", event.at, "event", encode_event(event), False)
        for seq, event in enumerate(events, 1)
    ]
    return [one.value for one in still_open(entries, NOW)]


def test_a_yes_is_open_until_it_ends() -> None:
    assert values(yes("+371", NOW + 1), yes("+372", NOW - 1), yes("+373")) == ["+371", "+373"]


def test_a_no_and_a_withdrawal_end_it() -> None:
    withdrawn = AnswerWithdrawn(at=2.0, seen_at=2.0, scope="number", value="+372")
    assert values(yes("+371"), yes("+372"), yes("+371", accepted=False), withdrawn) == []


def test_a_later_yes_takes_the_place_of_an_earlier_one() -> None:
    assert values(yes("+371", NOW - 1), yes("+371", NOW + 1)) == ["+371"]


def test_what_was_forgotten_names_nobody() -> None:
    assert values(yes("")) == []
