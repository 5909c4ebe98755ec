"""Every way by which a call can leave, and whether it is asked about.

In: a dialplan and what stands around it. Out: `Way`s, each with a verdict and a plain reason, and the doors
by which a caller gets into a mailbox or to a dial tone. Pitfall: only a telephone of the house is no way out;
what nobody knows is `not known`, and never left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from veilleur.pbx.asterisk.dialplan.applications import (
    IN_SPOOL,
    PROGRAM_FUNCTIONS,
    Does,
    application,
    is_known,
)
from veilleur.pbx.asterisk.dialplan.channels import Channels, Leads, Usable
from veilleur.pbx.asterisk.dialplan.elsewhere import ways_elsewhere
from veilleur.pbx.asterisk.dialplan.freepbx import FreePbxLines
from veilleur.pbx.asterisk.dialplan.model import Dialplan, Step
from veilleur.pbx.asterisk.dialplan.paths.finding import Answer, Finding
from veilleur.pbx.asterisk.dialplan.paths.graph import Graph
from veilleur.pbx.asterisk.dialplan.paths.jumps import executed
from veilleur.pbx.asterisk.dialplan.paths.question import GATE, QUESTION, Questions
from veilleur.pbx.asterisk.dialplan.paths.reach import entered_contexts, reachable
from veilleur.pbx.asterisk.dialplan.paths.values import Values
from veilleur.pbx.asterisk.dialplan.programs import MARK, places_no_call
from veilleur.pbx.asterisk.dialplan.reasons import Reason
from veilleur.pbx.asterisk.dialplan.surroundings import Surroundings
from veilleur.pbx.asterisk.dialplan.text import (
    arguments_of,
    inside,
    shown,
    split,
    unquoted,
)
from veilleur.pbx.asterisk.dialplan.way import Door, Verdict, Way

_PLACED_RUNS = 2  # which argument of Originate(channel,app,...) names what the called one runs
_LEAST_DIGITS = 3  # fewer keyed digits are a menu, no number
_QUEUE_AGI = 5  # which argument of Queue
_MAILBOX_GATES = ("veilleur-mailbox", "veilleur-voicemail")


class Model:
    """A dialplan looked at as a whole."""

    def __init__(self, plan: Dialplan, around: Surroundings | None = None) -> None:
        self.plan = plan
        self.around = around or Surroundings()
        self.values = Values(plan, self.around.variables)
        self.graph = Graph(
            plan,
            self.values,
            frozenset(self.around.contexts | entered_contexts(plan)),
            are_all_known=self.around.are_peers_known,
            entered_at=self.around.entered_at,
        )
        self.questions = Questions(plan, self.values, self.graph)
        self.channels = Channels(plan, self.values, self.around)
        self._freepbx = FreePbxLines(plan, self.around)
        self.ways: list[Way] = []
        self.doors: list[Door] = []
        for step in plan.acting():
            self._look_at(step)
        self.ways += ways_elsewhere(plan, self.around, self.channels)

    def count(self, verdict: Verdict) -> int:
        """How many ways have that verdict."""
        return sum(1 for way in self.ways if way.verdict is verdict)

    @property
    def is_all_asked(self) -> bool:
        """Whether every way out is known and asked about."""
        return all(way.verdict is Verdict.ASKED for way in self.ways)

    def reached_from(self, contexts: Iterable[str]) -> list[Way]:
        """The ways that a call which begins in one of these contexts can come to."""
        found = reachable(self.plan, self.graph, contexts)
        return [way for way in self.ways if way.context in found]

    @property
    def guest_ways(self) -> list[Way]:
        """The ways that a stranger comes to who calls in without an account."""
        return self.reached_from(self.around.guests)

    @property
    def shadowed_questions(self) -> list[tuple[Step, Step]]:
        """Questions that stand in a file and do not run, each with the step that took its place."""
        found = []
        for step in self.plan.shadowed:
            if any(jump.context in (GATE, QUESTION) for jump in self.graph.jumps_of(step)):
                first = self.plan.contexts[step.context].extensions.get(step.extension, {}).get(step.priority)
                if first is not None:
                    found.append((step, first))
        return found

    def _look_at(self, step: Step) -> None:
        seen: list[Way] = []
        for name, data in executed(step.application, step.data):
            seen += self._of_application(step, name, data)
        if not seen:
            text = step.data
            if IN_SPOOL.search(text):
                seen.append(self._way(step, Verdict.NOT_ASKED, Reason.CALL_FILE))
            elif any(one in text for one in PROGRAM_FUNCTIONS):
                seen.append(self._way(step, Verdict.NOT_KNOWN, Reason.PROGRAM))
        if seen:
            self.ways.append(max(seen, key=_weight))

    def _of_application(self, step: Step, name: str, data: str) -> list[Way]:
        found = application(name)
        if found is None:
            if is_known(name) or not name:
                return []
            return [self._way(step, Verdict.NOT_KNOWN, Reason.UNKNOWN_APPLICATION)]
        if self._freepbx.is_no_way(step, name, data):
            return []
        if found.does is Does.DIALS:
            return self._dialled(step, name, data, found.argument)
        if found.does is Does.PLACES:
            return self._placed(step, data, found.argument)
        if found.does is Does.ADDS:
            pieces = arguments_of(data)
            return self._unasked(
                step, pieces[found.argument] if len(pieces) > found.argument else "", Reason.MEMBER
            )
        if found.does is Does.QUEUES:
            return [*self._queue(step, data), *self._queue_program(step, data)]
        if found.does is Does.REDIRECTS:
            return self._redirected(step, data)
        if found.does is Does.KEYS:
            return self._keyed(step, arguments_of(data)[0])
        if found.does is Does.JOINS:
            return [self._way(step, Verdict.NOT_KNOWN, Reason.JOINS)]
        if found.does is Does.LINES:
            return [self._way(step, Verdict.NOT_KNOWN, Reason.LINE)]
        if found.does is Does.PROGRAM:
            if places_no_call(data, self.plan.contexts):
                return []
            return [self._way(step, Verdict.NOT_KNOWN, Reason.PROGRAM)]
        if found.does is Does.SHELL:
            return self._command(step, name, data)
        if found.does in (Does.MAILBOX, Does.DISA):
            self._door(step, name, data)
        return []

    def _dialled(self, step: Step, name: str, data: str, argument: int) -> list[Way]:
        pieces = arguments_of(data)
        if len(pieces) <= argument:
            return []
        found: list[Way] = []
        dials = unquoted(pieces[argument])
        leads = self.channels.leads(dials, step)
        out = dict.fromkeys(one.text for one in leads if one.kind is Leads.OUT)
        unknown = {one.text: one.reason for one in leads if one.kind is Leads.UNKNOWN}
        if self._freepbx.dials_telephones(step, dials):
            unknown = {}
        if out:
            answers = [self.questions.answer(step, text) for text in out]
            usable = self.channels.destinations(dials)
            found.append(self._by_answer(step, max(answers, key=_answer_weight), usable))
            if all(one.finding is Finding.ASKED for one in answers):
                # The same string as a telephone's name: values of two trunks that never come together.
                unknown = {
                    text: reason
                    for text, reason in unknown.items()
                    if text not in out or reason is not Reason.KEYED_PEER
                }
        if unknown:
            found.append(self._not_known(step, dials, unknown))
        for digits in self._keyed_digits(step, pieces[argument + 2 : argument + 3]):
            found += self._keyed(step, digits)
        return found

    def _not_known(self, step: Step, dials: str, unknown: dict[str, Reason]) -> Way:
        """A dial string that only a variable holds: known all the same where its number was asked about."""
        if set(unknown.values()) == {Reason.VARIABLE}:
            texts = self._freepbx.asked_instead(step, dials) or tuple(unknown)
            answers = [self.questions.answer(step, text) for text in texts]
            if all(one.finding is Finding.ASKED for one in answers):
                return self._way(step, Verdict.ASKED, Reason.ASKED)
        usable = self.channels.destinations(dials)
        return self._way(step, Verdict.NOT_KNOWN, next(iter(unknown.values())), usable)

    def _keyed_digits(self, step: Step, options: list[str]) -> dict[str, None]:
        """The digits that options of a Dial key behind the answer, those that a variable holds too."""
        found = [one for text in options for one in _keyed_digits(text)]
        for text in options if not found else ():
            if "${" in text:
                texts = self.values.texts(text, step.context)
                found += [one for known in texts for one in _keyed_digits(known)]
        return dict.fromkeys(found)

    def _placed(self, step: Step, data: str, argument: int) -> list[Way]:
        pieces = arguments_of(data)
        if argument >= 0 and len(pieces) > _PLACED_RUNS and pieces[1].strip().lower() in ("app", '"app"'):
            runs, *arguments = (unquoted(one) for one in pieces[_PLACED_RUNS : _PLACED_RUNS + 2])
            inner = self._of_application(step, runs, "".join(arguments))
            if inner:
                return [_on_another_channel(way) for way in inner]
        # Asterisk 12 moved the argument of ParkAndAnnounce from the third place to the fourth.
        texts = pieces[2:4] if argument < 0 else pieces[argument : argument + 1]
        return [
            way
            for text in texts
            if argument >= 0 or "/" in text or "${" in text
            for way in self._unasked(step, text, Reason.NEVER_ASKS)
        ]

    def _unasked(self, step: Step, text: str, reason: Reason) -> list[Way]:
        """A channel that something else dials: no question before this step is one for it."""
        if not text.strip():
            return []
        leads = self.channels.leads(text, step)
        if any(one.kind is Leads.OUT for one in leads):
            return [self._way(step, Verdict.NOT_ASKED, reason)]
        unknown = [one.reason for one in leads if one.kind is Leads.UNKNOWN]
        return [self._way(step, Verdict.NOT_KNOWN, unknown[0])] if unknown else []

    def _queue(self, step: Step, data: str) -> list[Way]:
        name = arguments_of(data)[0].strip()
        around = self.around
        if "queue_members" in around.realtime or "queues" in around.realtime:
            return [self._way(step, Verdict.NOT_KNOWN, Reason.MEMBERS_ELSEWHERE)]
        if around.queues is None or ("${" not in name and name not in around.queues):
            return [self._way(step, Verdict.NOT_KNOWN, Reason.MEMBERS_UNSEEN)]
        return []

    def _queue_program(self, step: Step, data: str) -> list[Way]:
        """The AGI that a Queue runs on the channel of whoever answers."""
        program = [*arguments_of(data), *[""] * (_QUEUE_AGI + 1)][_QUEUE_AGI]
        texts = [one.strip() for one in self.values.texts(program, step.context)]
        if MARK in self.plan.contexts:  # FreePBX writes a variable there that it hardly ever fills
            texts = [one for one in texts if not one.startswith("${")]
        if all(not one or places_no_call(one, self.plan.contexts) for one in texts):
            return []
        return [self._way(step, Verdict.NOT_KNOWN, Reason.PROGRAM)]

    def _redirected(self, step: Step, data: str) -> list[Way]:
        text = arguments_of(data)[0]
        if text.strip().upper().startswith("LOCAL/"):
            return []
        answer = self.questions.answer(step, text)
        if answer.finding is Finding.ASKED:
            return [self._way(step, Verdict.ASKED, Reason.ASKED)]
        return [self._way(step, Verdict.NOT_ASKED, Reason.REDIRECTS)]

    def _keyed(self, step: Step, digits: str) -> list[Way]:
        if "${" not in digits and sum(sign.isdecimal() for sign in digits) < _LEAST_DIGITS:
            return []
        answer = self.questions.answer(step, digits)
        if answer.finding is Finding.ASKED:
            return [self._way(step, Verdict.ASKED, Reason.ASKED)]
        return [self._way(step, Verdict.NOT_KNOWN, Reason.KEYS)]

    def _command(self, step: Step, name: str, data: str) -> list[Way]:
        if name.strip().lower() == "mixmonitor":
            command = [*split(data, ",", 2), "", ""][2].strip()
            if not any(one.strip() for one in self.values.texts(command, step.context)):
                return []
        lower = data.lower()
        if "originate" in lower or IN_SPOOL.search(lower):
            return [self._way(step, Verdict.NOT_ASKED, Reason.CALL_FILE)]
        return [self._way(step, Verdict.NOT_KNOWN, Reason.PROGRAM)]

    def _door(self, step: Step, name: str, data: str) -> None:
        extension = self.plan.contexts[step.context].extensions[step.extension]
        before = [one for priority, one in extension.items() if priority < step.priority]
        asked = any(
            jump.context in _MAILBOX_GATES
            for one in before
            if "veilleur-" in one.data
            for jump in self.graph.jumps_of(one)
        )
        codes = [one.data.strip() for one in before if one.application.strip().lower() == "authenticate"]
        takes_code = any(code and not code.startswith(",") for code in codes)
        self.doors.append(Door(step, shown(name, data), asked, takes_code))

    def _by_answer(self, step: Step, answer: Answer, usable: tuple[Usable, ...]) -> Way:
        verdict, reason = _OF_FINDING[answer.finding]
        detail = str(answer.question.place) if answer.question else ""
        return self._way(step, verdict, reason, usable, detail)

    def _way(
        self,
        step: Step,
        verdict: Verdict,
        reason: Reason,
        usable: tuple[Usable, ...] = (),
        detail: str = "",
    ) -> Way:
        return Way(
            verdict=verdict,
            reason=reason,
            place=step.place,
            context=step.context,
            extension=step.extension,
            priority=step.priority,
            application=step.application,
            arguments=shown(step.application, step.data)[len(step.application) + 1 : -1],
            destinations=usable,
            detail=detail,
            step=step,
        )


def _on_another_channel(way: Way) -> Way:
    """A way that whoever is called takes: a question on this channel is none for that one."""
    if way.verdict is Verdict.NOT_KNOWN:
        return way
    return replace(way, verdict=Verdict.NOT_ASKED, reason=Reason.NEVER_ASKS, destinations=())


def _keyed_digits(options: str) -> list[str]:
    """The digits in the options of a Dial: `D(called:calling:progress)`."""
    place = options.find("D(")
    if place < 0 or options[:place].count("(") != options[:place].count(")"):
        return []
    return [one for one in split(inside(options, place + 2)[0], ":") if one.strip()]


def _weight(way: Way) -> int:
    return (Verdict.ASKED, Verdict.NOT_KNOWN, Verdict.NOT_ASKED).index(way.verdict)


def _answer_weight(answer: Answer) -> int:
    return list(Finding).index(answer.finding)


_OF_FINDING = {
    Finding.ASKED: (Verdict.ASKED, Reason.ASKED),
    Finding.UNCERTAIN: (Verdict.NOT_KNOWN, Reason.UNCERTAIN),
    Finding.TOO_MANY: (Verdict.NOT_KNOWN, Reason.TOO_MANY),
    Finding.OTHER_NUMBER: (Verdict.NOT_ASKED, Reason.OTHER_NUMBER),
    Finding.IGNORED: (Verdict.NOT_ASKED, Reason.IGNORED),
    Finding.CONDITIONAL: (Verdict.NOT_ASKED, Reason.CONDITIONAL),
    Finding.AROUND: (Verdict.NOT_ASKED, Reason.AROUND),
    Finding.NONE: (Verdict.NOT_ASKED, Reason.NO_QUESTION),
}
