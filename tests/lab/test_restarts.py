"""A switch that starts again under the guard: no attack while its pieces come back, one when they do not.

Pitfall: that nothing was reported is asserted after a true loss was, whose grace is the longest of all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lab.company import FLUSHED_WITHIN_S, Company
from lab.guard import JournalView
from lab.lost_company import command_of
from lab.waiting import until

from veilleur.control.client import ask
from veilleur.guard.alerting.alert_calls import CODE_NAME
from veilleur.guard.passcodes import Passcodes
from veilleur.pbx.asterisk.feed import FEED
from veilleur.words.errors import ConfigError
from veilleur.words.events import FeedLost, FeedRestored, ProtectionLost, ProtectionRestored

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

CODE = "271828"
WINDOW_MINUTES = 0.5
ABSENT_S = 20.0  # until somebody starts the switch that they have stopped
LOST_WITHIN_S = 120.0
NATIONAL = "00199001234"


def test_only_a_restart_after_which_the_pieces_are_gone_is_an_attack(version: str) -> None:
    with Company(version) as company:
        for restart in (at_once, after_a_pause, as_an_upgrade_does):
            restarted(company, restart)
        for words in ("dialplan reload", "module reload"):
            command_of(company, words)
            assert "answered" in company.dial("203", NATIONAL, holds_s=0.3).wait()

        before = company.journal.last()
        without_pieces(company)
        restarted(company, at_once)
        company.journal.wait_for(losses, "the pieces are gone", LOST_WITHIN_S)
        assert losses(company.journal) == ["dialplan"], "and nothing before that"
        alerts = company.journal.decisions("alert", after=before)
        assert "protection_lost" in [reason.code for one in alerts for reason in one.reasons]


def test_an_announced_window_excuses_until_it_ends_and_no_file_opens_one(version: str) -> None:
    with Company(version) as company:
        codes = Passcodes.beside(company.journal.path)
        codes.set(CODE_NAME, CODE)
        with pytest.raises(ConfigError, match="alert code"):
            ask(company.settings.control_socket, {"do": "maintenance", "minutes": 30}, FLUSHED_WITHIN_S)
        answer = ask(
            company.settings.control_socket,
            {"do": "maintenance", "minutes": WINDOW_MINUTES, "code": CODE},
            FLUSHED_WITHIN_S,
        )
        assert answer is not None
        whole = without_pieces(company)
        restarted(company, at_once)
        company.journal.wait_for(losses, "they are still gone when it ends", LOST_WITHIN_S)
        (lost,) = company.journal.events(ProtectionLost)
        assert isinstance(lost, ProtectionLost)
        assert lost.seen_at >= answer["until"]

        dialplan_of(company).write_text(whole)
        command_of(company, "dialplan reload")
        company.journal.wait_for(lambda j: j.events(ProtectionRestored), "they are back", LOST_WITHIN_S)
        codes.path.unlink()
        ask(company.settings.control_socket, {"do": "maintenance", "minutes": 30}, FLUSHED_WITHIN_S)
        company.journal.wait_for(lambda j: losses(j)[1:] == ["files"], "the code was taken away")


def at_once(company: Company) -> None:
    """The console's own command."""
    command_of(company, "core restart now")


def after_a_pause(company: Company) -> None:
    """Stopped, and started when its owner comes back to it."""
    before, began = company.journal.last(), time.monotonic()
    company.switch.stop_process()
    company.journal.wait_for(lambda j: blind(j, before), "the switch is gone")
    until(lambda: time.monotonic() - began >= ABSENT_S, "the pause", 2 * ABSENT_S)
    company.switch.start_process()


def as_an_upgrade_does(company: Company) -> None:
    """Stopped by the package's script, its files written again as they were, its own log too, and started."""
    before = company.journal.last()
    company.switch.stop_process()
    company.journal.wait_for(lambda j: blind(j, before), "the switch is gone")
    for path in dialplan_of(company).parent.iterdir():
        new = path.with_name(f"{path.name}.dpkg-new")
        new.write_bytes(path.read_bytes())
        new.chmod(path.stat().st_mode)
        new.replace(path)
    company.switch.start_process()


def restarted(company: Company, restart: Callable[[Company], None]) -> None:
    """The switch starts again; the guard says when it was blind and that it sees again, and calls pass."""
    before = company.journal.last()
    restart(company)
    company.journal.wait_for(lambda j: blind(j, before), "the switch is gone")
    company.journal.wait_for(lambda j: seeing(j, before), "the switch is seen again")
    # It takes logins before its dialplan is read.
    until(lambda: "booted" in command_of(company, "core waitfullybooted"), "the switch is whole")
    company.register("203")
    assert "answered" in company.dial("203", NATIONAL, holds_s=0.3).wait()


def blind(journal: JournalView, after: int) -> list[FeedLost]:
    found = [one for one in journal.events(after=after) if isinstance(one, FeedLost)]
    return [one for one in found if one.feed == FEED]


def seeing(journal: JournalView, after: int) -> list[FeedRestored]:
    found = [one for one in journal.events(after=after) if isinstance(one, FeedRestored)]
    return [one for one in found if one.feed == FEED]


def losses(journal: JournalView) -> list[str]:
    return [one.what for one in journal.events() if isinstance(one, ProtectionLost)]


def dialplan_of(company: Company) -> Path:
    return company.switch.path(f"{company.switch.home}/etc/extensions.conf")


def without_pieces(company: Company) -> str:
    """The lines that ask are taken out of the dialplan; what stood there."""
    path = dialplan_of(company)
    whole = path.read_text()
    path.write_text(whole.replace("Gosub(veilleur-gate,", "NoOp("))
    return whole
