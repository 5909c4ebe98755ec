"""The laboratory is no part of the installed package: make the checkout importable.

What tests record by the property "account" is printed at the end, as the account of the attacks.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

AT_ONCE = 5  # companies that live beside one another; they wait most of the time


@pytest.fixture(scope="module")
def stories(request: pytest.FixtureRequest) -> Iterator[dict[tuple[Callable[[str], Any], str], Future[Any]]]:
    """The module's stories that were asked for, each of a company of its own, several at once.

    A test with the parameters `story` (a function of the version) and `version` waits for its own.
    """
    wanted = dict.fromkeys(
        (item.callspec.params["story"], item.callspec.params["version"])
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.module is request.module
        and "stories" in item.fixturenames
    )
    pool = ThreadPoolExecutor(AT_ONCE)
    yield {(story, version): pool.submit(story, version) for story, version in wanted}
    pool.shutdown(cancel_futures=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the attacks cost, as the carrier would bill it."""
    reports = [one for group in terminalreporter.stats.values() for one in group]
    lines = sorted(
        {
            str(value)
            for report in reports
            for name, value in getattr(report, "user_properties", ())
            if name == "account"
        }
    )
    if lines:
        terminalreporter.section("what the carrier would bill")
        for line in lines:
            terminalreporter.write_line(line)
