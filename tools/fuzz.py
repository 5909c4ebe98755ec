"""`make fuzz`: what strangers send, garbled from a seed for some minutes, into every reader of it.

In: SEED, MINUTES and perhaps TARGET in the environment. Out: a line for each fault, then a summary; exit 1
when there is a fault, a hang of more than 5 s, or more memory than 500 MB.
Pitfall: each case has a chance of its own (seed, target, number), so `--case` runs one again alone.
"""

from __future__ import annotations

import argparse
import bz2
import contextlib
import gzip
import io
import json
import lzma
import math
import os
import resource
import signal
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType

from tools import fuzz_entrances, fuzz_files, fuzz_page, fuzz_rooms
from tools.garbling import garbled, with_odd_values
from veilleur.detection.watch import Watch
from veilleur.numbering import DialPlan
from veilleur.pbx.asterisk.agi.request import call_requested, mailbox_requested
from veilleur.pbx.asterisk.ami.protocol import AmiError, Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.files.security_log import LogReader
from veilleur.records import known_formats, read
from veilleur.records.format import EARLIEST_S, LATEST_S
from veilleur.simulation.nights.demo_night import BEGINS_AT, ENDS_AFTER_S, night
from veilleur.words.codec import decode_event, encode_event
from veilleur.words.errors import InputError
from veilleur.words.events import Event
from veilleur.words.plain_json import parsed
from veilleur.words.site import Site

HANG_S = 5  # of a processor
WAITING_FACTOR = 12  # real time, for a case that waits
MEMORY_MAX_KB = 500 << 10
SAMPLES = sorted((Path(__file__).parents[1] / "tests" / "records").glob("*/sample.*"))
SITE = Site(name="Garage Martin", extensions=("1XX",), trunks=("PJSIP/carrier*",))
LOG = (
    b"[2026-11-24 03:10:00] VERBOSE[1][C-1] app_voicemail.c: Incorrect password '**' for user '104' "
    b"(context = default)\n"
    b"[2026-11-24 03:10:00] NOTICE[1] chan_sip.c: Registration from '<sip:201@a>' failed for "
    b"'192.0.2.66:5070' - Wrong password\n"
)
AGI = {
    "unique": "1780473600.1",
    "origin": "extension",
    "number": "00216555000101",
    "extension": "101",
    "caller": "101",
    "outside": "0",
    "trunk": "PJSIP/carrier",
    "address": "192.0.2.1",
    "agent": "x",
    "mailbox": "101@default",
    "linked": "1780473600.1",
    "channel": "PJSIP/101-00000001",
}


class Hang(BaseException):
    """A case that takes longer than it may; no `except Exception` of the program swallows it."""


def read_all(chance: Random, raw: bytes, folder: Path) -> None:
    """A file of records, recognised or read as some format."""
    path = folder / "records"
    path.write_bytes(raw)
    name = chance.choice(known_formats()).name if chance.random() < 0.3 else ""
    with contextlib.suppress(InputError):
        for call in read([path], format_name=name):
            if not (EARLIEST_S <= call.at < LATEST_S and math.isfinite(call.duration_s + call.billed_s)):
                raise AssertionError(f"an odd record: {call}")


def readers(chance: Random, folder: Path) -> bytes:
    """Samples of every format."""
    raw = garbled(chance, chance.choice(SAMPLES).read_bytes()[:20_000])
    read_all(chance, raw, folder)
    return raw


def archives(chance: Random, folder: Path) -> bytes:
    """Packed samples, garbled inside and outside."""
    raw = chance.choice(SAMPLES).read_bytes()[:20_000]
    raw = garbled(chance, raw) if chance.random() < 0.3 else raw
    for _ in range(chance.choice((1, 1, 2))):
        raw = chance.choice((_zipped_alone, bz2.compress, lzma.compress, _zipped, _taped))(raw)
    raw = garbled(chance, raw)
    read_all(chance, raw, folder)
    return raw


def _zipped_alone(raw: bytes) -> bytes:
    return gzip.compress(raw, mtime=0)  # the same case gives the same bytes at any time


def _zipped(raw: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("records"), raw, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _taped(raw: bytes) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tape:
        entry = tarfile.TarInfo("records" * 20)
        entry.size = len(raw)
        tape.addfile(entry, io.BytesIO(raw))
    return whole.getvalue()


@cache
def manager_stream() -> bytes:
    """What a manager is sent in a night of the simulation."""
    pbx, _acts = night(1, asks=False)
    session = pbx.ami.connect()
    pbx.ami.receive(session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
    sent = session.take_output()
    while (upcoming := pbx.next_at) is not None and upcoming <= BEGINS_AT + ENDS_AFTER_S:
        pbx.step()
        sent += session.take_output()
    return sent


def events_in(raw: bytes) -> list[Event]:
    """The events that the parser and the translator make of a stream."""
    translator = Translator(SITE)
    parser = Parser(translator.wanted)
    found: list[Event] = []
    with contextlib.suppress(AmiError):
        for message in parser.feed(raw):
            found += translator.step(message, BEGINS_AT)
    return found


def manager(chance: Random, _folder: Path) -> bytes:
    """The stream of the manager interface."""
    stream = manager_stream()
    at = chance.randrange(len(stream))
    raw = stream[:40] + garbled(chance, stream[at : at + 4000])
    events_in(raw)
    return raw


def requests(chance: Random, _folder: Path) -> bytes:
    """What the dialplan asks over FastAGI."""
    fields = {
        name: garbled(chance, value.encode()).decode("utf-8", "replace") if chance.random() < 0.4 else value
        for name, value in AGI.items()
        if chance.random() < 0.9
    }
    call_requested(fields, BEGINS_AT, lambda _peer: "101")
    mailbox_requested(fields, BEGINS_AT)
    return json.dumps(fields).encode()


def log(chance: Random, _folder: Path) -> bytes:
    """Asterisk's own log."""
    raw = garbled(chance, LOG * chance.randrange(1, 8))
    reader = LogReader()
    cut = chance.randrange(len(raw) + 1)
    reader.feed(raw[:cut])
    reader.feed(raw[cut:])
    return raw


@cache
def events_of_a_night() -> list[Event]:
    """Sound events."""
    return events_in(manager_stream())


def codec(chance: Random, _folder: Path) -> bytes:
    """Events as the journal keeps them."""
    raw = json.dumps(encode_event(chance.choice(events_of_a_night()))).encode()
    raw = garbled(chance, raw) if chance.random() < 0.5 else raw
    with contextlib.suppress(ValueError, KeyError, TypeError):
        data = parsed(raw)
        if isinstance(data, dict):
            decode_event(with_odd_values(chance, data))
    return raw


@cache
def saved_state() -> str:
    """The state of a watch after a night."""
    watch = Watch(SITE, DialPlan(SITE))
    for event in events_of_a_night():
        watch.step(event)
    return watch.save_as_json()


def state(chance: Random, _folder: Path) -> bytes:
    """A saved state; whatever it holds, it is refused or loaded within the time."""
    data = with_odd_values(chance, json.loads(saved_state()))
    with contextlib.suppress(Exception):  # a start takes any error for a state that is unusable
        Watch.load(SITE, DialPlan(SITE), data).wake_at()
    return json.dumps(data).encode()


TARGETS: dict[str, Callable[[Random, Path], bytes]] = {
    one.__name__: one
    for one in (
        readers,
        archives,
        manager,
        requests,
        log,
        codec,
        state,
        *fuzz_rooms.TARGETS,
        *fuzz_entrances.TARGETS,
        *fuzz_page.TARGETS,
        *fuzz_files.TARGETS,
    )
}


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise `Hang` in what takes longer."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise Hang

    # A busy machine must not look like a hang: what counts is the processor's time, and real time only for
    # what waits without an end.
    signal.signal(signal.SIGPROF, ring)
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(seconds * WAITING_FACTOR)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)


def run_case(seed: str, target: str, number: int, folder: Path) -> str:
    """What went wrong with one case; empty when nothing did."""
    try:
        with at_most(HANG_S):
            TARGETS[target](Random(f"{seed}/{target}/{number}"), folder)
    except Hang as hang:
        frame = traceback.extract_tb(hang.__traceback__)[-2]  # the last one is the bell
        return f"hangs in {frame.filename}:{frame.lineno}"
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {frame.filename}:{frame.lineno}: {error}"[:300]
    return ""


def main() -> int:
    """Run cases until the time is over."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seed", default=os.environ.get("SEED") or str(time.time_ns()))
    words.add_argument("--minutes", type=float, default=float(os.environ.get("MINUTES") or 20))
    words.add_argument("--target", choices=TARGETS, default=os.environ.get("TARGET") or None)
    words.add_argument("--case", type=int, help="run this one alone, of one target")
    asked = words.parse_args()
    targets = [asked.target] if asked.target else list(TARGETS)
    print(f"seed {asked.seed}, {asked.minutes} minutes, {', '.join(targets)}", flush=True)
    counts: Counter[str] = Counter()
    faults = 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="veilleur-fuzz-") as folder:
        number = asked.case or 0
        while time.monotonic() - begun < asked.minutes * 60:
            for target in targets:
                wrong = run_case(asked.seed, target, number, Path(folder))
                counts[target] += 1
                if wrong:
                    faults += 1
                    print(
                        f"{target}, --seed {asked.seed} --target {target} --case {number}: {wrong}",
                        flush=True,
                    )
            if asked.case is not None:
                break
            number += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{dict(counts)}: {faults} faults; at most {memory >> 10} MB")
    return 1 if faults or memory > MEMORY_MAX_KB else 0


if __name__ == "__main__":
    sys.exit(main())
