"""Measures for a monitoring system: Prometheus text, version 0.0.4.

In: counts, or the status of a guard. Out: text. Pitfall: no number, extension or name of any call is in it,
so that monitoring learns nothing of calls; a feed that is blind is a value 0, and never a missing line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """One measure. kind: counter or gauge. labels: by name."""

    name: str
    kind: str
    text: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def exposition(metrics: Iterable[Metric]) -> str:
    """The text of some measures: those of one name together, under one head."""
    by_name: dict[str, list[Metric]] = {}
    for one in metrics:
        by_name.setdefault(one.name, []).append(one)
    lines = []
    for name, group in by_name.items():
        lines += [f"# HELP {name} {group[0].text}", f"# TYPE {name} {group[0].kind}"]
        lines += [f"{name}{_labels(one.labels)} {one.value:.15g}" for one in group]
    return "\n".join(lines) + "\n"


def metrics_of(status: dict[str, Any]) -> list[Metric]:
    """The measures of a status (`veilleur status --json`), of a running guard or from its journal."""
    is_running = bool(status["running"])
    found = [
        Metric("veilleur_up", "gauge", "1: a guard runs; 0: nobody watches.", int(is_running)),
        Metric(
            "veilleur_journal_trouble",
            "gauge",
            "1: the journal cannot be written.",
            int(bool(status["journal"]["trouble"])),
        ),
        Metric(
            "veilleur_incidents_open", "gauge", "Announced incidents that go on.", status["incidents_open"]
        ),
        Metric("veilleur_locks", "gauge", "Mailboxes, extensions and callers locked.", len(status["locks"])),
    ]
    if is_running:
        found += [
            Metric(
                "veilleur_faults_total", "counter", "Faults of our own since its start.", status["faults"]
            ),
            Metric("veilleur_calls", "gauge", "Calls out that run.", status["calls_running"]),
        ]
    found += [
        Metric(
            "veilleur_feed_up",
            "gauge",
            "1: the feed is seen; 0: it is blind.",
            int(feed["sees"]),
            (("feed", feed["feed"]),),
        )
        for feed in status["feeds"]
    ]
    for cap in status["caps"]:
        window = (("window", cap["window"]),)
        found += [
            Metric("veilleur_spent_euros", "gauge", "Spent, estimated.", cap["spent_eur"], window),
            Metric("veilleur_limit_euros", "gauge", "The limit of the window.", cap["limit_eur"], window),
        ]
    return found


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
