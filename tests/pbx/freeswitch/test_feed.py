"""The feed and its orders before a made FreeSWITCH, and the dialplan's questions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from veilleur.config import Settings, load_text
from veilleur.conformance.fakes.event_socket import PASSWORD, EventSocketServer
from veilleur.pbx.adapter import Answer, GuardHooks, Switch
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.pbx.freeswitch.switch import build
from veilleur.words.calls import Origin
from veilleur.words.errors import SwitchError
from veilleur.words.events import (
    CallEnded,
    CallRequested,
    CallStarted,
    Event,
    FeedLost,
    FeedRestored,
    MailboxRequested,
    Snapshot,
)
from veilleur.words.site import Site

WAITS_S = 60.0
TRUNK = "sofia/external/{}@203.0.113.5"
ABROAD = "0037129990000"


class Stage:
    """A made FreeSWITCH, and the adapter before it."""

    def __init__(self, server: EventSocketServer, switch: Switch) -> None:
        self.server, self.switch, self.port = server, switch, 0
        self.events: list[Event] = []
        self.questions: list[CallRequested] = []
        self._new = asyncio.Event()

    def takes(self, event: Event) -> None:
        self.events.append(event)
        self._new.set()

    async def until(self, is_true: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAITS_S):
            while not is_true():
                self._new.clear()
                await self._new.wait()

    async def event(self, kind: type[Any], count: int = 1) -> Any:
        """The event of a kind, the first or a later one."""
        await self.until(lambda: len(self._of(kind)) >= count)
        return self._of(kind)[count - 1]

    async def asks(self, body: str, path: str = "/v1/authorise") -> tuple[int, str]:
        """What mod_curl gets for a form."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write((head + body).encode())
        data = (await asyncio.wait_for(reader.read(), WAITS_S)).decode()
        writer.close()
        return int(data.split()[1]), data.partition("\r\n\r\n")[2]

    def _of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


@asynccontextmanager
async def stage(
    decide: Callable[[CallRequested], Answer] = lambda _event: Answer("allow"),
    password: str = PASSWORD,
    **more: Any,
) -> AsyncIterator[Stage]:
    server = EventSocketServer()
    await server.start()
    settings = FreeSwitchSettings(port=server.port, secret=password, ask_port=0, quiet_s=0.1, **more)

    def decided(event: CallRequested | MailboxRequested) -> Answer:
        assert isinstance(event, CallRequested)
        played.questions.append(event)
        return decide(event)

    whole = Settings(site=Site(extensions=("10XX",)), switches=(settings,))
    hooks = GuardHooks(
        decide=decided,
        code_is_right=lambda *_words: False,
        emit=lambda event: played.takes(event),
        now=lambda: 1_000.0,
        chance=lambda: 0.0,
        numbering=whole.numbering(),
        say=lambda _text: None,
        note=lambda _note: None,
        on_fault=lambda _during, error: pytest.fail(repr(error)),
    )
    played = Stage(server, build(whole, hooks))
    played.port = await played.switch.questions.start()
    running = asyncio.create_task(played.switch.feed.run(played.takes))
    try:
        yield played
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await played.switch.questions.stop()
        await server.stop()


async def test_it_sees_once_the_channels_are_listed_and_wants_no_digits() -> None:
    async with stage() as played:
        await played.event(FeedRestored)
        assert [type(event) for event in played.events] == [Snapshot, FeedRestored]
        assert "DTMF" not in played.server.subscribed
        assert "ALL" not in played.server.subscribed
        assert played.server.subscribed[-3:] == [
            "sofia::register",
            "sofia::register_failure",
            "vm::maintenance",
        ]


async def test_a_cut_is_taken_by_the_switch_and_proved_by_the_hangup() -> None:
    async with stage() as played:
        await played.event(FeedRestored)
        played.server.creates("leg", TRUNK.format(ABROAD), ABROAD)
        await played.event(CallStarted)
        await played.switch.actuator.cut_call("leg")
        ended = await played.event(CallEnded)
        assert (ended.call, ended.cause) == ("leg", "21")


async def test_an_order_for_a_call_that_is_gone_or_is_none_fails() -> None:
    async with stage() as played:
        await played.event(FeedRestored)
        with pytest.raises(SwitchError, match="No such channel"):
            await played.switch.actuator.cut_call("gone")
        with pytest.raises(SwitchError, match="is no channel"):
            await played.switch.actuator.cut_call("a\n\napi shutdown")
        assert played.server.killed == ["gone"]


async def test_a_lost_connection_comes_back_with_the_calls_that_run() -> None:
    async with stage() as played:
        await played.event(FeedRestored)
        port = played.server.port
        await played.server.stop()
        await played.event(FeedLost)
        played.server.creates("leg", TRUNK.format(ABROAD), ABROAD, by="a-leg")
        await played.server.start(port)
        snapshot = await played.event(Snapshot, 2)
        assert [(call.call, call.request) for call in snapshot.calls] == [("leg", "a-leg")]
        await played.event(FeedRestored, 2)


async def test_a_switch_that_falls_silent_is_lost() -> None:
    async with stage(answer_s=0.3) as played:
        await played.event(FeedRestored)
        played.server.speaks = False
        assert "gives no answer" in str((await played.event(FeedLost)).why)


async def test_a_wrong_password_is_one_sentence() -> None:
    async with stage(password="guessed") as played:
        lost = await played.event(FeedLost)
        assert "refuses the password" in str(lost.why)
        assert "guessed" not in str(lost.why)


async def test_who_asks_is_known_from_the_event_socket() -> None:
    async with stage() as played:
        await played.event(FeedRestored)
        played.server.creates("a", "sofia/internal/1001@x", f"0{ABROAD}", direction="inbound")
        played.server.creates("leg", TRUNK.format(ABROAD), ABROAD, by="a")
        await played.event(CallStarted)  # by then both are known
        assert await played.asks(f"request=a&number=0{ABROAD}") == (200, "allow")
        (asked,) = played.questions
        assert (asked.request, asked.extension, asked.origin) == ("a", "1001", Origin.EXTENSION)


@pytest.mark.parametrize(
    ("word", "said"), [("refuse", (403, "refuse")), ("ask", (403, "refuse")), ("", (403, "refuse"))]
)
async def test_only_allow_allows(word: str, said: tuple[int, str]) -> None:
    async with stage(lambda _event: Answer(word)) as played:
        assert await played.asks(f"request=a&number={ABROAD}") == said


async def test_a_plus_is_that_of_a_number() -> None:
    async with stage() as played:
        await played.asks("request=a&number=+37129990000")
        assert played.questions[0].number == "+37129990000"


@pytest.mark.parametrize("body", ["", "request=a", "number=112", "request=&number=112", "\u00e9"])
async def test_what_is_no_question_is_no_allow(body: str) -> None:
    async with stage() as played:
        assert (await played.asks(body))[0] == 400
        assert (await played.asks("request=a&number=112", "/"))[0] == 404


def test_the_questions_stay_on_loopback() -> None:
    from veilleur.pbx.freeswitch.section import SECTION
    from veilleur.words.errors import ConfigError

    with pytest.raises(ConfigError, match="bears no token"):
        load_text('[freeswitch]\nask_host = "0.0.0.0"\n', switches=(SECTION,))


async def test_a_dialplan_that_does_not_ask_is_said_so_that_unasked_calls_prove_nothing() -> None:
    async with stage() as played:
        await played.event(FeedRestored)
        assert played.switch.inspection.coverage is not None
        assert played.switch.inspection.coverage.is_complete
        played.server.answers.pop("xml_locate dialplan context name default")
        port = played.server.port
        await played.server.stop()
        await played.server.start(port)
        await played.until(
            lambda: any(not event.is_asked for event in played.events if isinstance(event, FeedLost))
        )
        await played.event(FeedRestored, 2)
        assert not played.switch.inspection.coverage.is_complete


async def test_the_call_id_of_a_leg_is_asked_for_until_its_invite_was_answered_at_all() -> None:
    """mod_sofia sets sip_call_id with the first answer, 100 at the earliest."""
    async with stage() as at:
        await at.event(FeedRestored)
        question = "uuid_getvar leg-1 sip_call_id"
        assert at.switch.call_id_of is not None
        at.server.answers[question] = "_undef_"
        asked = asyncio.create_task(at.switch.call_id_of("leg-1"))
        await asyncio.sleep(0)
        at.server.answers[question] = "id-1@192.0.2.1\n"
        assert await asked == "id-1@192.0.2.1"
        for leg, answer in (("gone", "-ERR No such channel!\n"), ("never", "_undef_"), ("no channel\n", "x")):
            at.server.answers[f"uuid_getvar {leg} sip_call_id"] = answer
            with pytest.raises(SwitchError):
                await at.switch.call_id_of(leg)
