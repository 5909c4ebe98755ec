"""Files of strangers read in a process of their own, which may take only so much memory and time.

In: paths and the site, as for `read`. Out: the same records, counts and causes, streamed over a pipe; what
else is to be made of one file. `confined_follow` does the same for files that grow.
Pitfall: what the other process sends is plain data (marshal), never objects, so that a file that takes it
over gains no more than wrong records. Where a system cannot fork, the files are read in this process.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, NoReturn

from veilleur.records.external_sort import from_columns, to_columns
from veilleur.records.reader import Reader, RejectedLine
from veilleur.records.registry import known_formats
from veilleur.words.errors import InputError, VeilleurError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import from_data, to_data
from veilleur.words.site import Site

# Of addresses, beside those that the process has already: a child inherits its parent's, and a page that ran
# for long has many. Reading by columns reserves most of it and uses a tenth.
MEMORY_BYTES = 2 << 30
PROCESSOR_S = 300  # and one more for each of the following
BYTES_A_SECOND = 50_000  # packed; plain text is read a hundred times as fast
FILES_OPEN = 128
THREADS = "4"  # of polars: each reserves addresses
BATCH_RECORDS = 1_000
MOST_MESSAGE_BYTES = 512 << 20
_LENGTH_BYTES = 8
Send = Callable[[str, Any], None]


class ReadElsewhere(Reader):
    """A `Reader` whose files are read by a child of this process: what both ends of the pipe know."""

    _announce: Callable[[Path], None] | None = None  # set in the child
    _received_position: int | None = None  # what the child said last

    @property
    def position(self) -> int:
        """How many bytes of the files have been read, by the child where there is one."""
        return super().position if self._received_position is None else self._received_position

    def _received(self, stream: IO[bytes]) -> Iterator[CallRecorded]:
        """What the child reads until it has said all. Raises what it raised."""
        path = self.paths[0] if self.paths else Path()
        while (message := received(stream)) is not None:
            kind, data = message
            if kind == "records":
                columns, self.counts["read"], self.counts["repeated"], self._received_position = data
                yield from from_columns(columns)
            elif kind == "rejected":
                self._reject(RejectedLine(data[0], data[1], from_data(data[2]), data[3]))
            elif kind == "file":
                path = Path(data)
            elif kind == "hints":
                self.hints.update(data)
            elif kind == "error":
                raise InputError.saying(from_data(data))
            elif kind == "fault":
                raise RuntimeError(f"{path.name}: {data}")
            else:
                self._finish(data)
                return
        raise too_much(path)

    def _finish(self, data: Any) -> None:
        self.formats, unusable, notices, self._received_position, counts, self.foreign = data
        self.unusable = {Path(path): from_data(why) for path, why in unusable.items()}
        self.notices = [from_data(one) for one in notices]
        self.counts.update({name: count - self.counts[name] for name, count in counts.items()})

    def _announce_to(self, send: Send) -> None:
        """The child: say each file before it is read, and each line that is not understood."""
        self._announce = lambda path: send("file", str(path))
        self._on_rejected = lambda one: send("rejected", (one.file, one.line, to_data(one.cause), one.raw))

    def _send_all(self, records: Iterator[CallRecorded], send: Send) -> None:
        """The child: read and send."""
        try:
            hints = 0
            while batch := list(islice(records, BATCH_RECORDS)):
                if len(self.hints) > hints:
                    hints = len(self.hints)
                    send("hints", sorted(self.hints))
                state_now = (self.counts["read"], self.counts["repeated"], self.position)
                send("records", (to_columns(batch), *state_now))
        except VeilleurError as error:
            send("error", to_data(error.message))
        except MemoryError:
            raise  # said by the parent, which has room for it
        except Exception as error:
            send("fault", type(error).__name__)
        else:
            send("end", self._said_at_end())

    def _said_at_end(self) -> tuple[Any, ...]:
        unusable = {str(path): to_data(why) for path, why in self.unusable.items()}
        notices = [to_data(one) for one in self.notices]
        return self.formats, unusable, notices, self.position, dict(self.counts), self.foreign

    def _read_file(self, path: Path) -> Iterator[CallRecorded]:
        if self._announce is not None:
            self._announce(path)
        return super()._read_file(path)


class ConfinedReader(ReadElsewhere):
    """The calls of some files, read by a child."""

    def __iter__(self) -> Iterator[CallRecorded]:
        if not can_fork():
            yield from super().__iter__()
            return
        records = super().__iter__()

        def send_all(stream: IO[bytes]) -> None:
            limit(processor_s(self.paths))
            send: Send = partial(sent, stream)
            self._announce_to(send)
            self._send_all(records, send)

        with _child(send_all) as stream:
            yield from self._received(stream)


class RowsOfChild:
    """Rows of plain data that a child makes of files, batch by batch. share_read: of the files' bytes."""

    def __init__(self, paths: Sequence[Path], made: Callable[[], Iterable[tuple[list[Any], float]]]) -> None:
        self._paths, self._made, self.share_read = paths, made, 0.0

    def __iter__(self) -> Iterator[Any]:
        """The rows. Raises InputError as the reading does, and for a file that takes too much."""
        if not can_fork():
            for rows, share in self._made():
                self.share_read = share
                yield from rows
            return
        with _child(self._send_all) as stream:
            while (message := received(stream)) is not None:
                kind, data = message
                if kind == "rows":
                    rows, self.share_read = data
                    yield from rows
                else:
                    result_of(message, self._paths[0])
                    return
        raise too_much(self._paths[0])

    def _send_all(self, stream: IO[bytes]) -> None:
        limit(processor_s(self._paths))
        send: Send = partial(sent, stream)

        def work() -> None:
            for batch in self._made():
                send("rows", batch)

        _send_result(work, send)


def read_confined(
    paths: Iterable[str | Path],
    site: Site | None = None,
    *,
    format_name: str = "",
    on_rejected: Callable[[RejectedLine], None] | None = None,
    skip_unusable: bool = False,
) -> Reader:
    """The same as `read`, for files of strangers.

    Raises InputError, while it is iterated, as `read` does, and for a file that takes too much.
    """
    return ConfinedReader(paths, site or Site(), format_name, on_rejected, skip_unusable)


def in_child(path: Path, work: Callable[[], Any]) -> Any:
    """What `work` makes of a stranger's file, as plain data, done by a child.

    Raises:
        InputError: as `work` does, and for a file that takes too much.
    """
    if not can_fork():
        return work()

    def send_all(stream: IO[bytes]) -> None:
        limit(processor_s([path]))
        _send_result(work, partial(sent, stream))

    with _child(send_all) as stream:
        message = received(stream)
    if message is None:
        raise too_much(path)
    return result_of(message, path)


def result_of(message: tuple[str, Any], path: Path) -> Any:
    """What a child made. Raises InputError or RuntimeError for what it raised."""
    kind, data = message
    if kind == "error":
        raise InputError.saying(from_data(data))
    if kind == "fault":
        raise RuntimeError(f"{path.name}: {data}")
    return data


@contextlib.contextmanager
def _child(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What a child sends, which is ended with the context at the latest."""
    known_formats()  # imported once here, and not by each child for itself
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        serve(writing, work)
    os.close(writing)
    try:
        with open(reading, "rb") as stream:
            yield stream
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _send_result(work: Callable[[], Any], send: Send) -> None:
    try:
        result = work()
    except VeilleurError as error:
        send("error", to_data(error.message))
    except MemoryError:
        raise  # said by the parent, which has room for it
    except Exception as error:
        send("fault", type(error).__name__)
    else:
        send("result", result)


def can_fork() -> bool:
    """Whether this system lets a child read: a browser does not."""
    return sys.platform != "emscripten" and hasattr(os, "fork")


def serve(writing: int, work: Callable[[IO[bytes]], None]) -> NoReturn:
    """The child: do it, and end without touching what is shared with the parent."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with_reader, args=(writing,), daemon=True).start()
    try:
        with open(writing, "wb") as stream:
            work(stream)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _end_with_reader(writing: int) -> None:
    """End this process when nobody can read any more what it sends: its parent may have been killed.

    A pipe whose reader has gone is an error to who polls it, whether anything is written or not.
    """
    pipe = select.poll()
    pipe.register(writing, 0)
    pipe.poll()
    os._exit(1)


def too_much(path: Path) -> InputError:
    """What is said when the child was ended by its limits."""
    return InputError(
        "{path}: takes more time or memory to read than it may; unpack it, or give a part of it.",
        path=path,
    )


def sent(stream: IO[bytes], kind: str, data: Any) -> None:
    """Put a message of plain data into the pipe."""
    packed = marshal.dumps((kind, data))
    stream.write(len(packed).to_bytes(_LENGTH_BYTES) + packed)


def received(stream: IO[bytes]) -> tuple[str, Any] | None:
    """The next message of the other side; None when it has gone, perhaps within one."""
    length = int.from_bytes(stream.read(_LENGTH_BYTES))
    if length > MOST_MESSAGE_BYTES:
        return None  # of a child that is no longer ours
    packed = stream.read(length)
    if not packed or len(packed) < length:
        return None
    try:
        kind, data = marshal.loads(packed)  # noqa: S302 - plain data, see above
    except (ValueError, EOFError, TypeError):
        return None
    return kind, data


def processor_s(paths: Iterable[Path]) -> int:
    """How long a processor may be busy with these files, in seconds."""
    return PROCESSOR_S + sum(path.stat().st_size for path in paths if path.is_file()) // BYTES_A_SECOND


def _addresses_held() -> int:
    """Bytes of addresses that this process has; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def limit(busy_s: int | None, files: int = FILES_OPEN) -> None:
    """What this process may take from now on; a system that knows a limit not, goes without it.

    busy_s: of a processor; None when it is limited otherwise.
    """
    try:
        import resource
    except ImportError:
        return
    os.environ["POLARS_MAX_THREADS"] = THREADS
    limits = {
        resource.RLIMIT_AS: _addresses_held() + MEMORY_BYTES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: files,
        resource.RLIMIT_CORE: 0,
        **({resource.RLIMIT_CPU: busy_s} if busy_s is not None else {}),
    }
    for which, most in limits.items():
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(which)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(which, (least, least))
