"""What a monitoring system reads of the guard's HTTP half: Prometheus text, version 0.0.4.

In: counts. Out: text. Pitfall: no number, extension or name is in it, so that monitoring learns nothing of
calls; a feed that is blind is a value 0, and never a missing line.
"""

from __future__ import annotations

from typing import NamedTuple

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """One measure. kind: counter or gauge. labels: as they are written, "" for none."""

    name: str
    kind: str
    text: str
    value: int
    labels: str = ""


def http_metrics(*, asked: int, refused: int, orders_open: int, is_seeing: bool) -> list[Metric]:
    """The measures of the HTTP half."""
    return [
        Metric(
            "veilleur_feed_up", "gauge", "1: the feed is seen; 0: it is blind.", int(is_seeing), 'feed="http"'
        ),
        Metric("veilleur_questions_total", "counter", "Questions since the start.", asked),
        Metric(
            "veilleur_refused_total", "counter", "Questions that were not allowed, since the start.", refused
        ),
        Metric("veilleur_orders_open", "gauge", "Calls to cut whose end is not reported yet.", orders_open),
    ]


def exposition(metrics: list[Metric]) -> bytes:
    """The text of some measures."""
    lines = []
    for one in metrics:
        labels = f"{{{one.labels}}}" if one.labels else ""
        lines += [
            f"# HELP {one.name} {one.text}",
            f"# TYPE {one.name} {one.kind}",
            f"{one.name}{labels} {one.value}",
        ]
    return ("\n".join(lines) + "\n").encode()
