"""The adapter of a tiny switch: the folder is all that Veilleur gets to know of it.

The switch connects to the guard and writes a line for each thing that happens: `started CALL EXTENSION
NUMBER`, `ended CALL`, `ask EXTENSION NUMBER`. It gets the answer to what it asks, and the orders
(`cut CALL`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from veilleur.config import Settings
from veilleur.config.switch_section import FileContext, Section, SwitchSection
from veilleur.config.writing import write_new
from veilleur.language import Sentence, say
from veilleur.pbx.adapter import Adapter, Coverage, GuardHooks, PastCall, Switch
from veilleur.pbx.setup_port import (
    Answers,
    CheckReport,
    HandOut,
    Notices,
    Option,
    RemovalReport,
    SetupRequest,
    Suggestion,
)
from veilleur.words.calls import Origin, Vantage
from veilleur.words.errors import SwitchError
from veilleur.words.events import CallEnded, CallRequested, CallStarted, Event, FeedLost, FeedRestored
from veilleur.words.site import Site

NAME = "tiny"
DONE = Sentence("Le petit standard est prêt.", "The tiny switch is ready.")
NOT_DONE = Sentence("Le petit standard n’a rien de Veilleur.", "The tiny switch has nothing of Veilleur.")


@dataclass(frozen=True, slots=True)
class TinySettings:
    """door: the port on which the guard waits for the switch, 0 for any; rules: its file on the switch."""

    adapter: ClassVar[str] = NAME
    vantage: ClassVar[Vantage] = Vantage.ASKED

    door: int
    rules: Path


class TinySection(Section):
    """The keys of [tiny]."""

    door: int = 0
    rules: str = "tiny.rules"


def _settings(section: TinySection, context: FileContext) -> TinySettings:
    return TinySettings(section.door, Path(context.path(section.rules)))


class TinyLine:
    """Feed, questions and orders: one TCP line is all three."""

    def __init__(self, settings: TinySettings, guard: GuardHooks) -> None:
        self._settings, self._guard = settings, guard
        self._on_event: Callable[[Event], None] = lambda _event: None
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._settings.door)
        # Said once the port is given back: until then the guard does not know it.
        asyncio.get_running_loop().call_soon(self._guard.say, "The tiny line is open.")
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    @property
    def still_s(self) -> float:
        return 0.0

    async def run(self, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        await asyncio.get_running_loop().create_future()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        now = self._guard.now()
        self._on_event(FeedRestored(now, now, NAME))
        while line := (await reader.readline()).decode().split():
            self._hear(*line)
        writer.close()
        now = self._guard.now()
        self._on_event(FeedLost(now, now, NAME, "the tiny line is gone"))

    def _hear(self, verb: str, *words: str) -> None:
        now = self._guard.now()
        if verb == "ask":
            extension, number = words
            answer = self._guard.decide(CallRequested(now, now, f"asked-{number}", extension, number))
            self._write(answer.word)
        elif verb == "started":
            call, extension, number = words
            self._on_event(
                CallStarted(
                    at=now,
                    seen_at=now,
                    call=call,
                    number=number,
                    request="",
                    extension=extension,
                    origin=Origin.EXTENSION,
                )
            )
        else:
            self._on_event(CallEnded(now, now, words[0]))

    def _write(self, line: str) -> None:
        if self._writer is None:
            raise SwitchError("the tiny line is gone")
        self._writer.write(f"{line}\n".encode())

    async def cut_call(self, call: str) -> None:
        self._write(f"cut {call}")

    async def hang_up_channel(self, channel: str) -> None:
        self._write(f"cut {channel}")

    async def clear_forward(self, extension: str, kind: str) -> None:
        raise SwitchError("the tiny switch has no forwards")

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        raise SwitchError("the tiny switch has no forwards")


class TinyInspection:
    """Looks at the rules that set-up wrote."""

    can_cut = True

    def __init__(self, settings: TinySettings, say_to_owner: Callable[[str], None]) -> None:
        self._settings, self._say = settings, say_to_owner
        self.coverage: Coverage | None = None

    async def first(self) -> None:
        if self._settings.rules.exists():
            self.coverage = Coverage({"rules": True}, is_complete=True, holds_alone=False)
        else:
            self._say("The tiny switch has no rules.")

    def returned(self) -> None:
        pass

    async def repeat(self) -> None:
        await asyncio.get_running_loop().create_future()


class TinyPastCalls:
    """It keeps no records."""

    def trouble(self) -> str:
        return "the tiny switch keeps no records"

    def between(self, began_at: float, ended_at: float) -> list[PastCall]:
        raise SwitchError(self.trouble())


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    tiny = settings.switch
    assert isinstance(tiny, TinySettings)
    line = TinyLine(tiny, guard)
    return Switch(
        feed_name=NAME,
        feed=line,
        questions=line,
        actuator=line,
        inspection=TinyInspection(tiny, guard.say),
        past_calls=TinyPastCalls(),
        vantage=settings.vantage,
    )


class TinySteps:
    """Writes one file beside the configuration."""

    def __init__(self, request: SetupRequest) -> None:
        self._request = request
        self._rules = request.config.with_name("tiny.rules")
        self._site = ""

    def section(self) -> list[str]:
        return ["[tiny]", f"door = {self._request.answers['door']}"]

    def emergency_numbers(self, site: Site) -> tuple[str, ...]:
        """None beside those of the country."""
        del site
        return ()

    def prepare(self, site: Site) -> None:
        self._site = site.name

    def install(self) -> None:
        write_new(self._rules, f"ask Veilleur, for {self._site}\n", 0o644)
        self._request.notices.wrote(self._rules)

    def facts(self) -> dict[str, object]:
        return {"rules": str(self._rules)}

    def hand_out(self) -> HandOut:
        return HandOut(data={}, lines=(say(DONE, {}, self._request.notices.language),))


class TinySetup:
    """See `Setup`."""

    kinds = (NAME,)
    options = (Option("door", int, "Port of the tiny line.", 0, least=0, most=65535),)
    own_keys = frozenset({"door"})

    def suggest(self, kind: str, given: Answers, notices: Notices) -> Suggestion:
        return Suggestion()

    def is_asked(self, key: str, answers: Answers) -> bool:
        return True

    def begin(self, request: SetupRequest) -> TinySteps:
        return TinySteps(request)

    def check(self, settings: Settings, language: str) -> CheckReport:
        tiny = settings.switch
        assert isinstance(tiny, TinySettings)
        is_done = tiny.rules.exists()
        sentence = say(DONE if is_done else NOT_DONE, {}, language)
        return CheckReport(is_in_force=is_done, data={"rules": is_done}, sentence=sentence)

    def remove(self, settings: Settings | None, answers: Answers, language: str) -> RemovalReport:
        assert settings is not None
        tiny = settings.switch
        assert isinstance(tiny, TinySettings)
        tiny.rules.unlink()
        return RemovalReport(paths=(tiny.rules,), sentence=say(NOT_DONE, {}, language))


ADAPTER = Adapter(
    name=NAME,
    title="Tiny",
    login=Sentence("la petite ligne", "the tiny line"),
    section=SwitchSection(name=NAME, shape=TinySection, settings=_settings),
    build=_build,
    setup=TinySetup(),
)
