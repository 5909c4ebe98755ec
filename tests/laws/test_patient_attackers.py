"""No patience lifts a limit: months of calls, keyed codes, orders and imports move it by its law alone.

The books here are kept from decisions only: what each said of a limit and when, never from the watch's rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detection.calls.test_code_openings import AsksOnce
from tests.detection.stories import CUBA, DAY_S, LATVIA, NIGHT, SITE, Numbers
from tests.laws.stage import Stage

from veilleur.detection import Watch
from veilleur.detection.judge_port import Judging
from veilleur.detection.watch import AllowingJudge, real_judge
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.site import FITTING_WINDOWS, Limits, Site

NOON = NIGHT + 10 * 3600
MONTH_S = 31 * DAY_S
CEILING = micro_euros(4_000)
SITE_OF_LITTLE = replace(
    SITE, trunk_channels=0, limits=Limits(fitting=FITTING_WINDOWS, usual_month=0, ceiling_month=CEILING)
)
NUMBERS = [*(f"{CUBA[:-1]}{n}" for n in range(4)), LATVIA]
CALLS = st.lists(
    st.tuples(
        st.one_of(st.floats(0.02, 6.0), st.floats(0.5, 50.0)),  # hours, or many of them, since the last
        st.sampled_from(NUMBERS),
        st.sampled_from(["104", "105"]),
        st.sampled_from([1.0, 9.0, 45.0, 240.0]),  # minutes
    ),
    min_size=5,
    max_size=30,
)


@dataclass
class RisesByItsLaw:
    """A fitted limit is at most twice the lowest of the 31 days before, and codes and calls that
    run add as much once."""

    start: dict[str, MicroEuro]
    said: dict[str, list[tuple[float, MicroEuro]]] = field(default_factory=dict)

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        for one in decisions:
            if one.kind is not DecisionKind.LIMIT:
                continue
            assert one.amount is not None
            assert one.amount <= CEILING
            name, code = one.target, one.reasons[0].code
            book = self.said.setdefault(name, [(0.0, self.start.get(name, self.start["day"]))])
            if code in ("limit_extended", "limit_gave_way"):
                assert one.amount <= 2 * max(micro_euros(10), book[-1][1]), one
            elif code == "limit_from_past":
                self.said[name] = [(0.0, one.amount)]
            elif code != "limit_ordered":
                assert one.amount <= 2 * self._lowest(book, one.at), one
                book.append((one.at, one.amount))

    def _lowest(self, book: list[tuple[float, MicroEuro]], at: float) -> MicroEuro:
        held = [amount for place, (_since, amount) in enumerate(book) if _ends(book, place) > at - MONTH_S]
        return max(min(held), book[0][1])

    def at_end(self, watch: Watch) -> None:
        """Nothing more to say."""


def _ends(book: list[tuple[float, MicroEuro]], place: int) -> float:
    return book[place + 1][0] if place + 1 < len(book) else float("inf")


@dataclass
class CodesOpenOnlySo:
    """Money that rests on keyed codes, by extension, never passes the sum of any 30 days of the calendar."""

    most: MicroEuro
    numbers: Numbers
    asked: dict[str, str] = field(default_factory=dict)  # request -> extension
    legs: dict[str, tuple[str, str, float | None]] = field(default_factory=dict)
    spent: list[tuple[float, str, MicroEuro]] = field(default_factory=list)

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        if isinstance(event, ev.CallStarted):
            self.legs[event.call] = event.extension, event.number, None
        elif isinstance(event, ev.CallAnswered) and event.call in self.legs:
            extension, number, _at = self.legs[event.call]
            self.legs[event.call] = extension, number, event.seen_at
        elif isinstance(event, ev.CallEnded) and event.call in self.legs:
            extension, number, answered_at = self.legs.pop(event.call)
            if answered_at is not None:
                price = self.numbers.destination(number).price
                self.spent.append((event.seen_at, extension, price.cost(event.seen_at - answered_at)))

    def at_end(self, watch: Watch) -> None:
        for end, extension, _cost in self.spent:
            inside = [c for at, whose, c in self.spent if whose == extension and end - 29 * DAY_S < at <= end]
            assert sum(inside) <= self.most, sum(inside)


def lived(
    site: Site,
    judge: Judging,
    checkers: Sequence[object],
    calls: Sequence[tuple[float, str, str, float]],
    vantage: Vantage = Vantage.ASKED,
) -> Stage:
    """Calls one after another, each by someone who keys the right code whenever it is asked for."""
    stage = Stage(Watch(site, Numbers(), judge, vantage), checkers)  # type: ignore[arg-type]
    at = NOON
    for place, (hours, number, extension, minutes) in enumerate(calls):
        at += 3600 * hours
        name = f"r{place}"
        stage.until(at)
        if vantage is Vantage.ASKED:
            given = stage.take(ev.CallRequested(at, at, name, extension, number, can_key_digits=True))
            kinds = [one.kind for one in given if one.target == name]
            if DecisionKind.REFUSE in kinds:
                continue
            if DecisionKind.ASK in kinds:
                stage.take(ev.CodeKeyed(at, at, name, extension, number, True))
        leg = f"leg-{name}"
        stage.take(ev.CallStarted(at, at, leg, number, name, extension))
        stage.take(ev.CallAnswered(at, at, leg))
        stage.until(at + 60 * minutes)
        at += 60 * minutes
        if leg in watch_alive(stage):
            stage.take(ev.CallEnded(at, at, leg))
    stage.finish()
    return stage


def watch_alive(stage: Stage) -> set[str]:
    return set(stage.watch.rooms.calls.alive)


FLOORS = {
    "closed_hours": micro_euros(10),
    "day": micro_euros(50),
    "month": micro_euros(300),
    "codes": micro_euros(100),
}


@settings(max_examples=40, deadline=None)
@given(
    CALLS, st.sampled_from(["allowing", "asks once", "real"]), st.sampled_from([Vantage.ASKED, Vantage.LIVE])
)
def test_months_of_honest_looking_calls_lift_a_limit_by_its_law_alone(
    calls: list[tuple[float, str, str, float]], judge: str, vantage: Vantage
) -> None:
    judges = {"allowing": AllowingJudge, "asks once": AsksOnce, "real": lambda: real_judge(SITE_OF_LITTLE)}
    lived(SITE_OF_LITTLE, judges[judge](), [RisesByItsLaw(FLOORS)], calls, vantage)


@settings(max_examples=40, deadline=None)
@given(CALLS)
def test_who_knows_every_code_opens_no_more_than_codes_may_open_in_thirty_days(
    calls: list[tuple[float, str, str, float]],
) -> None:
    limits = Limits(closed_hours=None, day=None, month=None, codes=micro_euros(30))
    checker = CodesOpenOnlySo(micro_euros(30), Numbers())
    lived(replace(SITE, trunk_channels=0, limits=limits), AsksOnce(), [checker], calls)


@settings(max_examples=30, deadline=None)
@given(
    CALLS,
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 20_000)), max_size=3),
    st.sampled_from([AllowingJudge, AsksOnce]),
)
def test_a_poisoned_import_lifts_no_limit_above_the_ceiling_and_none_that_is_written(
    calls: list[tuple[float, str, str, float]], imports: list[tuple[int, int]], judge: type[AllowingJudge]
) -> None:
    limits = Limits(
        closed_hours=micro_euros(15),
        fitting=("day", "month", "class_day", "codes"),
        usual_month=0,
        ceiling_month=CEILING,
    )
    checker = RisesByItsLaw(FLOORS)
    stage = Stage(Watch(replace(SITE, limits=limits, trunk_channels=0), Numbers(), judge()), [checker])
    at = NOON
    for place, (hours, number, extension, minutes) in enumerate(calls):
        at += 3600 * hours
        stage.until(at)
        for when, euros in imports:
            if when == place:
                most = micro_euros(euros)
                past = ev.PastLearned(
                    at, at, closed_hours=most, day=most, month=most, classes=(("satellite", most),), days=60
                )
                stage.take(past)
        name, leg = f"r{place}", f"leg-r{place}"
        stage.take(ev.CallRequested(at, at, name, extension, number))
        stage.take(ev.CallStarted(at, at, leg, number, name, extension))
        stage.take(ev.CallAnswered(at, at, leg))
        stage.until(at + 60 * minutes)
        at += 60 * minutes
        stage.take(ev.CallEnded(at, at, leg))
        assert stage.watch.rooms.limits.amount("closed_hours") == micro_euros(15)
    stage.finish()
