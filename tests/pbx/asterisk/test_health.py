"""An upgrade of the PBX takes the pieces out of its dialplan one night: the guard says so, once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from veilleur.pbx.asterisk.ami.connection import LoginRefusedError
from veilleur.pbx.asterisk.ami.permissions import Capability
from veilleur.pbx.asterisk.events.contacts import Contacts
from veilleur.pbx.asterisk.health import Health
from veilleur.pbx.asterisk.probe import Glimpse, Probe, glimpsed
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import AsteriskPlan, render
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event, FeedLost, FeedRestored
from veilleur.words.site import Site

CAN = (Capability("cut calls", True, ""), Capability("see the calls alive", True, ""))
USED = {
    "Context": "out",
    "Extension": "_X.",
    "Priority": "1",
    "Application": "Gosub",
    "AppData": "veilleur-gate,s,1(${EXTEN},carrier,,)",
}


def whole_dialplan() -> tuple[dict[str, str], ...]:
    rows, context, extension = [USED], "", ""
    for line in render(AsteriskPlan())["extensions.conf"].splitlines():
        if line.startswith("["):
            context = line.strip("[]")
        elif line.startswith("exten =>"):
            extension = line.partition("=>")[2].partition(",")[0].strip()
        rows.append(
            {**USED, "Context": context, "Extension": extension, "AppData": "", "Application": "NoOp"}
        )
    return tuple(rows)


WHOLE, BARE = Probe(CAN, 22, whole_dialplan()), Probe(CAN, 22, ())


class Watched:
    """An inspection of a PBX whose looks are given, and what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *looks: Probe | SwitchError) -> None:
        self.said: list[str] = []
        self.notes: list[dict[str, Any]] = []
        self.looked = asyncio.Event()
        self._looks = list(looks)
        self.emitted: list[Event] = []
        self.inspection = Health(
            AsteriskSettings(), Site(), self.said.append, self.notes.append, self.emitted.append
        )
        monkeypatch.setattr("veilleur.pbx.asterisk.health.probe", self._probe)

    async def _probe(self, _settings: AsteriskSettings) -> Probe:
        self.looked.set()
        look = self._looks.pop(0)
        if isinstance(look, SwitchError):
            raise look
        return look

    async def returns(self) -> None:
        self.looked.clear()
        self.inspection.returned()
        await asyncio.wait_for(self.looked.wait(), 20)
        await asyncio.sleep(0)


async def test_pieces_that_vanish_and_come_back_are_told_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, WHOLE, WHOLE, BARE, BARE, SwitchError("blind"), WHOLE)
    await watched.inspection.first()
    assert watched.said == []
    looking = asyncio.create_task(watched.inspection.repeat())
    for _ in range(5):
        await watched.returns()
    looking.cancel()

    assert len(watched.said) == 2
    assert "The dialplan is not whole (missing: gate" in watched.said[0]
    assert watched.said[1] == "The dialplan is whole again."
    assert [note["gate"] for note in watched.notes] == [True, False, True]


@pytest.mark.parametrize(
    "missing",
    [Glimpse((), lacks_gosub=False), Glimpse(glimpsed(WHOLE).rows, lacks_gosub=True)],
    ids=["the question", "the module that it needs"],
)
async def test_of_a_large_dialplan_a_minute_s_glimpse_shows_what_went_missing(
    monkeypatch: pytest.MonkeyPatch, missing: Glimpse
) -> None:
    rows = (
        *WHOLE.dialplan,
        *({**USED, "Context": f"c{number}", "Application": "NoOp"} for number in range(600)),
    )  # type: ignore[misc]
    seen = Probe(CAN, 22, rows)
    watched = Watched(monkeypatch, seen, BARE)
    glimpses = [glimpsed(seen), glimpsed(seen), missing]
    taken: list[Glimpse] = []

    async def glimpse(_settings: AsteriskSettings) -> Glimpse:
        taken.append(glimpses.pop(0))
        return taken[-1]

    monkeypatch.setattr("veilleur.pbx.asterisk.health.glimpse", glimpse)
    monkeypatch.setattr("veilleur.pbx.asterisk.health.REPEATED_SOON_S", 0.01)
    await watched.inspection.first()
    watched.looked.clear()
    looking = asyncio.create_task(watched.inspection.repeat())
    await asyncio.wait_for(watched.looked.wait(), 20)
    looking.cancel()
    assert len(taken) == 3


async def test_a_pbx_that_is_not_there_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, SwitchError("nobody listens"))
    await watched.inspection.first()
    assert watched.inspection.writes_records is None


async def test_a_refused_login_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, LoginRefusedError("refuses"))
    with pytest.raises(SwitchError, match="refuses"):
        await watched.inspection.first()


async def test_a_login_that_cannot_read_the_dialplan_says_nothing_wrong_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = Watched(monkeypatch, Probe(CAN, 22, None))
    await watched.inspection.first()
    assert (watched.inspection.coverage, watched.said, watched.notes) == (None, [], [])


async def test_where_the_dialplan_cannot_be_read_an_unasked_call_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A guard that does not know whether it is asked accuses nobody; once it knows, it may again."""
    watched = Watched(monkeypatch, Probe(CAN, 22, None), WHOLE)
    await watched.inspection.first()
    looking = asyncio.create_task(watched.inspection.repeat())
    await watched.returns()
    looking.cancel()
    lost, restored = watched.emitted
    assert isinstance(lost, FeedLost)
    assert (lost.is_asked, "cannot be read" in str(lost.why)) == (False, True)
    assert isinstance(restored, FeedRestored)


async def test_a_pbx_that_was_never_seen_is_no_reason_to_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, SwitchError("nobody listens"), SwitchError("nobody listens"))
    await watched.inspection.first()
    looking = asyncio.create_task(watched.inspection.repeat())
    await watched.returns()
    looking.cancel()
    assert watched.emitted == []


@pytest.mark.parametrize("missing", ["gate", "used", "port", "needs", "every_dial"])
def test_a_dialplan_that_asks_only_in_part_covers_not_all(missing: str) -> None:
    health = Health(AsteriskSettings(), Site(), lambda _said: None, lambda _note: None)
    whole = dict.fromkeys(("gate", "mailbox", "emergency", "absent", "used", "every_dial"), True)
    assert health.coverage is None
    health.pieces = whole
    assert health.coverage == (whole, True, True, False)
    health.pieces = {**whole, missing: False}
    assert health.coverage is not None
    assert not health.coverage.is_complete
    assert health.coverage.holds_in_part == (missing == "every_dial"), (
        "of nothing that is asked nothing holds"
    )


LACKING = WHOLE._replace(not_loaded=("app_stack",))


@pytest.mark.parametrize("can_load", [True, False])
async def test_the_module_without_which_112_ends_is_loaded_again(
    monkeypatch: pytest.MonkeyPatch, can_load: bool
) -> None:
    """A line that an owner wrote asks by Gosub: without app_stack it ends each call, and no rule runs."""
    watched = Watched(monkeypatch, LACKING, *([WHOLE] if can_load else []))

    async def load_gosub(_settings: AsteriskSettings) -> bool:
        return can_load

    monkeypatch.setattr("veilleur.pbx.asterisk.health.load_gosub", load_gosub)
    await watched.inspection.first()
    assert watched.inspection.pieces is not None
    assert watched.inspection.pieces["needs"] is can_load
    said = " ".join(map(str, watched.said))
    assert "112 too" in said
    assert ("Veilleur has had it loaded" in said) is can_load
    notes = [note for note in watched.notes if note["note"] == "module_loaded"]
    assert [note["module"] for note in notes] == (["app_stack"] if can_load else [])


async def test_where_no_line_asks_no_module_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, BARE._replace(not_loaded=("app_stack",)))

    async def load_gosub(_settings: AsteriskSettings) -> bool:
        raise AssertionError("nothing asks for it")

    monkeypatch.setattr("veilleur.pbx.asterisk.health.load_gosub", load_gosub)
    await watched.inspection.first()


def test_an_account_that_is_reached_at_one_machine_more_is_said_with_what_to_do() -> None:
    contacts, said, notes = Contacts(lambda _number: False), [], []  # type: ignore[var-annotated]
    health = Health(AsteriskSettings(), Site(), said.append, notes.append, contacts=contacts)
    contacts.added("PJSIP/203", "sip:203@192.168.1.20")
    health._look_at_contacts()
    contacts.added("PJSIP/203", "sip:203@192.0.2.7")
    for _minute in range(2):
        health._look_at_contacts()
    assert [str(one) for one in said] == [
        "The account 203 is reached at 2 machines at once (192.0.2.7, 192.168.1.20), 1 is usual: "
        "if one is not its own telephone, change its password."
    ]
    assert notes == [{"note": "contacts", "account": "203", "machines": 2}]
