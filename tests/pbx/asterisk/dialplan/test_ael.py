# ruff: noqa: E501 - a dialplan line cannot be broken
"""AEL becomes the same steps and jumps, so that its ways out and its questions are seen."""

from __future__ import annotations

import json
from pathlib import Path

from tests.pbx.asterisk.dialplan.plans import model_of, verdicts
from tests.pbx.asterisk.dialplan.test_shapes import SHAPES, right_of

from veilleur.pbx.asterisk.dialplan import Model, from_events, joined, read_directory

RECORDED = Path(__file__).with_name("recordings") / "ael-switches.jsonl"

GATE = "Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,));"


def test_ways_out_of_every_shape_are_found_and_comments_are_not(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        extensions_ael="""
globals { LINE="SIP/carrier"; }
context phones {
    _2XX => Dial(SIP/${EXTEN},20);
    _0X. => { Set(N=${EXTEN:1}); Dial(${LINE}/${N},60); Hangup(); }
    _1X. => { if ("${X}" = "1") { Dial(SIP/carrier/${EXTEN:1}); } else { Dial(IAX2/other/${EXTEN:1}); }; }
    _3X. => &dialout(${EXTEN:1});
    // _4X. => Dial(SIP/old/${EXTEN:1});
    /* _5X. => Dial(SIP/old/${EXTEN:1}); */
    _6X. => { Dial(SIP/carrier/
                ${EXTEN:1}, 60); }
    _7X. => switch (${EXTEN:1:1}) { case 1: Dial(SIP/carrier/${EXTEN:2}); break; default: Hangup(); }
    _8X. => for (i=0; ${i} < 3; i=${i}+1) { Dial(SIP/carrier/${EXTEN:1}); }
    switches { Realtime/phones@extensions; }
    includes { more; night|22:00-06:00|*|*|*; }
};
macro dialout(n) { Dial(SIP/carrier/${n},60); };
""",
    )
    assert verdicts(model) == {
        "_0X.": "not_asked", "_1X.": "not_asked", "~~s~~": "not_asked", "_6X.": "not_asked", "_7X.": "not_asked",
        "_8X.": "not_asked", "phones": "not_known",
    }  # fmt: skip
    assert [one.name for one in model.plan.contexts["phones"].includes] == ["more", "night"]
    lines = {way.extension: way.place.line for way in model.ways if way.extension}
    assert (lines["_0X."], lines["_6X."], lines["~~s~~"]) == (5, 10, 17)


def test_a_question_counts_on_every_branch_or_not_at_all(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        extensions_ael=f"""
context phones {{
    _0X. => {{ {GATE} Dial(SIP/carrier/${{EXTEN:1}}); }}
    _1X. => {{ if ("${{X}}" = "1") {{ {GATE} }} Dial(SIP/carrier/${{EXTEN:1}}); }}
    _3X. => {{ if ("${{X}}" = "1") {{ {GATE} }} else {{ {GATE} }} Dial(SIP/carrier/${{EXTEN:1}}); }}
    _4X. => {{ goto out; {GATE} out: Dial(SIP/carrier/${{EXTEN:1}}); }}
    _5X. => {{ while (${{A}} < 3) {{ {GATE} }} Dial(SIP/carrier/${{EXTEN:1}}); }}
    _6X. => {{ {GATE} jump 9${{EXTEN:1}}@far; }}
}};
context far {{ _9X. => Dial(SIP/carrier/${{EXTEN:1}}); }};
""",
    )
    assert verdicts(model) == {
        "_0X.": "asked", "_1X.": "not_asked", "_3X.": "asked", "_4X.": "not_asked", "_5X.": "not_asked",
        "_9X.": "not_known",
    }  # fmt: skip


def test_text_that_is_no_ael_holds_nothing_up(tmp_path: Path) -> None:
    model = model_of(tmp_path, extensions_ael='context a { 1 => { Dial(SIP/carrier/"; } } ((( [[ context b {')
    assert isinstance(model.ways, list)


def test_what_asterisk_makes_of_a_switch_is_judged_and_placed_as_it_is_written() -> None:
    directory = SHAPES / "ael-switches"
    running = from_events(json.loads(row) for row in RECORDED.read_text().splitlines())
    read = read_directory(directory)
    found: dict[tuple[str, int], set[str]] = {}
    for way in Model(joined(running, read.plan).plan, read.around).ways:
        assert way.place.path is not None
        found.setdefault((way.place.path.name, way.place.line), set()).add(way.verdict.value)
    assert found == right_of(directory)
