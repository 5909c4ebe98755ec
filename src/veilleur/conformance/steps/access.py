"""Steps of access: PINs of voicemail, registrations; and of records, where a switch has nothing else."""

from __future__ import annotations

import re

from veilleur.conformance.made_switch import ABROAD, EXTENSION, MAILBOX, NATIONAL, Ability
from veilleur.conformance.stage import Stage
from veilleur.conformance.step import of_area, require
from veilleur.words.events import (
    CallRecorded,
    ForwardCleared,
    ForwardSet,
    PinAccepted,
    PinChanged,
    PinRefused,
    Registered,
    RegistrationRefused,
)

REFUSED = 20
TRIED_PIN = "7391"  # of the made switches
steps = of_area("Access", [])
forwards = of_area("Forwards", [Ability.FORWARDS])
records = of_area("Records", [Ability.RECORDS])


@steps.step(Ability.VOICEMAIL)
async def pin_refused(stage: Stage) -> None:
    """A wrong PIN is seen with its mailbox."""
    await stage.made.enters_pin(is_right=False)
    refused = await stage.sees(PinRefused)
    require(refused.mailbox.startswith(MAILBOX), f"the mailbox is {refused.mailbox!r}")


@steps.step(Ability.VOICEMAIL)
async def pin_accepted(stage: Stage) -> None:
    """A right PIN is seen."""
    await stage.made.enters_pin(is_right=True)
    await stage.sees(PinAccepted)


@steps.step(Ability.CHANGED_PIN)
async def pin_changed(stage: Stage) -> None:
    """A changed PIN is seen."""
    await stage.made.changes_pin()
    await stage.sees(PinChanged)


@steps.step(Ability.CHANGED_PIN)
async def pin_is_not_kept(stage: Stage) -> None:
    """No digit of a PIN is in the journal or in what the guard keeps."""
    await stage.made.changes_pin()
    await stage.sees(PinChanged)
    require(not _holds_pin(repr(stage.events).encode()), "it is in an event")
    await stage.end()
    kept = b"".join(path.read_bytes() for path in stage.folder.rglob("journal*"))
    require(not _holds_pin(kept), "it is in the journal")


def _holds_pin(kept: bytes) -> bool:
    """Whether the PIN stands there as a value: the same digits within a hash or a time are chance."""
    return re.search(rb"(?<![0-9a-f.])" + TRIED_PIN.encode() + rb"(?![0-9a-f.])", kept) is not None


@steps.step(Ability.REGISTRATIONS)
async def registration_refused(stage: Stage) -> None:
    """A failed registration is seen with its address."""
    await stage.made.registers(is_right=False)
    refused = await stage.sees(RegistrationRefused)
    require(refused.address != "", "no address is known")


@steps.step(Ability.REGISTRATIONS)
async def registered(stage: Stage) -> None:
    """A registration is seen with its account."""
    await stage.made.registers(is_right=True)
    found = await stage.sees(Registered)
    require(found.account != "", "no account is known")


@steps.step(Ability.REGISTRATIONS)
async def registrations_refused(stage: Stage) -> None:
    """Twenty failed registrations of one source are all counted."""
    for _try in range(REFUSED):
        await stage.made.registers(is_right=False)
    await stage.until(
        lambda: sum(one.tries for one in stage.of(RegistrationRefused)) >= REFUSED, "some are not counted"
    )


@steps.step(Ability.VOICEMAIL)
async def pins_refused(stage: Stage) -> None:
    """Three wrong PINs are three, and a right one behind them is seen."""
    for _try in range(3):
        await stage.made.enters_pin(is_right=False)
    await stage.sees(PinRefused, count=3)
    await stage.made.enters_pin(is_right=True)
    await stage.sees(PinAccepted)
    require(len(stage.of(PinRefused)) == 3, f"{len(stage.of(PinRefused))} were seen")


@forwards.step()
async def forward_set(stage: Stage) -> None:
    """A forward that is set is seen with its extension and its number."""
    await stage.made.forwards(ABROAD)
    found = await stage.sees(ForwardSet)
    require((found.extension, found.number) == (EXTENSION, ABROAD), f"it is {found}")
    require(not found.found, "it is taken for an old one")


@forwards.step()
async def forward_moved(stage: Stage) -> None:
    """A forward to another number is seen."""
    await stage.made.forwards(NATIONAL)
    await stage.sees(ForwardSet)
    await stage.made.forwards(ABROAD)
    await stage.sees(ForwardSet, count=2)
    require([one.number for one in stage.of(ForwardSet)] == [NATIONAL, ABROAD], "the numbers are others")


@forwards.step()
async def forward_removed(stage: Stage) -> None:
    """A forward that is removed is seen."""
    await stage.made.forwards(ABROAD)
    await stage.sees(ForwardSet)
    await stage.made.forwards("")
    require((await stage.sees(ForwardCleared)).extension == EXTENSION, "the extension is another")


@forwards.step(Ability.READS_FORWARDS)
async def forward_while_away(stage: Stage) -> None:
    """A forward that was set while the guard was away is seen when it is back."""
    await stage.end()
    await stage.made.forwards(ABROAD)
    await stage.begin()
    require((await stage.sees(ForwardSet)).number == ABROAD, "the number is another")


@forwards.step(Ability.READS_FORWARDS)
async def forward_once(stage: Stage) -> None:
    """A forward that stays is one, however often it is read."""
    await stage.made.forwards(ABROAD)
    await stage.sees(ForwardSet)
    await stage.made.forwards("")
    await stage.sees(ForwardCleared)
    require(len(stage.of(ForwardSet)) == len(stage.of(ForwardCleared)) == 1, "it was seen more often")


@records.step()
async def record_is_read(stage: Stage) -> None:
    """The record of a call is read with its number."""
    await stage.made.prints("r1", ABROAD)
    record = await stage.sees(CallRecorded)
    destination = stage.guard.numbering.destination(record.number)
    require(destination.number_class.value == "international", f"it is read as {record.number}")


@records.step()
async def records_in_order(stage: Stage) -> None:
    """Three records are three calls."""
    for i in range(3):
        await stage.made.prints(f"r{i}", ABROAD)
    await stage.sees(CallRecorded, count=3)
    require(len(stage.of(CallRecorded)) == 3, "there are more")


@records.step()
async def record_after_nonsense(stage: Stage) -> None:
    """A line that is no record harms none behind it."""
    await stage.made.prints("r1", ABROAD)
    await stage.sees(CallRecorded)
    await stage.made.talks_nonsense()
    await stage.made.prints("r2", ABROAD)
    await stage.sees(CallRecorded, count=2)


@records.step()
async def record_over_lost_line(stage: Stage) -> None:
    """A record printed after a lost line is read, and none twice."""
    await stage.made.prints("r1", ABROAD)
    await stage.sees(CallRecorded)
    await stage.made.loses_line()
    await stage.made.finds_line()
    await stage.made.prints("r2", ABROAD)
    await stage.sees(CallRecorded, count=2)
    require(len(stage.of(CallRecorded)) == 2, "one was read twice")


@records.step()
async def record_over_restart(stage: Stage) -> None:
    """A restart reads no record twice."""
    await stage.made.prints("r1", ABROAD)
    await stage.sees(CallRecorded)
    await stage.end()
    await stage.begin()
    await stage.made.prints("r2", ABROAD)
    await stage.sees(CallRecorded, count=2)
    require(len(stage.of(CallRecorded)) == 2, "one was read twice")
