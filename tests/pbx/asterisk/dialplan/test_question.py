# ruff: noqa: E501 - a dialplan line cannot be broken
"""Whether the question is put before a way out: on every path, about the same number, and with its answer heeded."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pbx.asterisk.dialplan.plans import model_of, the_way, verdicts

ASK = "Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))"
DIAL = "Dial(PJSIP/${EXTEN:1}@carrier,60)"
OF_A_NUMBER = "Gosub(veilleur-gate,s,1({},carrier,,))"


def _plan(*lines: str) -> str:
    return "\n".join(["[phones]", *lines])


ASKED = {
    "right before it": [f"exten => _0X.,1,{ASK}", f" same => n,{DIAL}"],
    "before a line that does nothing": [f"exten => _0X.,1,{ASK}", " same => n,NoOp()", f" same => n,{DIAL}"],
    "with a way to failover": [f"exten => _0X.,1,{ASK}", f" same => n,{DIAL}", f" same => n,{DIAL}"],
    "of a variable that holds the number": [
        "exten => _0X.,1,Set(N=${EXTEN:1})", f" same => n,{OF_A_NUMBER.format('${N}')}", f" same => n,{DIAL}"],
    "and the variable is dialled": [
        f"exten => _0X.,1,{ASK}", " same => n,Set(N=${EXTEN:1})", " same => n,Dial(PJSIP/${N}@carrier)"],
    "before the branches meet": [
        f"exten => _0X.,1,{ASK}", ' same => n,GotoIf($["${A}" = "1"]?a:b)', " same => n(a),NoOp()",
        f" same => n(b),{DIAL}"],
    "on each branch": [
        'exten => _0X.,1,GotoIf($["${A}" = "1"]?a)', f" same => n,{ASK}", " same => n,Goto(out)",
        f" same => n(a),{ASK}", f" same => n(out),{DIAL}"],
    "before a relative jump": [
        f"exten => _0X.,1,{ASK}", " same => n,Goto($[${PRIORITY}+2])", " same => n,Hangup()", f" same => n,{DIAL}"],
    "and back to the pattern by its own name": [
        "exten => _0X.,1,Set(N=${EXTEN:1})", f" same => n,{OF_A_NUMBER.format('${N}')}", " same => n,Goto(w-1,10)",
        " same => n,Dial(PJSIP/${N}@carrier)", "exten => w-1,10,Goto(_0X.,4)"],
    "in another extension": [
        f"exten => _0X.,1,{ASK}", " same => n,Goto(out,1)", "exten => out,1,NoOp()",
        " same => n,Hangup()"],
    "of a whole number with its prefix": [
        "exten => _0X.,1," + OF_A_NUMBER.format("0033${EXTEN:1}"), " same => n,Dial(SIP/carrier/0033${EXTEN:1})"],
    "without the code that a carrier wants": [f"exten => _0X.,1,{ASK}", " same => n,Dial(PJSIP/12345*${EXTEN:1}@c)"],
    "before a queue of retries": [f"exten => _0X.,1,{ASK}", " same => n,RetryDial(beep,5,2,PJSIP/${EXTEN:1}@carrier)"],
    "in a loop that calls": [
        f"exten => _0X.,1,{ASK}", " same => n,Set(I=1)", ' same => n,While($["${I}" != "3"])', f" same => n,{DIAL}",
        " same => n,EndWhile()"],
    "by an answer that is looked at": [
        "exten => _0X.,1,Gosub(veilleur,s,1(${EXTEN:1},carrier,,))",
        ' same => n,GotoIf($["${VEILLEUR_GO}" = "yes"]?go)', " same => n,Hangup(21)", f" same => n(go),{DIAL}"],
    "by an answer that is looked at the other way round": [
        "exten => _0X.,1,Gosub(veilleur,s,1(${EXTEN:1},carrier,,))",
        ' same => n,GotoIf($["${VEILLEUR_GO}" != "yes"]?no)', f" same => n,{DIAL}", " same => n(no),Hangup(21)"],
}  # fmt: skip

NOT_ASKED = {
    "a jump over it": [
        "exten => _0X.,1,Goto(n2)", f" same => n,{ASK}", f" same => n(n2),{DIAL}"],
    "a relative jump over it": [
        'exten => _0X.,1,GotoIf($["${A}" = "1"]?$[${PRIORITY}+2])', f" same => n,{ASK}", f" same => n,{DIAL}"],
    "never run": [f"exten => _0X.,1,ExecIf($[0]?{ASK})", f" same => n,{DIAL}"],
    "put on a condition": [f'exten => _0X.,1,GosubIf($["${{A}}" = "1"]?{ASK[6:-1]})', f" same => n,{DIAL}"],
    "about another number": [f"exten => _0X.,1,{OF_A_NUMBER.format('0102030405')}", f" same => n,{DIAL}"],
    "about less than is dialled": [f"exten => _0X.,1,{ASK}", " same => n,Dial(SIP/carrier/37129${EXTEN:1})"],
    "about a variable that is changed afterwards": [
        "exten => _0X.,1,Set(N=${EXTEN:1})", f" same => n,{OF_A_NUMBER.format('${N}')}",
        " same => n,Set(N=0037129010026)", " same => n,Dial(PJSIP/${N}@carrier)"],
    "about a variable that the caller keys afterwards": [
        "exten => _0X.,1,Set(N=${EXTEN:1})", f" same => n,{OF_A_NUMBER.format('${N}')}", " same => n,Read(N,beep)",
        " same => n,Dial(PJSIP/${N}@carrier)"],
    "about a variable of an array that is changed afterwards": [
        "exten => _0X.,1,Set(N=${EXTEN:1})", f" same => n,{OF_A_NUMBER.format('${N}')}",
        " same => n,Set(ARRAY(M,N)=1\\,0037129010026)", " same => n,Dial(PJSIP/${N}@carrier)"],
    "after the call": [f"exten => _0X.,1,{DIAL}", f" same => n,{ASK}"],
    "and its answer is ignored": [
        "exten => _0X.,1,Gosub(veilleur,s,1(${EXTEN:1},carrier,,))", f" same => n,{DIAL}"],
    "and a refusal goes on": [
        "exten => _0X.,1,Gosub(veilleur,s,1(${EXTEN:1},carrier,,))",
        ' same => n,GotoIf($["${VEILLEUR_GO}" = "no"]?go)', " same => n,Hangup()", f" same => n(go),{DIAL}"],
    "in a branch of If": [
        'exten => _0X.,1,If($["${A}" = "1"])', f" same => n,{ASK}", " same => n,EndIf()", f" same => n,{DIAL}"],
    "in a loop that may not run": [
        'exten => _0X.,1,While($["${A}" = "1"])', f" same => n,{ASK}", " same => n,EndWhile()", f" same => n,{DIAL}"],
    "before another extension steps in": [
        f"exten => _0X.,1,{ASK}", f"exten => _0X.,2,{DIAL}", "exten => 055,1,NoOp()"],
    "of a line that another line follows by its pattern": [
        f"exten => _0X.,1,{ASK}", " same => n,Hangup()", f"exten => _0XX.,2,{DIAL}", "exten => 0555,1,NoOp()"],
}  # fmt: skip


@pytest.mark.parametrize("lines", ASKED.values(), ids=ASKED)
def test_asked(tmp_path: Path, lines: list[str]) -> None:
    model = model_of(tmp_path, _plan(*lines))
    assert {way.verdict.value for way in model.ways} <= {"asked"}


@pytest.mark.parametrize("lines", NOT_ASKED.values(), ids=NOT_ASKED)
def test_not_asked(tmp_path: Path, lines: list[str]) -> None:
    model = model_of(tmp_path, _plan(*lines))
    assert [way.verdict.value for way in model.ways] == ["not_asked"]


def test_the_question_of_whoever_calls_a_routine_counts_for_it(tmp_path: Path) -> None:
    routine = "[sub-out]\nexten => s,1,Dial(PJSIP/${ARG1}@carrier)\n same => n,Return()\n"
    asked = f"exten => _0X.,1,{ASK}\n same => n,Gosub(sub-out,s,1(${{EXTEN:1}}))\n"
    other = "exten => _9X.,1,Gosub(sub-out,s,1(${EXTEN:1}))\n"
    assert the_way(model_of(tmp_path, routine + "[phones]\n" + asked)).verdict == "asked"
    assert the_way(model_of(tmp_path, routine + "[phones]\n" + asked + other)).verdict == "not_asked"


def test_the_question_in_a_routine_counts_where_it_comes_back(tmp_path: Path) -> None:
    macro = "[macro-ask]\nexten => s,1,{}\nexten => s,n,Gosub(veilleur-gate,s,1(${{ARG1}},carrier,,))\n"
    phones = f"[phones]\nexten => _0X.,1,Macro(ask,${{EXTEN:1}})\n same => n,{DIAL}\n"
    assert the_way(model_of(tmp_path, macro.format("NoOp()") + phones)).verdict == "asked"
    early = macro.format('GotoIf($["${A}" = "1"]?out,1)') + "exten => out,1,MacroExit()\n"
    assert the_way(model_of(tmp_path, early + phones)).verdict == "not_asked"
    away = macro.format('GotoIf($["${A}" = "1"]?off,s,1)') + "[off]\nexten => s,1,MacroExit()\n"
    assert the_way(model_of(tmp_path, away + phones)).verdict == "not_asked"


def test_who_enters_a_context_decides_when_the_telephones_are_known(tmp_path: Path) -> None:
    plan = f"[phones]\nexten => _0X.,1,{ASK}\n same => n,Goto(out,${{EXTEN:1}},1)\n"
    plan += "[out]\nexten => _X.,1,Dial(PJSIP/${EXTEN}@carrier)\n"
    assert the_way(model_of(tmp_path, plan)).verdict == "not_known"
    peers = "[201]\ntype=endpoint\ncontext={}\naors=201\n[201]\ntype=aor\nmax_contacts=1\n"
    assert the_way(model_of(tmp_path, plan, pjsip_conf=peers.format("phones"))).verdict == "asked"
    assert the_way(model_of(tmp_path, plan, pjsip_conf=peers.format("out"))).verdict == "not_asked"
    disa = plan + "[night]\nexten => 5,1,DISA(1234,out)\n"
    assert verdicts(model_of(tmp_path, disa, pjsip_conf=peers.format("phones")))["_X."] == "not_asked"


def test_a_program_between_makes_it_not_known(tmp_path: Path) -> None:
    lines = [
        "exten => _0X.,1,Set(N=${EXTEN:1})",
        f" same => n,{OF_A_NUMBER.format('${N}')}",
        " same => n,AGI(x)",
    ]
    found = verdicts(model_of(tmp_path, _plan(*lines, " same => n,Dial(PJSIP/${N}@carrier)")))
    assert found == {"_0X.": "not_known"}


def test_a_jump_that_a_variable_names_makes_it_not_known(tmp_path: Path) -> None:
    lines = [
        "exten => _0X.,1,NoOp()",
        " same => n,Goto(${WHERE})",
        f" same => n,{ASK}",
        f" same => n(x),{DIAL}",
    ]
    way = the_way(model_of(tmp_path, _plan("exten => _0X.,1,GotoIf($[1]?ask)", *lines[1:2], *lines[2:])))
    assert way.verdict == "not_known" or way.verdict == "not_asked"


def test_an_answer_names_the_question_that_does_not_count(tmp_path: Path) -> None:
    way = the_way(
        model_of(tmp_path, _plan(f"exten => _0X.,1,{OF_A_NUMBER.format('15')}", f" same => n,{DIAL}"))
    )
    assert (way.reason.value, way.detail) == ("other_number", f"{tmp_path / 'extensions.conf'}:2")
    assert way.destinations == (("carrier", "${EXTEN:1}"),)
