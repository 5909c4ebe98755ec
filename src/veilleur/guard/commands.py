"""Commands of a person to the running guard, by the control socket: each becomes an event, journalled.

In: a request such as `{"do": "pause", "minutes": 30}` and who sent it. Out: plain data. Pitfall: "done" is
said only once the event is on disk, and an undo is asked of the watch, which alone knows whether there is
still something to take back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from veilleur.config import load
from veilleur.detection.state.limits_in_force import REACHED, limit_name
from veilleur.detection.view import incidents, limit_amount, numbers_called, view
from veilleur.guard.guard_port import GuardPort
from veilleur.guard.learning import learn, read_past
from veilleur.guard.order_fields import WORD_MAX, number_in, orderer, scope_in, word_in
from veilleur.guard.protection.maintenance import announce
from veilleur.guard.running_status import status_of
from veilleur.history.holds import hold_note
from veilleur.history.incidents import decision_of
from veilleur.history.person import Person, find, forgetting, refuse_running
from veilleur.journal import JournalReader
from veilleur.pbx.registry import sections
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.errors import InputError
from veilleur.words.events import (
    AlertAnswered,
    AlertSent,
    AnswerWithdrawn,
    DrillRequested,
    Event,
    HoursOrdered,
    LimitOrdered,
    OwnerAnswered,
    Paused,
    Resumed,
    UndoRequested,
)
from veilleur.words.money import MicroEuro, euros, micro_euros

PAUSE_MAX_MINUTES = 24 * 60
LIMIT_WINDOWS = ("closed_hours", "day", "month")
LIMIT_WAYS = ("raise", "lower", "reset")
LIMIT_MOST_HOURS = 366 * 24
OPEN_MOST_MINUTES = 24 * 60
PAGE_NOTES = frozenset(
    {"login", "logout", "login_refused", "person", "person_removed", "invited", "settings"}
)
ALERT_ANSWERS = ("keep", "unknown", "seen", "unproven")
ALERT_ALLOW_S = 3_600.0
ON_DISK_WITHIN_S = 5.0
UNDONE_MAX = 100
_CAN_BE_UNDONE = {DecisionKind.UNDO, DecisionKind.LOCK}


class GuardCommands:
    """What may be asked of one guard."""

    def __init__(self, guard: GuardPort) -> None:
        self._guard = guard
        self._known: dict[str, Callable[[dict[str, Any], str], Awaitable[dict[str, Any]]]] = {
            "status": self._status,
            "pause": self._pause,
            "resume": self._resume,
            "maintenance": self._maintenance,
            "undo": self._undo,
            "answer": self._answer,
            "withdraw": self._withdraw,
            "confirm_clock": self._confirm_clock,
            "limit": self._limit,
            "hours": self._hours,
            "learn": self._learn,
            "forget": self._forget,
            "hold": self._hold,
            "flush": self._flush,
            "incident": self._incident,
            "alert_sent": self._alert_sent,
            "alert_answered": self._alert_answered,
            "alert_call": self._alert_call,
            "alert_allow": self._alert_allow,
            "alert_code": self._alert_code,
            "drill": self._drill,
            "page_note": self._page_note,
            "audit": self._audit,
            "restart": self._restart,
        }

    async def do(self, request: dict[str, Any], user: int) -> dict[str, Any]:
        """Carry out one request of a user of this machine.

        Raises:
            InputError: when it cannot be understood or done; one sentence.
        """
        order = self._known.get(str(request.get("do")))
        if order is None:
            raise InputError("The guard knows no order {word!r}.", word=str(request.get("do"))[:40])
        return await order(request, orderer(request, user))

    async def _status(self, _request: dict[str, Any], _by: str) -> dict[str, Any]:
        return {"status": status_of(self._guard)}

    async def _pause(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        minutes = number_in(request, "minutes", PAUSE_MAX_MINUTES)
        now = self._guard.clock.now()
        until = now + minutes * 60
        return {"until": until, **await self._order(Paused(now, now, until, by)), **self._reached()}

    async def _resume(self, _request: dict[str, Any], by: str) -> dict[str, Any]:
        now = self._guard.clock.now()
        return await self._order(Resumed(now, now, by))

    async def _maintenance(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        it, now = self._guard, self._guard.clock.now()
        return await announce(
            request, by, monitor=it.protection, calls=it.alert_calls, journal=it.journal, now=now
        )

    async def _undo(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        wanted = str(request.get("id", ""))
        if wanted.startswith("i"):
            decisions = await asyncio.to_thread(self._undoable_of, wanted)
        else:
            decisions = [wanted]
        undone: list[str] = []
        for decision in decisions[:UNDONE_MAX]:
            now = self._guard.clock.now()
            if self._guard.order(UndoRequested(now, now, decision, by)):
                undone.append(decision)
        if not undone:
            raise InputError(
                "{name}: there is nothing to take back; `veilleur incidents` lists the "
                "forwards removed and the locks that hold.",
                name=wanted[:40],
            )
        return {"undone": undone, "on_disk": await self._is_on_disk()}

    async def _answer(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        scope, value = scope_in(request)
        now = self._guard.clock.now()
        minutes = request.get("minutes")
        until = None if minutes is None else now + number_in(request, "minutes", 525_600) * 60
        accepted, once = request.get("accepted") is True, request.get("once") is True
        event = OwnerAnswered(
            at=now, seen_at=now, accepted=accepted, scope=scope, value=value, until=until, once=once, by=by
        )
        return {"until": until, **await self._order(event), **self._reached()}

    def _reached(self) -> dict[str, Any]:
        """Limits that stop calls whatever the judge or the owner says of them."""
        seen = view(self._guard.watch, self._guard.clock.now())
        names = [cap.window for cap in (*seen.caps, *seen.classes) if cap.state == REACHED]
        names += [name for name in map(limit_name, seen.reached) if name not in names]
        return {"limits_reached": names}

    async def _limit(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        window, way, now = request.get("window"), request.get("way"), self._guard.clock.now()
        if window not in LIMIT_WINDOWS or way not in LIMIT_WAYS:
            raise InputError("A limit is of a day, a month or a closed period; raise, lower or reset one.")
        if way == "reset":
            event = LimitOrdered(now, now, str(window), 0, now, by)
            return {**await self._order(event), "limit_eur": self._limit_eur(str(window)), "until": None}
        until = now + number_in(request, "hours", LIMIT_MOST_HOURS) * 3600
        euros_ = request.get("amount_eur")
        if isinstance(euros_, bool) or not isinstance(euros_, int | float) or not 0 <= euros_ <= 1e6:
            raise InputError("{amount!r} is no amount; write euros such as 900.", amount=str(euros_)[:40])
        amount = micro_euros(euros_)
        self._check_limit(str(window), str(way), amount)
        event = LimitOrdered(now, now, str(window), amount, until, by)
        return {**await self._order(event), "limit_eur": self._limit_eur(str(window)), "until": until}

    async def _hours(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        """The company is open for a time, whatever its hours; without `minutes` its hours hold again."""
        now = self._guard.clock.now()
        until = now
        if request.get("minutes") is not None:
            until += number_in(request, "minutes", OPEN_MOST_MINUTES) * 60
        done = await self._order(HoursOrdered(now, now, until, by))
        return {"open_until": until if until > now else None, **done}

    async def _learn(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        past = await asyncio.to_thread(read_past, str(request.get("file", "")))
        learn(self._guard, past, may_replace=request.get("replace") is True, by=by)
        return {"on_disk": await self._is_on_disk()}

    def _check_limit(self, window: str, way: str, amount: MicroEuro) -> None:
        """Whether the order does what its word says, under the ceiling.

        Raises:
            InputError: when it does not.
        """
        seen = view(self._guard.watch, self._guard.clock.now())
        held = limit_amount(self._guard.watch, window)
        if amount > seen.ceiling:
            raise InputError(
                "{amount:g} EUR is above the ceiling of {ceiling:g} EUR, which no order passes; write "
                "another ceiling_month_eur in [limits].",
                amount=float(euros(amount)),
                ceiling=float(euros(seen.ceiling)),
            )
        if held is None:
            raise InputError("This window has no limit: `false` is written in [limits].")
        values = {"amount": float(euros(amount)), "held": float(euros(held))}
        if way == "raise" and amount <= held:
            raise InputError("{amount:g} EUR would not raise it: {held:g} EUR are in force now.", **values)
        if way == "lower" and amount >= held:
            raise InputError("{amount:g} EUR would not lower it: {held:g} EUR are in force now.", **values)

    def _limit_eur(self, window: str) -> float | None:
        amount = limit_amount(self._guard.watch, window)
        return None if amount is None else round(float(euros(amount)), 4)

    async def _withdraw(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        scope, value = scope_in(request)
        now = self._guard.clock.now()
        return await self._order(AnswerWithdrawn(now, now, scope, value, by))

    async def _confirm_clock(self, _request: dict[str, Any], by: str) -> dict[str, Any]:
        was_held = self._guard.journal_care.confirm_clock(self._guard.journal, self._guard.clock.now(), by)
        return {"was_held": was_held, "on_disk": await self._is_on_disk()}

    async def _forget(self, request: dict[str, Any], _by: str) -> dict[str, Any]:
        """Of one person; who it is stands in no entry."""
        guard = self._guard
        person = Person(str(request.get("who", "")), guard.numbering)
        await self._is_on_disk()
        found = await asyncio.to_thread(find, guard.settings, person)
        if request.get("with_incidents") is True:
            found.evidence.clear()
        refuse_running(guard.watch, person)
        now = guard.clock.now()
        order = forgetting(guard.settings, person, found, now)
        guard.watch.rename(person.hidden, but_incidents=bool(found.evidence))
        guard.keep_state()
        deleted = await asyncio.to_thread(guard.journal.carry_out, order, wait_s=ON_DISK_WITHIN_S)
        return {"deleted": deleted, "kept": len(found.evidence), "on_disk": await self._is_on_disk()}

    async def _hold(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        """Freeze an incident's time from retention, or release it."""
        try:
            begin, end = float(request["from"]), float(request["until"])
        except (KeyError, TypeError, ValueError):
            raise InputError("A legal hold needs an incident, from when and until when.") from None
        name, is_held = str(request.get("incident", ""))[:WORD_MAX], request.get("held") is True
        note = hold_note(name, begin, end, is_held=is_held, by=by)
        self._guard.journal.append_note(self._guard.settings.site.name, self._guard.clock.now(), note)
        return {"on_disk": await self._is_on_disk()}

    async def _flush(self, _request: dict[str, Any], _by: str) -> dict[str, Any]:
        """For who reads the journal beside the guard: all that was seen so far stands in it."""
        return {"on_disk": await self._is_on_disk()}

    async def _incident(self, request: dict[str, Any], _by: str) -> dict[str, Any]:
        wanted = request.get("id")
        found = next((one for one in incidents(self._guard.watch) if one.id == wanted), None)
        return {"spent_eur": None if found is None else round(float(euros(found.spent)), 4)}

    async def _alert_sent(self, request: dict[str, Any], _by: str) -> dict[str, Any]:
        now, turn = self._guard.clock.now(), request.get("turn")
        event = AlertSent(
            at=now,
            seen_at=now,
            conversation=word_in(request, "conversation"),
            step=word_in(request, "step"),
            person=word_in(request, "person", may_be_empty=True),
            channel=word_in(request, "channel"),
            turn=turn if isinstance(turn, int) and 0 <= turn < 10_000 else 0,
            why=word_in(request, "why", may_be_empty=True),
            outcome=word_in(request, "outcome", may_be_empty=True),
        )
        return await self._order(event)

    async def _alert_call(self, request: dict[str, Any], _by: str) -> dict[str, Any]:
        """The desk is about to call somebody; whether a code is there by which they may let through."""
        person, calls = word_in(request, "person"), self._guard.alert_calls
        calls.announced(person)
        if request.get("makes_room") is True:
            running, is_full = numbers_called(self._guard.watch), request.get("trunk_full") is True
            calls.make_room(person, self._guard.order, running=running, is_full=is_full)
        return {"has_code": calls.has_code}

    async def _alert_allow(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        """Somebody who was alerted lets something through for an hour: the code decides, not who asks."""
        is_country = "territory" in request
        scope, value = ("territory", word_in(request, "territory")) if is_country else scope_in(request)
        calls = self._guard.alert_calls
        if not await calls.is_right(word_in(request, "code", may_be_empty=True)):
            return {"allowed": False, "tries_left": calls.tries_left}
        now = self._guard.clock.now()
        until = now + ALERT_ALLOW_S
        event = OwnerAnswered(
            at=now,
            seen_at=now,
            accepted=True,
            scope=scope,
            value=value,
            until=until,
            by=word_in(request, "by", may_be_empty=True) or by,
        )
        return {"allowed": True, "until": until, **await self._order(event), **self._reached()}

    async def _alert_code(self, request: dict[str, Any], _by: str) -> dict[str, Any]:
        """Whether a code is the alert code: it makes a telephone known."""
        is_right = await self._guard.alert_calls.is_right(word_in(request, "code"))
        return {"is_right": is_right, "tries_left": self._guard.alert_calls.tries_left}

    async def _alert_answered(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        now, answer = self._guard.clock.now(), request.get("answer")
        if answer not in ALERT_ANSWERS:
            raise InputError("An alert is answered by keep, unknown or seen.")
        event = AlertAnswered(
            at=now,
            seen_at=now,
            conversation=word_in(request, "conversation"),
            answer=str(answer),
            channel=word_in(request, "channel", may_be_empty=True),
            by=word_in(request, "by", may_be_empty=True) or by,
        )
        return await self._order(event)

    async def _drill(self, _request: dict[str, Any], by: str) -> dict[str, Any]:
        now = self._guard.clock.now()
        name = f"drill {now:.0f}"
        return {"conversation": name, **await self._order(DrillRequested(now, now, name, by))}

    async def _restart(self, _request: dict[str, Any], by: str) -> dict[str, Any]:
        """Begin again with veilleur.toml as it stands; a file that cannot be used changes nothing.

        Raises:
            ConfigError: when it cannot be used.
        """
        source = self._guard.settings.source
        if source is None:
            raise InputError("This guard has no veilleur.toml to begin again with.")
        await asyncio.to_thread(load, source, sections())
        note = {"note": "guard_restarts", "by": by}
        self._guard.journal.append_note(self._guard.settings.site.name, self._guard.clock.now(), note)
        on_disk = await self._is_on_disk()
        self._guard.restart()
        return {"on_disk": on_disk}

    async def _page_note(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        """Who did what on the page that is no event of the watch: a login, a person, a setting."""
        what = request.get("what")
        if what not in PAGE_NOTES:
            raise InputError("A page notes no {word!r}.", word=str(what)[:40])
        note = {"note": "page", "what": what, "by": by, "value": word_in(request, "about", may_be_empty=True)}
        self._guard.journal.append_note(self._guard.settings.site.name, self._guard.clock.now(), note)
        return {"on_disk": await self._is_on_disk()}

    async def _audit(self, request: dict[str, Any], by: str) -> dict[str, Any]:
        """What an audit found: hashes and counts, no name."""
        note = request.get("note")
        if not isinstance(note, dict) or note.get("note") != "audit":
            raise InputError("The guard knows no order {word!r}.", word="audit")
        self._guard.journal.append_note(
            self._guard.settings.site.name, self._guard.clock.now(), {**note, "by": by}
        )
        return {"on_disk": await self._is_on_disk()}

    async def _order(self, event: Event) -> dict[str, Any]:
        decisions = self._guard.order(event)
        return {"decisions": [decision.id for decision in decisions], "on_disk": await self._is_on_disk()}

    async def _is_on_disk(self) -> bool:
        return await asyncio.to_thread(self._guard.journal.flush, ON_DISK_WITHIN_S)

    def _undoable_of(self, incident: str) -> list[str]:
        self._guard.journal.flush(ON_DISK_WITHIN_S)
        reader = JournalReader(self._guard.settings.journal.file)
        try:
            entries = reader.entries(
                site=self._guard.settings.site.name, kind="decision", holding=f'"incident":"{incident}"'
            )
            decisions = [decision for decision in map(decision_of, entries) if decision is not None]
            return [decision.id for decision in decisions if is_undoable(decision)]
        finally:
            reader.close()


def is_undoable(decision: Decision) -> bool:
    """Whether a person may want this taken back: a forward removed, or a lock."""
    return decision.kind in _CAN_BE_UNDONE and not decision.observed and decision.attempt == 1
