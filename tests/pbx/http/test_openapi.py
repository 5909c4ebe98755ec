"""The API is as its document says: a program makes requests of the document and looks at the answers."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pbx.http.calling import Caller, served

from veilleur.pbx.http.openapi import document, report_schema
from veilleur.pbx.http.shapes import FaultyError, report

ROOT = Path(__file__).parents[3]
STARTS_WITHIN_S = 20.0
WAITS = frozenset(map(str, range(26)))
api = schemathesis.openapi.from_dict(document())


@schemathesis.serializer("application/x-ndjson")
def lines(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A server that answers in a thread of its own."""
    loop, started, ends = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[Caller] = []

    async def serve() -> None:
        toml = "questions_per_second = 100000\nevents_per_second = 100000"
        async with served(tmp_path_factory.mktemp("http"), toml=toml) as one:
            found.append(one)
            started.set()
            await ends.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert started.wait(STARTS_WITHIN_S)
    yield found[0]
    loop.call_soon_threadsafe(ends.set)
    thread.join(STARTS_WITHIN_S)
    loop.close()
    assert found[0].faults == []


@api.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_of_the_document(case: schemathesis.Case, caller: Caller) -> None:
    if str((case.query or {}).get("wait")) in WAITS:
        case.query["wait"] = 0  # as good a wait as any, and a shorter test
    case.call_and_validate(
        base_url=f"http://127.0.0.1:{caller.port}",
        headers={"Authorization": f"Bearer {caller.secret}"},
        timeout=STARTS_WITHIN_S,
        excluded_checks=[schemathesis.checks.CHECKS.get_one("positive_data_acceptance")]
        if case.path == "/v1/events"
        else [],
    )


LEAVES = st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats() | st.text(max_size=30)
FIELDS = sorted({name for one in report_schema()["$defs"].values() for name in one.get("properties", {})})
KINDS = [one["$ref"].rpartition("/")[2] for one in report_schema()["oneOf"]]


@given(
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from([*FIELDS, "pin", "seen_at"]), LEAVES, max_size=5),
)
@settings(max_examples=150, deadline=None)
def test_a_report_is_taken_exactly_when_the_published_schema_takes_it(
    kind: str, fields: dict[str, object]
) -> None:
    data = {**fields, "event": kind}
    try:
        line = json.dumps(data, allow_nan=False).encode()
    except ValueError:
        return
    schema = json.loads((ROOT / "docs" / "events.schema.json").read_text("utf-8"))
    is_valid = jsonschema.Draft202012Validator(schema).is_valid(json.loads(line))
    try:
        report(line)
    except FaultyError:
        assert not is_valid
    else:
        assert is_valid
