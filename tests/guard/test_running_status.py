"""What `status` says of the laws: never more than the switch lets us hold."""

from __future__ import annotations

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.detection.view import view
from veilleur.guard.running_status import laws_in_force
from veilleur.pbx.adapter import Coverage
from veilleur.wording.status_sentences import LAWS
from veilleur.words.calls import Vantage
from veilleur.words.events import FeedLost

SETTINGS = load_text('[site]\nname = "G"\n')
WHOLE = Coverage({"gate": True}, is_complete=True, holds_alone=True)
PARTLY = Coverage({"gate": False}, is_complete=False, holds_alone=True)
OTHER_WAYS = Coverage({"every_dial": False}, is_complete=False, holds_alone=True, holds_in_part=True)
AT = 1_795_000_000.0


def codes(
    vantage: Vantage,
    coverage: Coverage | None = None,
    *,
    blind: bool = False,
    can_cut: bool = True,
    trouble: str = "",
) -> dict[int, str]:
    watch = Watch(SETTINGS.site, SETTINGS.numbering(), vantage=vantage)
    if blind:
        watch.step(FeedLost(AT, AT, "asterisk"))
    laws = laws_in_force(view(watch, AT), coverage, can_cut=can_cut, trouble=trouble)
    return {law["law"]: law["code"] for law in laws}


def test_where_the_dialplan_asks_the_cap_is_a_guarantee() -> None:
    assert codes(Vantage.ASKED, WHOLE)[2] == "cap_guaranteed"
    assert codes(Vantage.ASKED, WHOLE)[9] == "absent_rule"


def test_where_it_asks_only_in_part_the_cap_is_held_by_cutting() -> None:
    assert codes(Vantage.ASKED, PARTLY)[2] == "cap_bounded"
    assert codes(Vantage.ASKED, PARTLY)[9] == "absent_open"


def test_what_is_asked_about_is_held_without_a_guard_though_other_ways_are_not() -> None:
    for vantage in (Vantage.ASKED, Vantage.LIVE):
        assert codes(vantage, OTHER_WAYS)[9] == "absent_partly"
        assert codes(vantage, OTHER_WAYS)[2] == "cap_bounded"
    assert "other ways out NOTHING" in LAWS["absent_partly"].en
    assert "autres sorties RIEN" in LAWS["absent_partly"].fr


def test_a_switch_without_a_rule_of_its_own_lets_all_pass_while_no_guard_answers() -> None:
    assert codes(Vantage.ASKED, WHOLE._replace(holds_alone=False))[9] == "absent_open"


def test_what_was_never_looked_at_is_not_promised() -> None:
    assert codes(Vantage.ASKED)[2] == "cap_unproved"
    assert codes(Vantage.ASKED)[9] == "absent_unknown"


def test_without_the_right_to_cut_a_live_site_only_alarms() -> None:
    assert codes(Vantage.LIVE, can_cut=False)[2] == "cap_alarm"
    assert codes(Vantage.LIVE, can_cut=False)[3] == "cut_impossible"
    assert codes(Vantage.LIVE)[2] == "cap_bounded"


def test_a_blind_guard_promises_no_cap() -> None:
    assert codes(Vantage.ASKED, WHOLE, blind=True)[2] == "cap_blind_asked"
    assert codes(Vantage.LIVE, blind=True)[2] == "cap_blind"
    assert codes(Vantage.ASKED, WHOLE, blind=True)[3] == "cut_impossible"


def test_records_are_an_alarm_and_no_more() -> None:
    assert codes(Vantage.RECORDS) == {
        2: "cap_records",
        3: "cut_never",
        7: "journal_kept",
        9: "absent_records",
    }


def test_a_journal_that_cannot_be_written_is_said() -> None:
    assert codes(Vantage.ASKED, WHOLE, trouble="disk full")[7] == "journal_trouble"


def test_every_code_has_its_sentence_in_both_languages() -> None:
    seen = {
        code
        for vantage in Vantage
        for coverage in (None, WHOLE, PARTLY, OTHER_WAYS)
        for blind in (False, True)
        for can_cut in (False, True)
        for code in codes(vantage, coverage, blind=blind, can_cut=can_cut).values()
    }
    assert seen | {"cap_absent"} <= set(LAWS)
    assert all(text.fr and text.en for text in LAWS.values())
