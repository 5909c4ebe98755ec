"""The embedded PBX asks the project's real FastAGI server over loopback, and obeys it."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.agi.server import Answer, FastAgi
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.simulation.nights.demo_night import BEGINS_AT
from veilleur.simulation.pbx import EmbeddedPbx, Outcome
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx
from veilleur.words import events
from veilleur.words.calls import Origin

NIGHT = BEGINS_AT + 8 * 3600
CUBA = "00053555001234"


async def asked(word: str, log: Path):
    """One call from a telephone, one by a forward, one to a mailbox; all answered with `word`."""
    heard: list[events.CallRequested | events.MailboxRequested] = []

    def decide(request: events.CallRequested | events.MailboxRequested) -> Answer:
        heard.append(request)
        return Answer(word)

    server = FastAgi(
        AsteriskSettings(agi_port=0), decide, lambda *_: False, lambda _: None, lambda: NIGHT,
        lambda text: len(text) == 3 and text.isdigit(),
    )  # fmt: skip
    port = await server.start()
    pbx = EmbeddedPbx(NIGHT, pins={"104": "right"})
    switch = LoopbackPbx(pbx, port, log)
    try:
        pbx.dial("105", CUBA, 30)
        pbx.set_forward("104", CUBA)
        pbx.forwarded("104", "+263770000", 30, hostile=True)
        pbx.voicemail("104", "+263770000", ["wrong"])
        await switch.run(NIGHT + 100, speed=10_000)
    finally:
        await server.stop()
    return pbx, heard


async def test_what_is_allowed_leaves_and_the_server_knows_who_asked(tmp_path: Path):
    pbx, heard = await asked("allow", tmp_path / "log")
    assert all(call.outcome is Outcome.ENDED and call.answered_at is not None for call in pbx.facts)
    calls = {request.origin: request for request in heard if isinstance(request, events.CallRequested)}
    assert calls[Origin.EXTENSION].extension == "105"
    assert calls[Origin.EXTENSION].number == CUBA[1:]  # as the trunk will get it
    assert calls[Origin.FORWARD].extension == "104"
    (mailbox,) = (request for request in heard if isinstance(request, events.MailboxRequested))
    assert mailbox.mailbox == "104@default"
    assert mailbox.outside


@pytest.mark.parametrize("word", ["refuse", "ask"])
async def test_what_is_not_allowed_costs_nothing(word: str, tmp_path: Path):
    pbx, _heard = await asked(word, tmp_path / "log")
    assert all(call.outcome is Outcome.REFUSED and call.cost == 0 for call in pbx.facts)


async def test_a_refused_caller_never_stands_before_the_mailbox(tmp_path: Path):
    await asked("allow", tmp_path / "allowed")
    assert "Incorrect password" in (tmp_path / "allowed").read_text()
    pbx, _heard = await asked("refuse", tmp_path / "refused")
    assert not (tmp_path / "refused").exists()
    assert pbx.channels == {}
