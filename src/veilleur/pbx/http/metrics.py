"""What a monitoring system reads of the guard's HTTP half itself; see `wording.metrics`.

In: counts. Out: measures. Pitfall: they are those of the half that answers requests; what the whole guard
says of itself is `veilleur status --prometheus`.
"""

from __future__ import annotations

from veilleur.pbx.http.settings import NAME
from veilleur.wording.metrics import Metric


def http_metrics(*, asked: int, refused: int, orders_open: int, is_seeing: bool) -> list[Metric]:
    """The measures of the HTTP half."""
    return [
        Metric(
            "veilleur_feed_up",
            "gauge",
            "1: the feed is seen; 0: it is blind.",
            int(is_seeing),
            (("feed", NAME),),
        ),
        Metric("veilleur_questions_total", "counter", "Questions since the start.", asked),
        Metric(
            "veilleur_refused_total", "counter", "Questions that were not allowed, since the start.", refused
        ),
        Metric("veilleur_orders_open", "gauge", "Calls to cut whose end is not reported yet.", orders_open),
    ]
