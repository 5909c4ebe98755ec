"""Whatever stands in records, an examination ends, its money adds up, and its page can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from veilleur.cli.check.output import Objects
from veilleur.cli.check.page import Page
from veilleur.evidence import examine, taught_judge
from veilleur.numbering import DialPlan
from veilleur.records import SortedRecords, guess_site
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

NUMBERS = st.one_of(
    st.sampled_from(
        (
            "0199000010",
            "112",
            "0053555001",
            "00263771234",
            "0899000000",
            "+3712912345",
            "201",
            "*21*0053#",
            "",
        )
    ),
    st.text(max_size=12),
)
RECORDS = st.lists(
    st.builds(
        lambda at, call, direction, extension, number, origin, outside, length, billed: CallRecorded(
            at, at + length, call, direction, extension, number, origin, outside, length,
            min(billed, length), billed > 0,
        ),
        st.floats(0, 4e9),
        st.text(max_size=8),
        st.sampled_from(list(Direction)),
        st.one_of(st.sampled_from(("104", "")), st.text(max_size=6)),
        NUMBERS,
        st.sampled_from(list(Origin)),
        st.text(max_size=12),
        st.floats(0, 400 * 86_400),
        st.sampled_from((0.0, 30.0, 900.0, 1e6)),
    ),
    max_size=25,
)  # fmt: skip
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.mark.slow
@given(RECORDS)
@settings(max_examples=examples(10, at_night=25), deadline=None)
def test_anything_is_examined_and_reported(records: list[CallRecorded]) -> None:
    guess = guess_site(iter(records), Site())
    numbering = DialPlan(guess.site)
    with SortedRecords(records, 7) as ordered:
        found = examine(ordered, guess.site, numbering, taught_judge(ordered, guess.site, numbering))

    assert found.total.calls == found.directions[Direction.OUT]
    assert sum(total.cost for total in found.by_class.values()) == found.total.cost
    for incident in found.incidents:
        assert sum(total.cost for total in incident.places.values()) == incident.total.cost
        json.dumps(Objects(guess.site).incident(found, incident, None))
    for notice in found.notices:
        json.dumps(Objects(guess.site).notice(notice))
    for lang in ("fr", "en"):
        page = Page(found, guess.site, lang, 1_795_000_000.0)
        for _style, line in page.lines({}, guess, 3, Path("x"), [Path("bad\x1b[31m")]):
            assert not CONTROL.search(line), line
