"""A window of maintenance is announced with the alert code, where there is one."""

from __future__ import annotations

from typing import Any, cast

import pytest

from veilleur.guard.alerting.alert_calls import AlertCalls
from veilleur.guard.protection.maintenance import announce
from veilleur.guard.protection.monitor import WINDOW_MAX_MINUTES, ProtectionMonitor
from veilleur.journal import Journal
from veilleur.words.errors import InputError

CODE, NOW = "271828", 1_795_223_640.0


class Parts:
    """Monitor, calls and journal, as far as an announcement asks them."""

    tries_left = 4

    def __init__(self, *, has_code: bool) -> None:
        self.has_code = has_code
        self.windows: list[tuple[float, str]] = []
        self.used: list[bytes | None] = []

    async def matched(self, code: str) -> bytes | None:
        return b"mark" if code == CODE else None

    def code_was(self, mark: bytes | None, _now: float) -> None:
        self.used.append(mark)

    def window(self, minutes: float, now: float, by: str) -> float:
        self.windows.append((minutes, by))
        return now + minutes * 60

    def flush(self, _within_s: float) -> bool:
        return True

    async def announced(self, **request: Any) -> dict[str, Any]:
        return await announce(
            request,
            "root",
            monitor=cast(ProtectionMonitor, self),
            calls=cast(AlertCalls, self),
            journal=cast(Journal, self),
            now=NOW,
        )


@pytest.mark.parametrize("code", [None, "", "000000", CODE[:-1], 271828.5, [CODE], {"a": CODE}])
async def test_without_the_code_nothing_is_excused(code: Any) -> None:
    parts = Parts(has_code=True)
    with pytest.raises(InputError, match="alert code"):
        await parts.announced(minutes=30, code=code)
    assert parts.windows == []


async def test_with_the_code_it_holds_and_is_ended_without_one() -> None:
    parts = Parts(has_code=True)
    assert (await parts.announced(minutes=30, code=CODE))["until"] == NOW + 1_800
    assert (await parts.announced(minutes=0))["until"] is None
    assert parts.windows == [(30.0, "root"), (0.0, "root")]
    assert parts.used == [b"mark"], "the monitor compares it with the code that it knows"


async def test_where_there_is_no_code_that_is_said() -> None:
    parts = Parts(has_code=False)
    assert (await parts.announced(minutes=30))["with_code"] is False
    assert parts.used == [None]


@pytest.mark.parametrize(
    "minutes", [-1, WINDOW_MAX_MINUTES + 1, float("nan"), float("inf"), "30", None, True]
)
async def test_a_length_that_cannot_be_is_refused(minutes: Any) -> None:
    parts = Parts(has_code=False)
    with pytest.raises(InputError, match="minutes"):
        await parts.announced(minutes=minutes)
    assert parts.windows == []
