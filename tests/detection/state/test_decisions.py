"""The book of decisions: who may write, what waits for the world, what is news."""

from __future__ import annotations

from tests.detection.stories import CUBA, NIGHT, SITE, Numbers

from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import NEWS_MAX, DecisionBook
from veilleur.words.calls import Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.events import ActionFailed, PinRefused

BECAUSE = (Reason("burst", 12),)


def book() -> tuple[DecisionBook, WatchContext]:
    context = WatchContext(SITE, Numbers(), Vantage.ASKED)
    context.time_is(NIGHT)
    return DecisionBook(context), context


def test_decisions_are_numbered_in_order_and_stand_on_the_page_of_their_step() -> None:
    decisions, _context = book()
    page = decisions.open_page()
    decisions.allow("r1", number=CUBA, extension="104")
    decisions.refuse("r2", because=BECAUSE, number=CUBA, extension="104", saved=7)
    decisions.alert(because=BECAUSE)
    assert [(d.id, d.kind, d.target) for d in page] == [
        ("d1", DecisionKind.ALLOW, "r1"),
        ("d2", DecisionKind.REFUSE, "r2"),
        ("d3", DecisionKind.ALERT, SITE.name),
    ]
    assert page[1].saved_cost == 7
    assert decisions.open_page() == []
    assert len(page) == 3


def test_a_cut_waits_for_the_world_unless_it_is_only_observed() -> None:
    decisions, context = book()
    decisions.cut("seen", because=BECAUSE, number=CUBA, extension="104", observed=True)
    assert decisions.unconfirmed.wake_at() is None
    cut = decisions.cut("leg", because=BECAUSE, number=CUBA, extension="104")
    assert decisions.unconfirmed.wake_at() == NIGHT + 1
    context.time_is(NIGHT + 0.1)
    decisions.order_failed(ActionFailed(NIGHT + 0.1, NIGHT + 0.1, cut.id))
    context.time_is(NIGHT + 0.3)
    page = decisions.open_page()
    decisions.repeat_unconfirmed()
    assert [(d.kind, d.target, d.attempt, d.reasons) for d in page] == [(DecisionKind.CUT, "leg", 2, BECAUSE)]
    assert decisions.unconfirmed.confirm_ended("leg")
    assert not decisions.unconfirmed.confirm_ended("leg")
    assert decisions.unconfirmed.wake_at() is None


def test_an_undo_and_a_lock_can_be_taken_back_also_when_they_were_repeated() -> None:
    decisions, context = book()
    undo = decisions.undo("104/CF", because=BECAUSE, number=CUBA, extension="104", incident="i1")
    lock = decisions.lock(
        Subject.EXTENSION, "104", because=BECAUSE, until=NIGHT + 60, incident="i1", extension="104"
    )
    context.time_is(NIGHT + 2)
    page = decisions.open_page()
    decisions.repeat_unconfirmed()
    assert set(decisions.undoable) == {undo.id, lock.id, page[0].id}
    restored = decisions.restore(undo)
    decisions.unconfirmed.confirm("forward", "104/CF")  # that it is gone proves not that it came back
    assert (restored.kind, restored.number) == (DecisionKind.RESTORE, CUBA)
    assert decisions.unconfirmed.is_open("forward", "104/CF restored")


def test_the_fourth_attempt_is_alarmed_once_with_the_cause_of_its_kind() -> None:
    decisions, context = book()
    decisions.cut("leg", because=BECAUSE, number=CUBA, extension="104", incident="i1")
    alarms = []
    for second in range(1, 200):
        context.time_is(NIGHT + second)
        page = decisions.open_page()
        decisions.repeat_unconfirmed()
        alarms += [d for d in page if d.kind is DecisionKind.ALERT]
    assert [(d.at, d.target, d.reasons[0].code, d.incident) for d in alarms] == [
        (NIGHT + 7, "leg", "cut_unconfirmed", "i1")  # after one, two and four seconds
    ]


def test_a_reached_cap_is_news_once_and_the_oldest_news_is_forgotten() -> None:
    decisions, _context = book()
    assert decisions.is_news("cap_day 1")
    assert not decisions.is_news("cap_day 1")
    for day in range(NEWS_MAX):
        decisions.is_news(f"cap_day {2 + day}")
    assert decisions.is_news("cap_day 1")


def test_only_an_event_with_a_time_of_its_source_is_known_as_a_duplicate() -> None:
    decisions, _context = book()
    logged = PinRefused(NIGHT, NIGHT, "104@default", "r1", outside=True)
    assert [decisions.is_duplicate(logged, "104") for _ in range(2)] == [False, False]
    sourced = logged._replace(seen_at=NIGHT + 1)
    assert [decisions.is_duplicate(sourced, "104") for _ in range(2)] == [False, True]
    assert not decisions.is_duplicate(sourced, "105")


def test_a_book_that_is_read_back_goes_on_where_it_stood() -> None:
    decisions, context = book()
    decisions.undo("104/CF", because=BECAUSE, number=CUBA, extension="104", incident="i1")
    decisions.is_news("cap_day 1")
    copy = DecisionBook(context)
    copy.load(decisions.save())
    copy.open_page()
    assert copy.alert(because=BECAUSE).id == "d2"
    assert not copy.is_news("cap_day 1")
    assert copy.undoable == decisions.undoable
    assert copy.unconfirmed.wake_at() == decisions.unconfirmed.wake_at()
