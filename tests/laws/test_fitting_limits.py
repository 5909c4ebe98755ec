"""Law 2 to the letter where limits move: over any stream, days and restarts, decisions name each amount
in force, the ledger holds to it, and none passes the ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detection.stories import SITE, Numbers
from tests.laws.checkers import EmergencyNeverStopped
from tests.laws.stage import Stage
from tests.laws.streams import pump, stream

from veilleur.detection import Watch
from veilleur.detection.spending.fitted_limits import CLASS_NAMES
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.money import micro_euros
from veilleur.words.site import FITTING_WINDOWS, Limits

CEILING = micro_euros(400)
FITTING = replace(SITE, limits=Limits(fitting=FITTING_WINDOWS, ceiling_month=CEILING))
DAY_S = 86_400.0
ORDERS = st.lists(
    st.tuples(
        st.integers(0, 60),  # after which event
        st.sampled_from(["closed_hours", "day", "month"]),
        st.integers(0, 5_000),
        st.sampled_from([-1.0, 3_600.0, 3 * DAY_S]),
    ),
    max_size=6,
)


@dataclass
class LimitsAreNamed:
    """What the decisions said last of each limit is what the ledger holds calls to."""

    named: dict[str, int | None] = field(default_factory=dict)

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        for one in decisions:
            if one.kind is DecisionKind.LIMIT:
                assert one.amount is not None
                assert one.amount <= CEILING
                assert one.reasons
                self.named[one.target] = one.amount
        start = CEILING  # below what a day starts with
        for name in ("closed_hours", "day", "month", *CLASS_NAMES):
            assert watch.rooms.limits.amount(name) == self.named.get(name, start), name
        for total in watch.rooms.ledger.totals.current():
            name = {"cap_day": "day", "cap_month": "month", "cap_closed_hours": "closed_hours"}.get(
                total.code
            )
            name = name or f"class {total.key.rpartition('/')[2]}"
            assert total.limit == watch.rooms.limits.amount(name)

    def at_end(self, watch: Watch) -> None:
        """Nothing more to say."""


def with_days(
    events: list[ev.Event], days: Sequence[int], orders: Sequence[tuple[int, str, int, float]]
) -> list[ev.Event]:
    """The stream with days between its parts, and the owner's orders among its events."""
    found: list[ev.Event] = []
    shift = 0.0
    for place, event in enumerate(events):
        if place % 8 == 7 and days:
            shift += days[place % len(days)] * DAY_S
        event = event._replace(at=event.at + shift, seen_at=event.seen_at + shift)
        if isinstance(event, ev.Paused):
            event = event._replace(until=event.until + shift)
        found.append(event)
        at = event.seen_at
        found += [
            ev.LimitOrdered(at, at, window, micro_euros(amount), at + for_s, "root")
            for after, window, amount, for_s in orders
            if after == place
        ]
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(stream(most=60, records=True), pump()),
    st.lists(st.integers(0, 40), max_size=5),
    ORDERS,
    st.sampled_from(Vantage),
)
def test_each_limit_in_force_is_named_held_and_below_the_ceiling(
    events: list[ev.Event], days: list[int], orders: list[tuple[int, str, int, float]], vantage: Vantage
) -> None:
    checkers = [
        LimitsAreNamed(),
        EmergencyNeverStopped(Numbers(), FITTING.trunk_channels),
    ]
    stage = Stage(Watch(FITTING, Numbers(), AllowingJudge(), vantage), checkers)
    stage.live(with_days(events, days, orders))
    stage.finish()


@settings(max_examples=40, deadline=None)
@given(stream(most=50), st.lists(st.integers(0, 40), max_size=5), ORDERS, st.integers(0, 50))
def test_a_restart_at_any_moment_changes_no_decision(
    events: list[ev.Event], days: list[int], orders: list[tuple[int, str, int, float]], stop: int
) -> None:
    whole = Watch(FITTING, Numbers(), AllowingJudge(), Vantage.ASKED)
    part = Watch(FITTING, Numbers(), AllowingJudge(), Vantage.ASKED)
    for place, event in enumerate(with_days(events, days, orders)):
        if place == stop:
            part = Watch.load(FITTING, Numbers(), part.save(), AllowingJudge())
        assert part.step(event) == whole.step(event)
