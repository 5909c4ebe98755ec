"""Accounts: where telephones are used from, and who guesses their passwords."""

from __future__ import annotations

from dataclasses import replace

from tests.detection.stories import CUBA, DAY_S, NIGHT, SITE, Hearing, codes, request, watch

from veilleur.detection import Watch
from veilleur.words import events as ev

OFFICE, HOME, FAR = "192.168.1.20", "203.0.113.7", "198.51.100.9"


def registered(guard: Watch, at: float, address: str, extension: str = "104", agent: str = "") -> list:
    return guard.step(ev.Registered(at, at, extension, address, agent))


def refused(at: float, address: str, account: str = "104", unknown: bool = False, tries: int = 1):
    return ev.RegistrationRefused(at, at, account, address, "", unknown, tries)


def test_a_contact_that_leads_out_is_reported_when_it_registers_and_closes_that_extension() -> None:
    judge = Hearing()
    guard = watch(judge)
    given = guard.step(ev.Registered(NIGHT, NIGHT, "104", "203.0.113.9", number="0037129011000"))
    assert [one.kind.value for one in given] == ["alert"]
    assert "contact_leads_out" in judge.signals()
    assert guard.incidents[-1].extensions == ("104",)


def test_what_is_seen_in_the_first_days_is_normal_and_another_network_later_is_not() -> None:
    judge = Hearing()
    guard = watch(judge)
    registered(guard, NIGHT, OFFICE)
    registered(guard, NIGHT, HOME, "105")
    later = NIGHT + 10 * DAY_S
    registered(guard, later, "192.168.7.44")
    registered(guard, later, HOME, "105")
    assert judge.signals() == []
    registered(guard, later, FAR)
    assert judge.signals() == ["new_network"]
    registered(guard, later + 60, FAR)
    assert judge.signals() == ["new_network"]


def test_a_network_the_site_has_used_for_days_is_new_to_none_of_its_telephones() -> None:
    judge = Hearing()
    guard = watch(judge)
    registered(guard, NIGHT, HOME, "105")
    registered(guard, NIGHT, OFFICE, "104")
    registered(guard, NIGHT + 5 * DAY_S, HOME, "104")
    assert judge.signals() == []


def test_a_stolen_account_that_never_registers_is_seen_by_its_call() -> None:
    judge = Hearing()
    guard = watch(judge)
    registered(guard, NIGHT, OFFICE, agent="Snom 710/8.9")
    later = NIGHT + 10 * DAY_S
    guard.step(request(later, "a", CUBA)._replace(address=FAR, agent="MicroSIP/3.21"))
    assert judge.signals() == ["new_network", "new_telephone"]


def test_an_update_of_a_telephone_makes_it_no_unknown_one() -> None:
    judge = Hearing()
    guard = watch(judge)
    registered(guard, NIGHT, OFFICE, agent="Yealink SIP-T46S 66.85.0.5")
    registered(guard, NIGHT + 30 * DAY_S, OFFICE, agent="Yealink SIP-T46S 66.86.0.15")
    assert judge.signals() == []


def test_the_noise_of_the_net_says_nothing_and_guesses_at_a_true_account_do() -> None:
    judge = Hearing()
    guard = watch(judge)
    for n in range(50):
        guard.step(refused(NIGHT + n, FAR, str(2000 + n), unknown=True))
    assert judge.signals() == []
    guard.step(refused(NIGHT + 60, FAR))
    assert judge.heard[-1].signal == "registration_guessing"
    assert {value for _entity, value in judge.heard[-1].entities} == {FAR, "104"}


def test_success_after_guesses_from_outside_wakes_somebody_from_the_office_it_does_not() -> None:
    judge = Hearing()
    guard = watch(judge)
    registered(guard, NIGHT, OFFICE)
    guard.step(refused(NIGHT + 1, OFFICE, tries=30))
    assert registered(guard, NIGHT + 2, OFFICE) == []
    guard.step(refused(NIGHT + 10, FAR, tries=30))
    assert codes(registered(guard, NIGHT + 20, FAR)) == ["attack_probing"]
    assert "registered_after_guessing" in judge.signals()


def test_an_extension_that_belongs_to_nobody_is_used_only_by_an_attacker() -> None:
    judge = Hearing()
    guard = watch(judge, site=replace(SITE, decoy_extensions=("198",)))
    guard.step(refused(NIGHT, FAR, "198"))
    assert "decoy_extension" not in judge.signals()
    assert codes(registered(guard, NIGHT + 1, FAR, "198")) == ["attack_entered"]
    assert "attack_entered" not in codes(guard.step(request(NIGHT + 2, "a", CUBA, "198")))
    assert judge.signals().count("decoy_extension") == 2
