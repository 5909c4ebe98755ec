"""What Prometheus reads: counts, whether the feed is blind, and nothing of any call."""

from __future__ import annotations

from pathlib import Path

from tests.pbx.http.calling import served

from veilleur.pbx.adapter import Answer


async def test_the_counts_and_the_blind_feed_are_served_and_no_number(tmp_path: Path) -> None:
    async with served(tmp_path, lambda _event: Answer("refuse")) as caller:
        await caller.authorise("r1", "0037129990000", extension="203")
        said = await caller.asks("GET", "/metrics")
        assert said.status == 200
        assert said.headers["content-type"].startswith("text/plain; version=0.0.4")
        lines = said.body.decode().splitlines()
        assert 'veilleur_feed_up{feed="http"} 0' in lines
        assert "veilleur_questions_total 1" in lines
        assert "veilleur_refused_total 1" in lines
        assert b"371" not in said.body
        assert b"203" not in said.body
        assert (await caller.reports({"event": "Snapshot", "at": caller.now, "calls": []})).status == 200
        said = await caller.asks("GET", "/metrics")
        assert 'veilleur_feed_up{feed="http"} 1' in said.body.decode().splitlines()
