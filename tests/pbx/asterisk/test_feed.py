"""The feed on loopback: a manager that is well, wrong, poor in rights, frozen, or another program."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable

import pytest

from veilleur.pbx.asterisk.ami import connection
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.feed import AsteriskFeed, FeedState
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events
from veilleur.words.errors import SwitchError
from veilleur.words.site import Site

RIGHTS = ("Hangup", "CoreShowChannels", "DBGet", "DBGetTree", "DBDel", "DBPut", "ShowDialPlan")


class Manager:
    """A manager interface made of a few answers."""

    def __init__(self, banner: str = "Asterisk Call Manager/9.0.0", rights: tuple[str, ...] = RIGHTS) -> None:
        self.banner, self.rights = banner, rights
        self.login_works = True
        self.challenge = ""  # offered to whoever wants to log in; "" for none
        self.frozen = False
        self.is_old = False  # before DBGetTree
        self.alive: list[str] = []  # rows of CoreShowChannels
        self.actions: list[dict[str, str]] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.port = 0

    async def __aenter__(self) -> Manager:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.server.close()
        for writer in self.writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        writer.write(f"{self.banner}\r\n".encode())
        try:
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode()
                action = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
                self.actions.append(action)
                if not self.frozen:
                    writer.write(self._answer(action).encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass

    def _answer(self, action: dict[str, str]) -> str:
        mark = f"ActionID: {action['ActionID']}\r\n"
        name = action["Action"]
        if name == "Challenge" and self.challenge:
            return f"Response: Success\r\n{mark}Challenge: {self.challenge}\r\n\r\n"
        if name == "Login" and not self.login_works:
            return f"Response: Error\r\n{mark}Message: Authentication failed\r\n\r\n"
        if name == "ListCommands":
            rights = "".join(f"{one}: (Priv: all)\r\n" for one in self.rights)
            return f"Response: Success\r\n{mark}{rights}\r\n"
        if name == "CoreShowChannels":
            end = f"Event: CoreShowChannelsComplete\r\n{mark}\r\n"
            rows = "".join(f"Event: CoreShowChannel\r\n{mark}{row}\r\n" for row in self.alive)
            return f"Response: Success\r\n{mark}EventList: start\r\n\r\n{rows}{end}"
        if name == "DBGetTree" and self.is_old:
            return f"Response: Error\r\n{mark}Message: Invalid/unknown command: DBGetTree\r\n\r\n"
        if name == "DBGet":
            if (action["Family"], action["Key"]) != ("AMPUSER", "104/followme/grplist"):
                return f"Response: Error\r\n{mark}Message: Database entry not found\r\n\r\n"
            key = f"Event: DBGetResponse\r\n{mark}Val: 104-0088213123456#\r\n\r\n"
            return f"Response: Success\r\n{mark}\r\n{key}"
        if name == "DBGetTree":
            key = f"Event: DBGetTreeResponse\r\n{mark}Key: /CF/104\r\nVal: 0088213123456\r\n\r\n"
            key = key if action["Family"] == "CF" else ""
            end = f"Event: DBGetTreeComplete\r\n{mark}\r\n"
            return f"Response: Success\r\n{mark}\r\n{key}{end}"
        return f"Response: Success\r\n{mark}\r\n"


class Watcher:
    """What a feed reported, and a way to wait for it."""

    def __init__(self, port: int) -> None:
        settings = AsteriskSettings(
            port=port, secret="", quiet_s=0.05, answer_s=0.3, agi_port=0, compare_s=0.05
        )
        self.feed = AsteriskFeed(settings, Site(), lambda: 1000.0, lambda: 0.0)
        self.seen: list[events.Event] = []
        self._news = asyncio.Event()

    async def __aenter__(self) -> Watcher:
        self.task = asyncio.create_task(self.feed.run(self._take))
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    def _take(self, event: events.Event) -> None:
        self.seen.append(event)
        self._news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not true():
                self._news.clear()
                await self._news.wait()

    def of(self, kind: type) -> list:
        return [one for one in self.seen if isinstance(one, kind)]


async def test_a_connection_begins_with_the_whole_picture() -> None:
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        kinds = [type(one) for one in watcher.seen]
        assert kinds == [events.Snapshot, events.ForwardSet, events.FeedRestored]
        await watcher.feed.actuator.clear_forward("104", "CF")
        assert "DBDel" in [one["Action"] for one in manager.actions]
        with pytest.raises(SwitchError, match="not alive"):
            await watcher.feed.actuator.cut_call("17.4")


async def test_a_connection_cut_in_the_middle_of_a_line_comes_back() -> None:
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: len(watcher.of(events.FeedRestored)) == 1)
        manager.writers[0].write(b"Event: Newcha")
        manager.writers[0].close()
        await watcher.until(lambda: len(watcher.of(events.FeedRestored)) == 2)
        assert len(watcher.of(events.FeedLost)) == 1
        assert len(watcher.of(events.Snapshot)) == 2


async def test_a_frozen_manager_is_found_blind() -> None:
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        manager.frozen = True
        await watcher.until(lambda: bool(watcher.of(events.FeedLost)))
        assert "did not answer" in watcher.of(events.FeedLost)[0].why
        assert watcher.feed.state is not FeedState.SEEING


async def test_each_way_to_fail_is_one_sentence() -> None:
    async with Manager() as manager:
        manager.login_works = False
        with pytest.raises(SwitchError, match="refuses the manager login 'veilleur'"):
            await Watcher(manager.port).feed.probe()
    with pytest.raises(SwitchError, match="no manager interface answers"):
        await Watcher(manager.port).feed.probe()
    async with Manager(banner="SSH-2.0-OpenSSH_9.2") as other:
        with pytest.raises(SwitchError, match="not an Asterisk manager"):
            await Watcher(other.port).feed.probe()


async def test_the_secret_is_proved_and_not_sent_where_the_manager_offers_a_challenge() -> None:
    async with Manager() as manager:
        manager.challenge = "845617322"
        settings = AsteriskSettings(port=manager.port, secret="s3cret", answer_s=1.0, agi_port=0)
        await AsteriskFeed(settings, Site(), lambda: 1000.0, lambda: 0.0).probe()
        (login,) = [action for action in manager.actions if action["Action"] == "Login"]
        assert login["AuthType"] == "MD5"
        assert login["Key"] == hashlib.md5(b"845617322s3cret").hexdigest()
        assert not any("s3cret" in value for action in manager.actions for value in action.values())


async def test_the_secret_itself_goes_to_no_other_machine() -> None:
    async with Manager() as manager:
        settings = AsteriskSettings(host="127.1", port=manager.port, secret="s3cret", agi_port=0)
        with pytest.raises(SwitchError, match="in clear text alone"):
            await AsteriskFeed(settings, Site(), lambda: 1000.0, lambda: 0.0).probe()
        assert not any("s3cret" in value for action in manager.actions for value in action.values())


async def test_missing_rights_are_named() -> None:
    async with Manager(rights=("CoreShowChannels",)) as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedLost)))
        assert "write = call" in watcher.of(events.FeedLost)[0].why
        found = {one.capability: one.ok for one in await watcher.feed.probe()}
        assert found["see the calls alive"]
        assert not found["cut calls"]


CALL = (
    "Channel: PJSIP/carrier-01\r\nUniqueid: 1.1\r\nApplication: AppDial\r\nChannelState: 6\r\n"
    "Duration: 00:00:{}\r\nCallerIDNum: 0088213123456\r\n"
)


async def test_calls_of_which_the_switch_never_tells_are_a_missing_right() -> None:
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        manager.alive = [CALL.format("30")]
        await watcher.until(lambda: bool(watcher.of(events.FeedLost)))
        assert "add 'call' to the 'read ='" in watcher.of(events.FeedLost)[0].why
        await watcher.until(lambda: len(watcher.of(events.Snapshot)) == 2)
        assert [call.number for call in watcher.of(events.Snapshot)[1].calls] == ["0088213123456"]


async def test_a_call_whose_end_was_never_told_ends_when_the_list_is_compared() -> None:
    async with Manager() as manager:
        manager.alive = [CALL.format("30")]
        async with Watcher(manager.port) as watcher:
            await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
            manager.alive = []
            await watcher.until(lambda: bool(watcher.of(events.CallEnded)))
            assert watcher.of(events.CallEnded)[0].call == "1.1"
            assert watcher.of(events.FeedLost) == []


async def test_a_fault_of_our_own_in_one_message_blinds_us_to_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        faults: list[str] = []
        watcher.feed.on_fault = lambda during, _error: faults.append(during)
        step = watcher.feed.translator.step

        def faulty(message: Message, seen_at: float) -> list[events.Event]:
            if message.name == "Newstate":
                raise ZeroDivisionError
            return step(message, seen_at)

        monkeypatch.setattr(watcher.feed.translator, "step", faulty)
        channel = "Uniqueid: 1\r\nChannel: PJSIP/carrier-01\r\nChannelState: 4\r\nExten: 104\r\n\r\n"
        for name in ("Newstate", "Newchannel"):
            manager.writers[0].write(f"Event: {name}\r\n{channel}".encode())
        await watcher.until(lambda: bool(watcher.of(events.IncomingCall)))
        assert faults == ["the manager event Newstate"]
        assert watcher.of(events.FeedLost) == []


async def test_an_old_switch_is_asked_entry_by_entry_for_the_forwards_of_telephones_it_named() -> None:
    async with Manager() as manager:
        manager.is_old = True
        async with Watcher(manager.port) as watcher:
            await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
            status = "PeerStatus: Registered\r\nPeer: SIP/104\r\nAddress: 192.0.2.7:5060\r\n\r\n"
            manager.writers[0].write(f"Event: PeerStatus\r\n{status}".encode())
            await watcher.until(lambda: bool(watcher.of(events.Registered)))
            watcher.feed.translator.forwards.poll_wanted = True
            await watcher.until(lambda: bool(watcher.of(events.ForwardSet)))
            forward = watcher.of(events.ForwardSet)[0]
            assert (forward.extension, forward.kind, forward.number) == ("104", "followme", "0088213123456")


async def test_a_guard_that_stood_still_reads_nothing_old_and_begins_with_the_whole_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waited in the socket says nothing of when it was: the switch's own list does."""
    monkeypatch.setattr("veilleur.pbx.asterisk.ami.connection.STOOD_STILL_S", 0.2)
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        for _turn in range(5):
            await asyncio.sleep(0)  # its beat begins now
        time.sleep(0.8)  # noqa: ASYNC251 - we stand still
        await watcher.until(lambda: len(watcher.of(events.FeedRestored)) >= 2)
        lost = watcher.of(events.FeedLost)[0]  # a busy machine may stand still once more
        assert "stood still" in str(lost.why)
        assert lost.since < lost.at


async def test_a_suspend_is_a_gap_though_the_loops_clock_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch's packets wait in the network meanwhile, and are read as if they were of now."""
    slept_s, has_begun = 0.0, asyncio.Event()

    def lived_s() -> float:
        has_begun.set()
        return time.monotonic() + slept_s

    monkeypatch.setattr(connection, "lived_s", lived_s)
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        await has_begun.wait()
        slept_s = 3_600.0
        await watcher.until(lambda: len(watcher.of(events.FeedRestored)) == 2)
        lost = watcher.of(events.FeedLost)[-1]
        assert lost.at - lost.since > 3_000  # by the beat or by the next read, whichever comes first


async def test_orders_have_a_connection_that_is_sent_no_events() -> None:
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        logins = [one["Events"] for one in manager.actions if one["Action"] == "Login"]
        assert logins == ["on", "off"]


async def test_a_feed_that_is_blind_works_on_and_one_that_hangs_is_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The switch may be silent for as long as it likes: only what waits for nothing is started again."""
    async with Manager() as manager, Watcher(manager.port) as watcher:
        await watcher.until(lambda: bool(watcher.of(events.FeedRestored)))
        manager.frozen = True
        await watcher.until(lambda: len(watcher.of(events.FeedLost)) == 2)  # and tried again since
        await watcher.until(lambda: watcher.feed.still_s < 1.0)

        began = time.monotonic()
        monkeypatch.setattr("veilleur.pbx.pulse.time.monotonic", lambda: began + 90.0)
        assert watcher.feed.still_s >= 89.0
