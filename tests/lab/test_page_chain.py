"""A refused call's number is let through on the page, and the switch lets it pass for an hour."""

from __future__ import annotations

import re
import socket
import time

import pyotp
import pytest
from lab.addresses import free_port
from lab.attacks import HOSTILE_NUMBERS, call_from_stranger
from lab.company import Company
from lab.sip import Sip
from lab.waiting import until
from tests.web.watch.client import ALERT_CODE, TOTP, Client, form_token, person

from veilleur.guard.commands import ALERT_ALLOW_S
from veilleur.web.watch.auth.people import People, Role

pytestmark = [pytest.mark.lab, pytest.mark.slow]

EVENING = "2026-11-25 20:00"  # the judge weighs the hour of a call: this story has its own
VALUE = re.compile(r'name="what" value="([^"]+)"')


def colleague(company: Company) -> Sip:
    """An honest call to Latvia, from a place where the account never was."""
    return call_from_stranger(company, "203", HOSTILE_NUMBERS[0], holds_s=0.3)


def answers(port: int) -> bool:
    """Whether the page is served."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_an_honest_call_passes_once_it_is_let_through_and_is_refused_after_the_hour() -> None:
    port = free_port()
    with Company("22", toml=f"[page]\nport = {port}\n", at=EVENING) as company:
        People(company.settings.journal.file.with_name("page.json")).keep(person(Role.OWNER))
        company.move_the_clock(0.0)  # the page knows its people from its start on
        until(lambda: answers(port), "the page")
        assert "answered" not in colleague(company).wait()
        company.journal.wait_for(lambda one: one.decisions("alert"), "an alert")
        (alert,) = company.journal.decisions("alert")
        owner = Client(port)
        code = pyotp.TOTP(TOTP).at(time.time() + company.ahead_s)
        assert owner.log_in(Role.OWNER.value, code=code).status == 303
        form = owner.get(f"/incidents/{alert.incident}/allow").text
        (number, *_wider) = VALUE.findall(form)
        fields = {"token": form_token(form), "what": number, "minutes": "60", "code": ALERT_CODE}
        owner.post(f"/incidents/{alert.incident}/allow", fields)
        assert "answered" in colleague(company).wait()
        company.move_the_clock(ALERT_ALLOW_S + 60)
        assert "answered" not in colleague(company).wait()
