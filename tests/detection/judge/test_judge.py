"""The judge, as short nights and days of one small company."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge_port import CallFacts, Entity, Moment, Witnessed
from veilleur.detection.signals.catalog import RULES, SIGNALS, sentence
from veilleur.words.calls import INDIRECT_ORIGINS, Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Site

NIGHT, DAY = 1_790_000_000.0, 1_790_040_000.0
CUBA = Destination("00535550100", "+535550100", "CU", NumberClass.INTERNATIONAL, 8, Price(micro_euros(2)))
BELGIUM = Destination(
    "003225550100", "+3225550100", "BE", NumberClass.INTERNATIONAL, 0, Price(micro_euros("0.05"))
)
PARIS = Destination("0199000001", "+33199000001", "FR", NumberClass.NATIONAL, 0, Price(0))


def call(
    to: Destination, at: float, is_open: bool, origin: Origin = Origin.EXTENSION, **more: Any
) -> CallFacts:
    moment = Moment(at, 10 if is_open else 2, 1, is_open, 0)
    facts = CallFacts(moment, "c1", "104", to, origin, Vantage.ASKED, can_key_digits=True)
    return facts._replace(**more)


def test_a_national_call_is_never_refused_even_from_a_decoy() -> None:
    judge = Judge(Site())
    judge.witness(Witnessed(NIGHT, "decoy_extension", ((Entity.EXTENSION, "104"),)))
    assert judge.judge(call(PARIS, NIGHT, False)).kind is DecisionKind.ALLOW


def test_a_cheap_first_foreign_call_by_day_passes() -> None:
    assert Judge(Site()).judge(call(BELGIUM, DAY, True)).kind is DecisionKind.ALLOW


def test_a_first_call_to_cuba_at_night_is_asked_of_the_telephone() -> None:
    assert Judge(Site()).judge(call(CUBA, NIGHT, False)).kind is DecisionKind.ASK


def test_a_forward_after_a_break_in_is_refused_and_proven() -> None:
    judge = Judge(Site())
    judge.witness(Witnessed(NIGHT, "pin_after_guessing", ((Entity.MAILBOX, "104"),)))
    verdict = judge.judge(call(CUBA, NIGHT + 600, False, Origin.FORWARD))
    assert (verdict.kind, verdict.proven, verdict.owner_decides) == (DecisionKind.REFUSE, True, True)


def test_an_unasked_leg_abroad_is_refused_and_proven() -> None:
    verdict = Judge(Site()).judge(call(CUBA, NIGHT, False, has_permit=False))
    assert verdict.kind is DecisionKind.REFUSE
    assert verdict.proven


def test_a_scan_of_the_decoy_does_not_close_the_site_to_other_telephones() -> None:
    judge = Judge(Site())
    for n in range(500):
        judge.witness(Witnessed(NIGHT + n, "decoy_extension", ((Entity.ADDRESS, "198.51.100.9"),)))
        judge.witness(Witnessed(NIGHT + n, "registration_guessing", ((Entity.ADDRESS, "198.51.100.9"),)))
    verdict = judge.judge(call(BELGIUM, DAY, True))
    assert not verdict.proven
    assert verdict.kind is not DecisionKind.REFUSE


def test_what_touched_the_decoy_may_call_nowhere_costly() -> None:
    judge = Judge(Site())
    judge.witness(Witnessed(NIGHT, "decoy_extension", ((Entity.ADDRESS, "198.51.100.9"),)))
    verdict = judge.judge(call(CUBA, NIGHT + 60, False, address="198.51.100.9"))
    assert verdict.kind is DecisionKind.REFUSE
    assert verdict.proven


def test_one_cheap_call_each_night_for_eight_weeks_does_not_open_the_pump() -> None:
    judge = Judge(Site())
    for night in range(56):
        judge.learn(call(BELGIUM, NIGHT + night * 86400, False), 60.0, 1)
    pump = call(CUBA, NIGHT + 57 * 86400, False)
    assert judge.judge(pump).kind is DecisionKind.ASK


def test_the_owner_accepts_once_and_then_no_more() -> None:
    judge = Judge(Site())
    judge.answered(True, "territory", "CU", None, True)
    assert judge.judge(call(CUBA, NIGHT, False)).kind is DecisionKind.ALLOW
    assert judge.judge(call(CUBA, NIGHT + 7200, False)).kind is DecisionKind.ASK


def test_forty_calls_in_one_night_make_no_habit() -> None:
    judge = Judge(Site())
    for n in range(40):
        judge.learn(call(CUBA, NIGHT + n, False), 60.0, 1)
    codes = {reason.code for reason in judge.judge(call(CUBA, NIGHT + 100, False)).reasons}
    assert not codes & {"known_number", "known_territory"}


def test_a_wrong_pin_is_told_of_its_mailbox_never_of_the_number_that_keyed_it() -> None:
    for mailbox, named in (("104@default", "104"), ("", "?")):
        judge, caller = Judge(Site()), "0037129012345"
        touched = ((Entity.MAILBOX, mailbox), (Entity.CALLER, caller))
        judge.witness(Witnessed(NIGHT, "wrong_pin", touched))
        judge.load(json.loads(json.dumps(judge.save())))
        facts = call(CUBA, NIGHT + 60, False)._replace(outside_caller=caller)
        (reason,) = [one for one in judge.judge(facts).reasons if one.code == "wrong_pin"]
        assert dict(reason.values)["about"] == named


def test_saved_and_loaded_it_goes_on_exactly() -> None:
    first, second = Judge(Site()), Judge(Site())
    first.witness(Witnessed(NIGHT, "wrong_pin", ((Entity.MAILBOX, "104"),)))
    first.learn(call(BELGIUM, DAY, True), 60.0, 1)
    first.judge(call(CUBA, NIGHT, False))
    second.load(json.loads(json.dumps(first.save())))
    later = call(CUBA, NIGHT + 90, False)
    assert first.judge(later) == second.judge(later)
    assert first.save() == second.save()


def test_every_signal_and_rule_speaks_both_languages() -> None:
    for code in (*SIGNALS, *RULES):
        assert sentence(Reason(code), "fr") != code != sentence(Reason(code), "en")


def test_a_pump_into_the_exporters_own_country_at_noon_is_stopped_within_twelve_calls() -> None:
    for origin in (Origin.EXTENSION, Origin.FORWARD):
        judge = Judge(Site())
        for day in range(60):
            judge.learn(call(CUBA, DAY + day * 86400, True), 160.0, 1)
        noon = DAY + 61 * 86400
        kinds = [judge.judge(call(CUBA, noon + 9 * n, True, origin)).kind for n in range(12)]
        assert kinds[0] is DecisionKind.ALLOW
        assert kinds[-1] is not DecisionKind.ALLOW


def test_in_the_first_days_no_outsider_is_sent_on_abroad_without_the_owner() -> None:
    """The first call by a forward, a transfer, voicemail or DISA is refused, cheap or dear, day or night."""
    for origin in INDIRECT_ORIGINS:
        for to, at, is_open in ((CUBA, NIGHT, False), (BELGIUM, DAY, True)):
            verdict = Judge(Site()).judge(call(to, at, is_open, origin))
            assert (verdict.kind, verdict.owner_decides) == (DecisionKind.REFUSE, True)


def test_a_precaution_says_that_it_is_one() -> None:
    verdict = Judge(Site()).judge(call(BELGIUM, DAY, True, Origin.FORWARD))
    assert verdict.reasons[0].code == "unknown_detour"


def test_an_owner_abroad_is_asked_once_about_a_forward_to_his_mobile() -> None:
    judge = Judge(Site())
    forwarded = call(BELGIUM, DAY, True, Origin.FORWARD)
    assert judge.judge(forwarded).kind is DecisionKind.REFUSE
    judge.answered(True, "number", BELGIUM.e164, None, False)
    for day in range(5):
        assert judge.judge(call(BELGIUM, DAY + day * 86400, True, Origin.FORWARD)).kind is DecisionKind.ALLOW


def test_a_number_that_the_company_itself_calls_may_be_forwarded_to() -> None:
    judge = Judge(Site())
    judge.judge(call(BELGIUM, DAY, True))
    judge.learn(call(BELGIUM, DAY, True), 160.0, 1)
    assert judge.judge(call(BELGIUM, DAY + 86400, True, Origin.FORWARD)).kind is DecisionKind.ALLOW


def test_who_spoke_with_both_parties_may_join_them() -> None:
    joined = call(BELGIUM, DAY, True, Origin.TRANSFER, is_joined=True)
    assert Judge(Site()).judge(joined).kind is DecisionKind.ALLOW
    at_night = call(BELGIUM, NIGHT, False, Origin.TRANSFER, is_joined=True)
    assert Judge(Site()).judge(at_night).kind is DecisionKind.REFUSE, "nobody of the company is there"


def test_in_the_first_days_an_account_used_from_elsewhere_may_not_call_abroad() -> None:
    judge = Judge(Site())
    who = ((Entity.EXTENSION, "104"), (Entity.ADDRESS, "198.51.100.9"))
    judge.witness(Witnessed(DAY, "new_network", who))
    assert judge.judge(call(BELGIUM, DAY, True, address="198.51.100.9")).kind is DecisionKind.REFUSE
    assert judge.judge(call(BELGIUM, DAY + 60, True, address="192.168.1.9")).kind is not DecisionKind.REFUSE


def test_a_forward_to_a_number_the_company_calls_tells_nothing() -> None:
    judge = Judge(Site())
    judge.judge(call(BELGIUM, DAY, True))
    judge.learn(call(BELGIUM, DAY, True), 160.0, 1)
    before = judge.attack_db(DAY + 86400)
    judge.witness(
        Witnessed(
            DAY + 86400, "forward_set_abroad",
            ((Entity.EXTENSION, "104"), (Entity.DESTINATION, BELGIUM.e164)),
        )
    )  # fmt: skip
    assert judge.attack_db(DAY + 86400) == before


def test_a_forward_that_is_only_set_is_no_call() -> None:
    judge = Judge(Site())
    judge.judge(call(BELGIUM, DAY, True, Origin.FORWARD, is_only_set=True))
    assert judge.save()["filter"]["recent"] == []


def test_who_could_not_give_the_code_is_asked_about_any_number_until_he_can() -> None:
    judge = Judge(Site())
    assert judge.judge(call(CUBA, DAY, True)).kind is DecisionKind.ALLOW
    judge.code_keyed("c1", DAY, False)
    later = call(BELGIUM, DAY + 5 * 86400, True, call="c2")
    assert judge.judge(later).reasons[0].code == "code_not_known"
    judge.code_keyed("c2", DAY + 5 * 86400, True)
    assert judge.judge(call(BELGIUM, DAY + 6 * 86400, True, call="c3")).kind is DecisionKind.ALLOW


def test_a_company_watched_for_months_without_a_call_abroad_is_not_in_its_first_days() -> None:
    fresh, old = Judge(Site()), Judge(Site())
    first = fresh.judge(call(CUBA, DAY, True)).probability
    assert old.judge(call(CUBA, DAY, True, watched_s=100 * 86400.0)).probability > 3 * first


ROOT = Path(__file__).parents[3]
