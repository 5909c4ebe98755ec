"""Runs one checkout of Veilleur over fixed inputs and writes each decision, reason and amount as a line.

In: a folder of inputs, a share of the work, a file to write; the checkout is the `veilleur` that Python
imports. Out: lines `job TAB kind TAB payload`, in order, the same bytes on every run. `compare_checkouts.py`
starts it once per checkout.

Pitfall: this file runs on checkouts of different ages, so it may use stable contracts only: `Watch.step`, the
codec of events and decisions, `veilleur.toml`, the commands with `--json`. A name that differs between
checkouts is looked up with `found`, the newest spelling first.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, TextIO

from tools.random_events import drawn

WRITTEN_AT = datetime(
    2026, 11, 24, 12, tzinfo=UTC
).timestamp()  # formats without a year take it from the file
SAVINGS = ("saved_cost", "savings", "spared")  # what the field has been called
VANTAGES = ("records", "live", "asked")
SITE = """
[site]
name = "Garage Martin"
country = "FR"
timezone = "Europe/Paris"
outside_line = "0"
extensions = ["1XX", "2XX", "6XX"]
trunk_channels = 4
[decoys]
extensions = ["198"]
mailboxes = ["199"]
[limits]
closed_hours_eur = {closed}
day_eur = {day}
month_eur = {month}
[judge]
mode = "{mode}"
"""


def found(*places: str) -> Any:
    """The first of several `module:attribute` that this checkout has."""
    for place in places:
        module, _, attribute = place.partition(":")
        try:
            return getattr(import_module(f"veilleur.{module}"), attribute)
        except (ImportError, AttributeError):
            continue
    raise SystemExit(f"none of {', '.join(places)} is in this checkout: add its new place to {__file__}")


Watch = found("detection:Watch")
encode_decision = found("words.codec:encode_decision")
encode_event = found("words.codec:encode_event")
decode_event = found("words.codec:decode_event")


class Book:
    """Writes the lines of one job after another. Decisions of every watch that steps are written by it."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._job = ""
        self._ids = hashlib.sha256()

    def begin(self, job: str) -> None:
        """All that follows belongs to this job."""
        self._job, self._ids = job, hashlib.sha256()

    def write(self, kind: str, payload: str) -> None:
        """One line."""
        self._out.write(f"{self._job}\t{kind}\t{payload}\n")

    def plain(self, kind: str, data: Any) -> None:
        """One line of data."""
        self.write(kind, json.dumps(data, sort_keys=True, default=str))

    def decision(self, decision: Any) -> None:
        """A decision; its savings and its id apart, since they are shown and counted, not decided."""
        data = encode_decision(decision)
        self._ids.update(data.pop("id").encode())
        saved = taken(data, SAVINGS)
        self.plain("decision", data)
        if saved:
            self.plain("savings", [data["kind"], data["target"], saved])

    def incident(self, incident: Any) -> None:
        """An incident; its savings apart."""
        data = incident._asdict()
        saved = taken(data, SAVINGS)
        self.plain("incident", list(data.values()))
        if saved:
            self.plain("savings", ["incident", saved])

    def end(self) -> None:
        """The ids of all decisions of this job, as one line."""
        self.write("ids", self._ids.hexdigest()[:16])

    def listen(self) -> None:
        """Write the decisions of every watch from now on."""
        step = Watch.step

        def written(watch: Any, event: Any) -> Any:
            out = step(watch, event)
            for decision in out:
                self.decision(decision)
            return out

        Watch.step = written


def taken(data: dict[str, Any], names: Iterable[str]) -> Any:
    """Takes the first of several keys out of data; gives its value, None when none is there."""
    return next((data.pop(name) for name in names if name in data), None)


# --- made companies, attacked --------------------------------------------------------------------


def lives(companies: int, days: int) -> Iterator[tuple[str, Callable[[Book], None]]]:
    """Companies of every kind, each attacked in every way, at the three vantages."""
    kinds = list(found("simulation.companies:KINDS"))
    for place in range(companies):
        kind, seed = kinds[place % len(kinds)], 101 + place // len(kinds)
        yield f"life {kind} seed {seed}", lambda book, k=kind, s=seed: live(book, k, s, days)  # type: ignore[misc]


def live(book: Book, kind: str, seed: int, days: int) -> None:
    """One company: its honest life, and each attack on it."""
    measure, setting = found("bench.measure:measure"), found("bench.measure:Setting")
    rules = (
        found("bench.contenders.rules:VEILLEUR", "bench.rules:VEILLEUR", "bench.contenders:VEILLEUR"),
        found("bench.contenders.rules:CAPS", "bench.rules:CAPS", "bench.contenders:CAPS"),
    )
    # Without national calls in every other: then the judge meets the same calls at another pace.
    hostile, honest = measure(kind, seed, setting(days=days, rules=rules, core=seed % 2 == 0))
    for result in (*hostile, *honest):
        book.plain("result", [getattr(result, name) for name in type(result).__slots__])


# --- events that nobody planned ------------------------------------------------------------------


def streams(count: int, events: int) -> Iterator[tuple[str, Callable[[Book], None]]]:
    """Streams of events drawn at random from a seed."""
    for seed in range(count):
        yield f"stream seed {seed}", lambda book, s=seed: stream(book, s, events)  # type: ignore[misc]


def stream(book: Book, seed: int, events: int) -> None:
    """One watch over random events, saved and loaded again on the way."""
    rng = Random(f"stream/{seed}")
    mode = ("enforce", "enforce", "ask", "observe")[seed % 4]
    limits = ((10, 50, 300), (0, 0, 0), (2, 3, 5), (500, 1000, 5000))[seed // 4 % 4]
    watch, site, numbering = watch_of(limits, mode, VANTAGES[seed % 3])
    now = 1_796_000_000.0 + rng.randrange(7 * 86_400)
    for _ in range(events):
        now += rng.choice(
            (0.0, 0.0, 0.2, 1.0, 7.0, 29.0, 61.0, 200.0, 3000.0 if rng.random() < 0.05 else 2.0)
        )
        wake = watch.wake_at
        if wake is not None and wake <= now and rng.random() < 0.9:
            watch.step(decode_event({"event": "Tick", "at": wake, "seen_at": wake}))
        watch.step(decode_event(drawn(rng, now)))
        if rng.random() < 0.01:
            watch = Watch.load(site, numbering, json.loads(json.dumps(watch.save())))
    for incident in watch.incidents:
        book.incident(incident)


def watch_of(limits: tuple[int, int, int], mode: str, vantage: str) -> tuple[Any, Any, Any]:
    """A watch of a small site, the site and its numbers."""
    path = Path("veilleur-probe.toml")
    path.write_text(SITE.format(closed=limits[0], day=limits[1], month=limits[2], mode=mode))
    settings = found("config:load")(path)
    site, numbering = settings.site, settings.numbering()
    return Watch(site, numbering, None, found("words.calls:Vantage")(vantage)), site, numbering


# --- recorded streams of a manager interface -----------------------------------------------------


def recordings(inputs: Path) -> Iterator[tuple[str, Callable[[Book], None]]]:
    """What real switches said: messages, events, decisions."""
    for path in sorted(inputs.glob("tests/pbx/asterisk/recordings/*/*.ami")):
        for limits in ((10, 50, 300), (0, 0, 0)):
            name = f"ami {path.parent.name}/{path.stem} cap {limits[0]}"
            yield name, lambda book, p=path, most=limits: recording(book, p, most)  # type: ignore[misc]


def recording(book: Book, path: Path, limits: tuple[int, int, int]) -> None:
    """One recording through parser, translator and a watch at `live`."""
    parser = found("pbx.asterisk.ami.protocol:Parser", "pbx.asterisk.ami:Parser")()
    watch, site, _ = watch_of(limits, "enforce", "live")
    translator = found("pbx.asterisk.events.translator:Translator", "pbx.asterisk:Translator")(site)
    now = 1_796_094_000.0  # a Sunday before dawn in Paris
    for message in parser.feed(path.read_bytes()):
        book.plain("message", [message.name, message.fields])
        # Keys follow one another quickly, after a hash comes a prompt.
        now += (3.0 if message.get("digit") == "#" else 0.3) if message.name == "DTMFEnd" else 0.05
        judged(book, watch, translator.step(message, now))
    judged(book, watch, translator.flush(now + 1))
    for _ in range(5):
        wake = watch.wake_at
        if wake is not None and wake < now + 3600:
            watch.step(decode_event({"event": "Tick", "at": wake, "seen_at": wake}))
    for incident in watch.incidents:
        book.incident(incident)


def judged(book: Book, watch: Any, events: Iterable[Any]) -> None:
    """Events written, and given to a watch."""
    for event in events:
        book.plain("event", encode_event(event))
        watch.step(event)


# --- call records --------------------------------------------------------------------------------


def samples(inputs: Path) -> Iterator[tuple[str, Callable[[Book], None]]]:
    """Each record sample through the reader, `check` and `replay`."""
    for path in sorted(inputs.glob("tests/records/*/sample*")):
        name = f"sample {path.parent.name}/{path.name}"
        yield name, lambda book, p=path: sample(book, p)  # type: ignore[misc]


def sample(book: Book, path: Path) -> None:
    """What the reader makes of a sample, then what the commands say of it."""
    copy = Path(shutil.copy(path, path.parent.name + path.suffix))
    os.utime(copy, (WRITTEN_AT, WRITTEN_AT))
    reader = found("records:read")([copy], skip_unusable=True)
    for event in reader:
        book.plain("record", encode_event(event))
    book.plain("record", [dict(reader.formats), dict(reader.counts), dict(reader.unusable)])
    for rejected in reader.rejected:
        book.plain("record", list(rejected))
    commanded(book, copy)


def commanded(book: Book, path: Path) -> None:
    """`check` and `replay` over a file, as a machine reads them."""
    book.write("exit", f"check {command(book, 'check', str(path), '--json', '--lang', 'en')}")
    for vantage in VANTAGES:
        words = ("replay", str(path), "--json", "--lang", "en", "--vantage", vantage)
        book.write("exit", f"replay {vantage} {command(book, *words)}")


def command(book: Book, *words: str) -> int | str | None:
    """One command in this process; its lines are written, its exit code is given."""
    out, errors, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["veilleur", *words]
    code: int | str | None = 0
    try:
        with redirect_stdout(out), redirect_stderr(errors):
            found("cli:main")()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = before
    for line in out.getvalue().splitlines():
        book.write("json", line)
    return code


def simulated(count: int) -> Iterator[tuple[str, Callable[[Book], None]]]:
    """Records that `simulate` makes of a seed, through the same commands."""
    kinds, attacks = list(found("simulation.companies:KINDS")), list(found("simulation.attacks:ATTACKS"))
    for seed in range(count):
        kind, attack = kinds[seed % len(kinds)], attacks[(seed * 7) % len(attacks)]
        name = f"records {kind} attack {attack} seed {seed}"
        yield name, lambda book, k=kind, a=attack, s=seed: made(book, k, a, s)  # type: ignore[misc]


def made(book: Book, kind: str, attack: str, seed: int) -> None:
    """One made file, one made list of events."""
    out, events = Path("Master.csv"), Path("events.jsonl")
    words = ("--kind", kind, "--attack", attack, "--seed", str(seed), "--days", "14")
    code = command(book, "simulate", "--out", str(out), "--events", str(events), *words)
    book.write("exit", f"simulate {code}")
    for path in (out, events):
        data = path.read_bytes() if path.exists() else b""
        book.write("simulated", f"{path} {len(data)} {hashlib.sha256(data).hexdigest()}")
    if out.exists():
        os.utime(out, (WRITTEN_AT, WRITTEN_AT))
        commanded(book, out)
        out.unlink()


# --- all of it -----------------------------------------------------------------------------------


def jobs(inputs: Path, is_quick: bool) -> list[tuple[str, Callable[[Book], None]]]:
    """All work, in order."""
    return [
        *samples(inputs),
        *recordings(inputs),
        *streams(count=60 if is_quick else 600, events=150),
        *simulated(count=2 if is_quick else 19),
        *lives(companies=8 if is_quick else 64, days=12 if is_quick else 120),
    ]


def main() -> None:
    """Write the lines of one share of the work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=Path, required=True, help="the checkout whose samples are read")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder to work in")
    parser.add_argument("--share", default="0/1", help="which share of the work, such as 1/2")
    parser.add_argument("--only", default="", help="jobs whose name begins so")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    inputs = options.inputs.resolve()
    place, _, of = options.share.partition("/")
    os.environ.update(HOME=str(options.work), TZ="UTC", LC_ALL="C.UTF-8")
    with options.out.open("w", encoding="utf-8") as out:
        os.chdir(options.work)
        book = Book(out)
        book.listen()
        for name, work in jobs(inputs, options.quick)[int(place) :: int(of)]:
            if name.startswith(options.only):
                book.begin(name)
                work(book)
                book.end()


if __name__ == "__main__":
    main()
