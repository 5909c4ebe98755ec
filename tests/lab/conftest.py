"""The laboratory is no part of the installed package: make the checkout importable.

What tests record by the property "account" is printed at the end, as the account of the attacks.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

LONGEST = "test_debian_package.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest story first: begun last, all workers but one would wait for its end."""
    items.sort(key=lambda item: item.path.name != LONGEST)


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
