"""Evidence of access: weights that halve, repeats up to a limit, and groups within theirs."""

from __future__ import annotations

import json

import pytest

from veilleur.detection.signals.accumulator import EvidenceAccumulator, RemainingEvidence, access_db

HOUR_S, DAY_S = 3600.0, 86_400.0
SITE, MAILBOX, CALLER = "site:", "mailbox:104", "caller:+3312"


def test_a_weight_halves_with_the_half_life_of_its_signal() -> None:
    evidence = EvidenceAccumulator()
    evidence.add(MAILBOX, "wrong_pin", 0.0)  # 2 decibans, a day
    for days, db in ((0.0, 2.0), (0.5, 2.0 * 0.5**0.5), (1.0, 1.0), (1.9, 2.0 * 0.5**1.9)):
        left = evidence.remaining((MAILBOX,), days * DAY_S)["wrong_pin"]
        assert left.weight_db == pytest.approx(db)
    assert evidence.remaining((MAILBOX,), 2.1 * DAY_S) == {}  # less than half a deciban


def test_repeats_add_up_to_the_limit_of_the_signal() -> None:
    evidence = EvidenceAccumulator()
    evidence.add(MAILBOX, "wrong_pin", 0.0)
    evidence.add(MAILBOX, "wrong_pin", DAY_S)
    left = evidence.remaining((MAILBOX,), DAY_S)["wrong_pin"]
    assert left.weight_db == pytest.approx(1.0 + 2.0)
    assert (left.times, left.at) == (2, DAY_S)
    for _ in range(40):
        evidence.add(MAILBOX, "wrong_pin", DAY_S)
    assert evidence.remaining((MAILBOX,), DAY_S)["wrong_pin"].weight_db == 26.0


def test_a_share_speaks_of_the_whole_site_and_keeps_the_same_share_of_the_limit() -> None:
    evidence = EvidenceAccumulator()
    for _ in range(40):
        evidence.add(SITE, "wrong_pin", 0.0, share=0.5)
    assert evidence.remaining((SITE,), 0.0)["wrong_pin"].weight_db == 13.0


def test_of_one_signal_the_strongest_entity_counts_and_the_latest_time() -> None:
    evidence = EvidenceAccumulator()
    evidence.add(MAILBOX, "wrong_pin", 0.0)
    evidence.add(MAILBOX, "wrong_pin", 0.0, whom="104")
    evidence.add(CALLER, "wrong_pin", HOUR_S)
    left = evidence.remaining((CALLER, MAILBOX), HOUR_S)
    assert left == {
        "wrong_pin": RemainingEvidence(pytest.approx(4.0 * 0.5 ** (1 / 24)), "104", HOUR_S, 2, "104")
    }


def test_a_group_gives_no_more_than_its_limit() -> None:
    left = {
        "pin_sweep": RemainingEvidence(15.0, "104", 0.0, 1),
        "pin_after_guessing": RemainingEvidence(25.0, "104", 0.0, 1),
        "forward_after_entry": RemainingEvidence(30.0, "104", 0.0, 1),
        "new_network": RemainingEvidence(4.0, "104", 0.0, 1),
    }
    assert access_db(left) == 45.0 + 4.0  # entry, at most 45; identity
    assert access_db({}) == 0.0


def test_a_call_s_evidence_is_that_of_the_site_and_of_what_it_touches_itself() -> None:
    evidence = EvidenceAccumulator()
    evidence.add(SITE, "wrong_pin", 0.0)
    evidence.add(MAILBOX, "decoy_mailbox", 0.0)
    evidence.add(CALLER, "new_telephone", 0.0)
    call = evidence.of_call(SITE, (MAILBOX,), HOUR_S, None)
    assert set(call.remaining) == {"wrong_pin", "decoy_mailbox"}
    assert call.site_db == pytest.approx(2.0 * 0.5 ** (1 / 24))
    assert call.db == access_db(call.remaining) > call.site_db
    assert call.fresh == {"decoy_mailbox"}
    assert evidence.of_call(SITE, (MAILBOX,), 60 * DAY_S, None).fresh == frozenset()


def test_evidence_taken_as_added_reads_as_if_it_were_and_is_not() -> None:
    evidence = EvidenceAccumulator()
    evidence.add("extension:104", "wrong_code", 0.0)
    saved = json.dumps(evidence.save())
    one_more = "extension:104", "unasked_leg"
    read = evidence.of_call(SITE, ("extension:104",), HOUR_S, one_more)
    assert json.dumps(evidence.save()) == saved
    evidence.add(*one_more, HOUR_S)
    assert evidence.of_call(SITE, ("extension:104",), HOUR_S, None) == read


def test_withdrawn_evidence_is_gone_and_the_rest_survives_a_restart() -> None:
    evidence, again = EvidenceAccumulator(), EvidenceAccumulator()
    evidence.add("extension:104", "wrong_code", 0.0)
    evidence.add("extension:104", "unasked_leg", 0.0)
    evidence.clear("extension:104", "wrong_code")
    again.load(json.loads(json.dumps(evidence.save())))
    assert set(again.remaining(("extension:104",), 0.0)) == {"unasked_leg"}


def test_only_the_entities_seen_last_are_kept() -> None:
    evidence = EvidenceAccumulator()
    for n in range(200):
        evidence.add(f"caller:{n}", "decoy_mailbox", float(n))
    kept = [n for n in range(200) if evidence.remaining((f"caller:{n}",), 200.0)]
    assert kept == list(range(136, 200))  # 64 of them
