"""Incidents as lines for a person, and as plain data with the same sentences.

In: an incident with its decisions (history.incidents). Out: lines in French or English. Pitfall: whole
numbers of people leave this module masked, in the plain data too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from veilleur.detection.signals.catalog import sentence
from veilleur.language import clock, clock_in_sentence, day, euros, masked, plural, say
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S, last_evening_before
from veilleur.wording.decisions import decision_line
from veilleur.wording.incident_sentences import INCIDENT
from veilleur.wording.places import where
from veilleur.words.decisions import Decision, DecisionKind, Reason
from veilleur.words.incidents import Attack, Evidence, Incident
from veilleur.words.money import euros as as_euros
from veilleur.words.ports import Numbering

LINES_MAX = 60
NAMES_MAX = 8


class _Line(NamedTuple):
    at: float
    is_done: bool  # what Veilleur did; else what it saw
    text: str
    times: int = 1
    last_at: float = 0.0
    says_times: bool = False  # its text says how often


class IncidentPage:
    """Incidents of one site. numbering: that of the site, for numbers as they are called from abroad."""

    def __init__(self, numbering: Numbering, timezone: str, language: str) -> None:
        self.language = language
        self._zone = timezone
        self._numbering = numbering

    def row(self, incident: Incident) -> str:
        """One line of the list."""
        return self._say(
            "row",
            id=incident.id,
            day=self._day(incident.began_at),
            **{"from": self._clock(incident.began_at)},
            to=self._clock(incident.last_at),
            who=self._who(incident),
            stopped=self._stopped(incident),
            state=self._state(incident),
            **self._money(incident),
        )

    def story(self, attack: Attack) -> list[str]:
        """The lines of one incident: outcome first, then each step, then what is left to do."""
        incident = attack.incident
        blanks = {"from": self._clock(incident.began_at), "to": self._clock(incident.last_at)}
        days = {"day": self._day(incident.began_at), "day_to": self._day(incident.last_at)}
        title = "title_of_a_day" if days["day"] == days["day_to"] else "title"
        return [
            self._say(title, id=incident.id, state=self._state(incident), **blanks, **days),
            self._say("money", stopped=self._stopped(incident), **self._money(incident)),
            self._say("who", who=self._who(incident)),
            "",
            *self._timeline(self._lines(attack)),
            *self._left_to_do(attack),
        ]

    def _timeline(self, lines: list[_Line]) -> Iterator[str]:
        last_day = ""
        for line in lines[:LINES_MAX]:
            today = self._day(line.at)
            if today != last_day:
                yield _capital(today)
                last_day = today
            mark = self._say("done" if line.is_done else "seen")
            yield f"  {clock(line.at, self._zone, self.language)}  {mark:<5} {self._repeated(line)}"
        if len(lines) > LINES_MAX:
            yield "  " + self._say("more", count=len(lines) - LINES_MAX)

    def _left_to_do(self, attack: Attack) -> Iterator[str]:
        todo = self._todo(attack)
        if todo:
            yield f"\n{self._say('todo')}"
            yield from (f"  - {text}" for text in todo)

    def data(self, attack: Attack, *, whole: bool = False) -> dict[str, Any]:
        """The same for machines; numbers masked too."""
        incident = attack.incident
        found: dict[str, Any] = {
            "id": incident.id,
            "began_at": incident.began_at,
            "last_at": incident.last_at,
            "is_open": incident.is_open,
            "is_announced": incident.is_announced,
            "extensions": list(incident.extensions),
            "mailboxes": list(incident.mailboxes),
            "numbers": [self._number(number) for number in incident.numbers],
            "calls_stopped": incident.calls_stopped,
            "spent_eur": round(float(as_euros(incident.spent)), 4),
            "spared_eur": round(float(as_euros(incident.saved_cost)), 4),
        }
        if whole:
            found["timeline"] = [
                {
                    "at": line.at,
                    "done": line.is_done,
                    "text": line.text,
                    "times": line.times,
                    "last_at": line.last_at or line.at,
                    "says_times": line.says_times,
                }
                for line in self._lines(attack)
            ]
            found["decisions"] = [self._decision(one, attack) for one in attack.decisions]
            found["todo"] = self._todo(attack)
        return found

    def _decision(self, decision: Decision, attack: Attack) -> dict[str, Any]:
        return {
            "id": decision.id,
            "at": decision.at,
            "kind": decision.kind.value,
            "subject": decision.subject.value,
            "extension": decision.extension,
            "number": self._number(decision.number) if decision.number else "",
            "reasons": [reason.code for reason in decision.reasons],
            "observed": decision.observed,
            "attempt": decision.attempt,
            "taken_back": decision.id in attack.taken_back,
        }

    def _lines(self, attack: Attack) -> list[_Line]:
        """What was seen and what was done, oldest first; the same thing again is counted."""
        lines = [
            _Line(
                at=one.at,
                is_done=False,
                text=_capital(sentence(_counted(one), self.language)),
                times=one.times,
                last_at=one.last_at if one.times > 1 else 0.0,
                says_times=self._says_times(one),
            )
            for one in attack.incident.evidence
        ]
        done: dict[tuple[str, str, str, str], _Line] = {}
        for decision in attack.decisions:
            if decision.kind is DecisionKind.ALLOW:
                continue
            if decision.kind is DecisionKind.ALERT:
                # What stands behind it has lines of its own.
                decision = decision._replace(reasons=decision.reasons[:1])
            text = decision_line(decision._replace(attempt=1), self.language, self._number, self._place)
            if decision.id in attack.taken_back:
                text = say(INCIDENT["taken_back"], {"text": text}, self.language)
            key = (decision.kind.value, decision.extension, decision.number, text)
            before = done.get(key)
            done[key] = (
                _Line(decision.at, True, text)
                if before is None
                else before._replace(times=before.times + 1, last_at=decision.at)
            )
        return sorted([*lines, *done.values()], key=lambda line: (line.at, line.is_done))

    def _todo(self, attack: Attack) -> list[str]:
        incident = attack.incident
        todo = [
            self._say("todo_pin", name=mailbox.partition("@")[0])
            for mailbox in incident.mailboxes[:NAMES_MAX]
        ]
        for decision in attack.decisions:
            if decision.kind is DecisionKind.UNDO and not decision.observed and decision.attempt == 1:
                if decision.id in attack.taken_back:
                    continue
                todo.append(self._say("todo_forward", name=decision.extension, decision=decision.id))
        if incident.spent or incident.forwards_undone:
            before = incident.began_at + COMPLAINT_WITHIN_S
            todo.append(self._say("todo_complaint", day=self._day(last_evening_before(before, self._zone))))
        return todo

    def _says_times(self, line: Evidence) -> bool:
        """Whether the sentence of this evidence says how often it came."""
        more = line._replace(times=line.times + 1)
        return sentence(_counted(line), self.language) != sentence(_counted(more), self.language)

    def _repeated(self, line: _Line) -> str:
        if line.times < 2:
            return line.text
        return say(
            INCIDENT["until" if line.says_times else "times"],
            {"text": line.text, "times": line.times, "clock": clock(line.last_at, self._zone, self.language)},
            self.language,
        )

    def _number(self, number: str) -> str:
        """The number without its last digits, as it is called from abroad where that is known."""
        return masked(self._numbering.destination(number).e164 or number)

    def _place(self, number: str) -> str:
        return where(self._numbering.destination(number), self.language)

    def _who(self, incident: Incident) -> str:
        names = [self._say("extensions", name=name) for name in incident.extensions]
        names += [self._say("mailboxes", name=name.partition("@")[0]) for name in incident.mailboxes]
        names += [self._say("numbers", name=self._number(number)) for number in incident.numbers]
        more = len(names) - NAMES_MAX
        return ", ".join(names[:NAMES_MAX]) + (f" +{more}" if more > 0 else "") or self._say("unknown")

    def _stopped(self, incident: Incident) -> str:
        if self.language == "fr":
            return plural(incident.calls_stopped, "appel arrêté", "appels arrêtés", "fr")
        return plural(incident.calls_stopped, "call stopped", "calls stopped", "en")

    def _state(self, incident: Incident) -> str:
        if not incident.is_announced:
            return self._say("forming")
        return self._say("open" if incident.is_open else "over")

    def _money(self, incident: Incident) -> dict[str, str]:
        return {
            "spent": euros(incident.spent, self.language),
            "saved": euros(incident.saved_cost, self.language),
        }

    def _clock(self, at: float) -> str:
        return clock_in_sentence(at, self._zone, self.language)

    def _day(self, at: float) -> str:
        return day(at, self._zone, self.language)

    def _say(self, code: str, **blanks: str | int) -> str:
        return say(INCIDENT[code], blanks, self.language, self._zone)


def _counted(line: Evidence) -> Reason:
    """The reason with how often it came, where its sentence says that."""
    values = {**dict(line.reason.values), "times": str(line.times)}
    return line.reason._replace(values=tuple(values.items()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
