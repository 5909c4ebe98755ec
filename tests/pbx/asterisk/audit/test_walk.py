"""Calls followed forwards: what they come to, by what, and when the question ends."""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.asterisk.audit.walk import ANYTHING, Arrival, Walker
from veilleur.pbx.asterisk.audit.walk.dialled import free_digits, narrowed, put
from veilleur.pbx.asterisk.dialplan import Model, read_directory

OUT = "[out]\nexten => _0X.,1,Dial(SIP/carrier/${EXTEN:1})\n"


def arrivals(tmp_path: Path, text: str, context: str = "in", dialled: str = ANYTHING) -> list[Arrival]:
    (tmp_path / "extensions.conf").write_text(text)
    directory = read_directory(tmp_path)
    walker = Walker(Model(directory.plan, directory.around))
    return [one for one in walker.from_context(context, dialled) if one.way is not None]


def test_a_goto_with_a_number_of_its_own_gives_the_caller_no_choice(tmp_path: Path) -> None:
    found = arrivals(tmp_path, "[in]\nexten => _X.,1,Goto(out,00123456,1)\n" + OUT)
    assert [(one.dialled, one.seen.is_free) for one in found] == [("00123456", False)]


def test_what_a_caller_sends_is_followed_through_slices(tmp_path: Path) -> None:
    found = arrivals(tmp_path, "[in]\nexten => _9X.,1,Goto(out,${EXTEN:1},1)\n" + OUT)
    assert [(one.dialled, one.seen.is_free) for one in found] == [("_0X.", True)]
    assert arrivals(tmp_path, "[in]\nexten => _91X.,1,Goto(out,${EXTEN:1},1)\n" + OUT) == []


def test_a_menu_reaches_what_its_own_context_includes(tmp_path: Path) -> None:
    menu = "[in]\nexten => s,1,Goto(menu,s,1)\n[menu]\nexten => s,1,Background(x)\n{more}"
    assert arrivals(tmp_path, menu.format(more="") + OUT) == []
    found = arrivals(tmp_path, menu.format(more="include => out\n") + OUT)
    assert [one.seen.how for one in found] == [frozenset({"keyed"})]


def test_a_number_that_was_read_is_the_callers_and_one_of_the_database_is_not(tmp_path: Path) -> None:
    read = "[in]\nexten => s,1,Read(n,x)\nsame => n,Goto(out,${n},1)\n" + OUT
    assert [one.seen.how for one in arrivals(tmp_path, read)] == [frozenset({"keyed"})]
    stored = "[in]\nexten => s,1,Goto(out,${DB(CF/201)},1)\n" + OUT
    assert [(one.seen.how, one.seen.is_stored) for one in arrivals(tmp_path, stored)] == [(frozenset(), True)]


def test_an_extension_of_an_include_runs_in_the_context_that_includes_it(tmp_path: Path) -> None:
    text = "[in]\ninclude => inner\nexten => _0X.,1,Dial(SIP/carrier/${EXTEN})\n"
    text += "[inner]\nexten => 5,1,Goto(00123456,1)\n"
    assert [one.dialled for one in arrivals(tmp_path, text, dialled="5")] == ["00123456"]


def test_of_one_number_the_first_match_counts_and_includes_come_last(tmp_path: Path) -> None:
    text = "[in]\nexten => _0[12]X.,1,Hangup()\ninclude => out\n" + OUT
    assert arrivals(tmp_path, text, dialled="0123") == []
    assert len(arrivals(tmp_path, text, dialled="0323")) == 1


def test_loops_end(tmp_path: Path) -> None:
    text = "[in]\nexten => s,1,Goto(in,s,1)\ninclude => in\nexten => _X.,1,Goto(in,1${EXTEN},1)\n"
    (tmp_path / "extensions.conf").write_text(text)
    directory = read_directory(tmp_path)
    walker = Walker(Model(directory.plan, directory.around))
    assert list(walker.from_context("in")) == []


def test_hours_and_counts_on_the_way_are_seen(tmp_path: Path) -> None:
    text = "[in]\ninclude => by-day,08:00-18:00,mon-fri,*,*\n[by-day]\nexten => _0X.,1,Set(GROUP()=x)\n"
    text += "same => n,GotoIf($[${GROUP_COUNT(x)} > 2]?full)\nsame => n,Dial(SIP/c/${EXTEN},60,L(3600000))\n"
    text += "same => n(full),Hangup()\n"
    (found,) = arrivals(tmp_path, text, dialled="0012345")
    assert (found.seen.is_timed, found.seen.is_counted, found.seen.is_bounded) == (True, True, True)


def test_what_is_dialled_narrows_and_is_cut() -> None:
    assert narrowed("_0X.", ANYTHING) == "_0X."
    assert put("${EXTEN:1}", "_0X.", frozenset()) == ("_X.", False)
    assert put("0${EXTEN:2:3}", "0123456", frozenset()) == ("0234", False)
    assert put("${FILTER(0-9,${EXTEN})}", "_0XX", frozenset()) == ("_0XX", False)
    assert put("${n}", "5", frozenset({"n"})) == (ANYTHING, False)
    assert put("${n}", "5", frozenset()) == (ANYTHING, True)
    assert (free_digits("_2XX"), free_digits("_0X."), free_digits("201")) == (2, 99, 0)


def test_a_large_plan_is_followed_to_its_end(tmp_path: Path) -> None:
    lines = ["[in]", "exten => _X.,1,Goto(c0,${EXTEN},1)"]
    for number in range(400):
        lines.append(f"[c{number}]")
        lines += [f"exten => _{number % 9 + 1}{digit}X.,1,NoOp({digit})" for digit in range(10)]
        lines.append(f"include => c{number + 1}" if number < 399 else "include => out")
    assert len(arrivals(tmp_path, "\n".join([*lines, OUT]))) <= 1
