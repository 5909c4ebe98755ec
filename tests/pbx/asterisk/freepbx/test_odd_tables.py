"""FreePBX's tables as whoever has the switch may leave them: odd values end neither set-up nor audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from veilleur.pbx.asterisk.freepbx import database
from veilleur.pbx.asterisk.freepbx.places import Login

LOGIN = Login("a", "b", "localhost", 3306, "", "asterisk", "asteriskcdrdb")


class Tables:
    """A connection to a database with these rows."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        self._rows, self._found = rows, list[dict[str, Any]]()

    @contextmanager
    def cursor(self) -> Iterator[Tables]:
        yield self

    def execute(self, statement: str) -> None:
        self._found = self._rows.get(statement.split("`")[1], [])

    def fetchall(self) -> list[dict[str, Any]]:
        return self._found


@pytest.mark.parametrize("odd", ["9" * 5_000, "²", "-1", "x", None, b"\xff", 10**30, 1.5])
def test_a_place_or_a_count_that_is_no_number_is_none(odd: object, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "trunks": [{"trunkid": 1, "name": "a", "tech": "pjsip", "channelid": "a", "maxchans": odd}],
        "outbound_routes": [{"route_id": 1, "name": "out"}],
        "outbound_route_trunks": [{"route_id": 1, "trunk_id": 1, "seq": odd}],
        "outbound_route_sequence": [{"route_id": 1, "seq": odd}],
    }

    @contextmanager
    def connected(*_what: object) -> Iterator[Tables]:
        yield Tables(rows)

    monkeypatch.setattr(database, "connected", connected)
    facts = database.facts_of(LOGIN)
    assert [one.lines for one in facts.trunks] == [None]
    assert [one.trunks for one in facts.routes] == [("1",)]
