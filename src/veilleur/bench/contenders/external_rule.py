"""Somebody else's program beside ours: it is fed events, and its verdicts are obeyed like any rule's.

In: a command. Out: a rule. The program is started again for each company. It reads one JSON line per event
(`veilleur.words.codec`, the journal's own form) and answers each with one JSON line: a list of decisions,
`[]` for none. With `{master.csv}` among its arguments it reads records instead: the file grows by one line
per ended call as Asterisk's cdr_csv writes it, and its answers come on standard output in the same way, one
line per record.
Pitfall: a program that answers nothing is waited for ten seconds, then the run stops with an error; it is
never taken for "no decision".
"""

from __future__ import annotations

import contextlib
import io
import json
import selectors
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from veilleur.bench.contenders.rules import CONTENDERS, Contender, ForkableRule
from veilleur.simulation.engine.master_csv_writer import write_master_csv
from veilleur.words.calls import Vantage
from veilleur.words.codec import decode_decision, encode_event
from veilleur.words.decisions import Decision
from veilleur.words.errors import InputError, system_cause
from veilleur.words.events import CallRecorded, Event
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

ANSWER_WITHIN_S = 10.0
MASTER_CSV = "{master.csv}"


class OutsideRule:
    """A program that judges. A copy is a second program that is fed the whole past again."""

    def __init__(self, name: str, command: Sequence[str], timezone: str, past: Sequence[str] = ()) -> None:
        self._name, self._command, self._timezone = name, tuple(command), timezone
        self._reads_records = any(MASTER_CSV in word for word in command)
        self._file = Path(tempfile.mkdtemp(prefix="veilleur-beside-")) / "Master.csv"
        self._file.touch()
        self._process: subprocess.Popen[str] | None = None
        self._past: list[str] = list(past)  # lines it was fed, for a copy
        self._count = len(self._past)
        self._fed = 0

    def step(self, event: Event) -> Sequence[Decision]:
        """Feed it an event, take its decisions.

        Raises:
            InputError: when it cannot be started, ends, or answers with nonsense or not at all.
        """
        if self._reads_records and not isinstance(event, CallRecorded):
            return ()
        self._past.append(self._line(event))
        answers: list[Decision] = []
        for line in self._past[self._fed :]:
            answers = self._answers_to(line)
        self._fed = len(self._past)
        return answers

    def fork(self) -> OutsideRule:
        """Another program with the same past."""
        return OutsideRule(self._name, self._command, self._timezone, self._past)

    def close(self) -> None:
        """End the program."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._process = None
        self._file.unlink(missing_ok=True)
        if self._file.parent.exists():
            self._file.parent.rmdir()

    def __del__(self) -> None:
        """End the program with its rule."""
        self.close()

    def _line(self, event: Event) -> str:
        if not isinstance(event, CallRecorded) or not self._reads_records:
            return json.dumps(encode_event(event)) + "\n"
        text = io.StringIO()
        self._count += 1
        write_master_csv([event], text, self._timezone, first=self._count)
        return text.getvalue()

    def _answers_to(self, line: str) -> list[Decision]:
        process = self._started()
        assert process.stdin is not None
        try:
            if self._reads_records:
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(line)
            else:
                process.stdin.write(line)
                process.stdin.flush()
        except BrokenPipeError:
            raise InputError(
                "{name}: the program has ended; its messages are above.", name=self._name
            ) from None
        said = self._answer(process)
        try:
            return [decode_decision(one) for one in json.loads(said)]
        except (ValueError, TypeError, AttributeError) as error:
            raise InputError(
                "{name}: {text!r} is no JSON list of decisions; see docs/benchmark.md.",
                name=self._name,
                text=said.strip(),
            ) from error

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            words = [word.replace(MASTER_CSV, str(self._file)) for word in self._command]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the user's own command
                    words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
                )
            except OSError as error:
                raise InputError(
                    "{name}: {program} cannot be started: {why}.",
                    name=self._name,
                    program=words[0],
                    why=system_cause(error),
                ) from error
        return self._process

    def _answer(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(ANSWER_WITHIN_S):
                raise InputError(
                    "{name}: no answer within {seconds:.0f} s; one line per event is due.",
                    name=self._name,
                    seconds=ANSWER_WITHIN_S,
                )
        said = process.stdout.readline()
        if not said:
            raise InputError("{name}: the program has ended; its messages are above.", name=self._name)
        return said


def add(text: str) -> Contender:
    """Register a contender from `NAME=COMMAND`.

    Raises:
        InputError: when the text has another form.
    """
    name, equals, command = text.partition("=")
    words = shlex.split(command)
    if not equals or not name.strip() or not words:
        raise InputError(
            "{text!r} names no program; write it as NAME=COMMAND, such as 'acme=./acme --json'.", text=text
        )
    vantage = Vantage.RECORDS if any(MASTER_CSV in word for word in words) else Vantage.ASKED

    def make(site: Site, numbering: Numbering, _vantage: Vantage) -> ForkableRule:
        return OutsideRule(name.strip(), words, site.timezone)

    contender = Contender(name.strip(), (vantage,), make, True)
    CONTENDERS[contender.name] = contender
    return contender
