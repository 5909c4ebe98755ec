"""The guard on the embedded PBX, over real loopback sockets: the night of the demo, watched."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.guard import Guard
from veilleur.journal import JournalReader, verify
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.simulation.nights.demo_night import BEGINS_AT, ENDS_AFTER_S, night
from veilleur.simulation.pbx import EmbeddedPbx
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx
from veilleur.words.calls import Mode
from veilleur.words.decisions import DecisionKind
from veilleur.words.errors import ConfigError
from veilleur.words.events import FeedRestored
from veilleur.words.money import micro_euros
from veilleur.words.site import Site

SPEED = 1_800.0


class NightClock:
    """The guard's clock reads the time of the embedded PBX."""

    def __init__(self, pbx: EmbeddedPbx) -> None:
        self._pbx = pbx

    def now(self) -> float:
        return self._pbx.now

    def wall(self) -> float:
        return self._pbx.now

    def wait_s(self, until: float) -> float:
        return max(0.0, until - self._pbx.now) / SPEED


def settings(folder: Path, ami_port: int, log: Path) -> Settings:
    return Settings(
        site=Site(name="Garage Martin", mode=Mode.ENFORCE, observe_days=0, trunks=("PJSIP/carrier*",)),
        switches=(
            AsteriskSettings(
                port=ami_port, secret="of-the-test", agi_port=0, log_file=str(log), poll_forwards_s=0.2
            ),
        ),
        journal=JournalSection(folder / "journal.db"),
    )


async def watched_night(folder: Path, seed: int) -> tuple[EmbeddedPbx, Guard]:
    pbx, _acts = night(seed, asks=True, secret="of-the-test")
    log = folder / "voicemail.log"
    switch = LoopbackPbx(pbx, 0, log)
    await switch.start()
    sees = asyncio.Event()
    guard = Guard(
        settings(folder, switch.ami_port, log),
        clock=NightClock(pbx),
        listener=lambda event, _decisions: sees.set() if isinstance(event, FeedRestored) else None,
    )
    watching = asyncio.create_task(guard.run())
    try:
        await asyncio.wait_for(sees.wait(), 20)
        switch.agi_port = guard.questions_port
        await switch.run(BEGINS_AT + ENDS_AFTER_S, SPEED)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await switch.stop()
    return pbx, guard


@pytest.mark.slow
async def test_the_watched_night_loses_little_and_honest_calls_pass(tmp_path: Path) -> None:
    pbx, _guard = await watched_night(tmp_path, seed=1)

    # Either the mailbox was locked and no forward was ever set, or the forwarded calls were refused.
    forwarded = [call for call in pbx.facts if call.hostile and call.extension]
    assert all(call.answered_at is None for call in forwarded)
    lost = sum(call.cost for call in pbx.facts if call.hostile)
    assert lost < micro_euros(10)  # the cap of the closed hours, whatever the judge thinks
    assert all(call.answered_at is not None for call in pbx.facts if call.emergency)
    national = [call for call in pbx.facts if not call.hostile and not call.number.startswith("000")]
    assert all(call.answered_at is not None for call in national)

    journal = tmp_path / "journal.db"
    assert verify(journal).is_whole
    kinds = {entry.decision().kind for entry in JournalReader(journal).entries(kind="decision")}
    assert DecisionKind.REFUSE in kinds


def test_without_a_pbx_in_the_configuration_the_guard_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no PBX is named"):
        Guard(Settings(journal=JournalSection(tmp_path / "journal.db")))
