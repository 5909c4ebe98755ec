"""Files of strangers that grow, read by a child that may take only so much, one turn after another.

In: paths and the site, as for `FollowedReader`. Out: the same records, counts and causes.
Pitfall: the child lives as long as its parent follows, so its processor time is renewed with each turn;
memory, descriptors and writing are limited for good. Ctrl-C reaches both processes and is the parent's alone
to take: it asks the child for what still waited.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from veilleur.records.confined import (
    FILES_OPEN,
    ReadElsewhere,
    Send,
    can_fork,
    limit,
    processor_s,
    sent,
    serve,
    too_much,
)
from veilleur.records.follow import FollowedReader
from veilleur.records.registry import known_formats
from veilleur.words.events import CallRecorded

_NEWS, _NEWS_WHEN_IDLE, _FINISH = b"n", b"i", b"f"
DESCRIPTORS_A_FILE = 3  # the one that is read, the one before its rotation, a copy


class ConfinedFollowedReader(ReadElsewhere, FollowedReader):
    """A `FollowedReader` whose files are read by a child. Each turn is to be gone through to its end."""

    _child: _Child | None = None

    def news(self, is_idle: bool = False) -> Iterator[CallRecorded]:
        """The calls that were written since the last look; of the first look, all."""
        if not can_fork():
            yield from super().news(is_idle)
            return
        if self._child is None:
            self._child = _Child(self)
        yield from self._turn(self._child, _NEWS_WHEN_IDLE if is_idle else _NEWS)

    def finish(self) -> Iterator[CallRecorded]:
        """The end: what still waited is given, and the files are let go."""
        if not can_fork():
            yield from super().finish()
        elif self._child is not None:
            try:
                yield from self._turn(self._child, _FINISH)
            finally:
                self._child.end()
                self._child = None

    def _turn(self, child: _Child, order: bytes) -> Iterator[CallRecorded]:
        is_over = False
        try:
            child.ask(order)
            yield from self._received(child.answers)
            is_over = True
        except BrokenPipeError:
            raise too_much(self.paths[0]) from None
        finally:
            if not is_over:
                child.end()

    def serve_turns(self, orders: IO[bytes], stream: IO[bytes]) -> None:
        """The child: one turn for each order, until its parent has gone."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        limit(None, max(FILES_OPEN, DESCRIPTORS_A_FILE * len(self.paths) + FILES_OPEN // 2))
        send: Send = partial(sent, stream)
        self._announce_to(send)
        while order := orders.read(1):
            _renew_processor_time(self)
            news = super().finish() if order == _FINISH else super().news(order == _NEWS_WHEN_IDLE)
            self._send_all(news, send)
            stream.flush()

    def _said_at_end(self) -> tuple[Any, ...]:
        return (*super()._said_at_end(), self.lines_seen)

    def _finish(self, data: Any) -> None:
        *rest, self.lines_seen = data
        super()._finish(rest)


class _Child:
    """The process that reads, and the two pipes to it."""

    def __init__(self, reader: ConfinedFollowedReader) -> None:
        known_formats()  # imported here once, as by every reader
        orders_out, orders_in = os.pipe()
        answers_out, answers_in = os.pipe()
        self._id = os.fork()
        if self._id == 0:
            os.close(orders_in)
            os.close(answers_out)
            orders = open(orders_out, "rb", buffering=0)  # noqa: SIM115 - for as long as the child lives
            serve(answers_in, partial(reader.serve_turns, orders))
        os.close(orders_out)
        os.close(answers_in)
        self._orders = open(orders_in, "wb", buffering=0)  # noqa: SIM115 - until `end`
        self.answers = open(answers_out, "rb")  # noqa: SIM115 - until `end`
        self._is_ended = False

    def ask(self, order: bytes) -> None:
        self._orders.write(order)

    def end(self) -> None:
        """Nothing more is asked of it."""
        if self._is_ended:
            return
        self._is_ended = True
        self._orders.close()
        self.answers.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._id, signal.SIGKILL)
        os.waitpid(self._id, 0)


def _renew_processor_time(reader: ConfinedFollowedReader) -> None:
    """Let this process be busy for one turn more."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent_s = int(used.ru_utime + used.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (spent_s + processor_s(reader.paths), hard))
