"""`python -m tools.compare_checkouts BASE HEAD`: do two checkouts decide the same, byte for byte?

In: two folders. Out: a count of lines by kind, the first difference of each kind with its input and both
values; exit 1 when there is a difference. The inputs are the samples and recordings of BASE, and companies,
attacks and streams of events made of fixed seeds. Differences that are wanted stand, each with its cause, in
`compare_base.patch`, which is applied to a copy of BASE (`--as-is` leaves it out).

    python -m tools.compare_checkouts /path/to/base . --quick            # daily use, under a minute
    python -m tools.compare_checkouts /path/to/base . --only life        # one kind of input

Pitfall: attackers react, so in `life` jobs one other decision changes everything after it. Look at the first
difference of a job, not at their number. What a checkout wrote is kept in the machine's temporary folder and
used again while its code is the same.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PROBE = "tools.checkout_probe"
PROBE_FILES = tuple(Path(__file__).with_name(name) for name in ("checkout_probe.py", "random_events.py"))
WANTED = Path(__file__).with_name("compare_base.patch")
PROCESSES = 2
KEPT_MAX = 16  # files of lines; a full comparison writes 100 MB each
ALIGNED_MAX = 3000  # lines; longer runs of differences are compared place by place
SHOWN_CHARACTERS = 1500
AROUND = 160  # characters shown before the first that differs


class Difference(NamedTuple):
    """One line that is not the same. None: the line is missing there."""

    job: str
    kind: str
    place: int
    base: str | None
    head: str | None


@dataclass(slots=True)
class Comparison:
    """What came out."""

    lines: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    first: dict[str, Difference] = field(default_factory=dict)
    differing: Counter[str] = field(default_factory=Counter)
    jobs_that_differ: set[str] = field(default_factory=set)


def jobs_of(path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Name of each job in a probe's file, and its lines by kind."""
    with path.open(encoding="utf-8") as lines:
        parted = (line.rstrip("\n").split("\t", 2) for line in lines)
        for job, group in groupby(parted, key=lambda parts: parts[0]):
            by_kind: dict[str, list[str]] = {}
            for _, kind, payload in group:
                by_kind.setdefault(kind, []).append(payload)
            yield job, by_kind


def compare(base: Path, head: Path, out: Comparison) -> None:
    """Compare two files of a probe."""
    nothing: tuple[str, dict[str, list[str]]] = ("", {})
    for one, other in zip_longest(jobs_of(base), jobs_of(head), fillvalue=nothing):
        job = one[0] or other[0]
        if one[0] != other[0]:
            found = [Difference(job, "job", 0, one[0] or None, other[0] or None)]
        else:
            kinds = dict.fromkeys((*one[1], *other[1]))
            found = [
                difference
                for kind in kinds
                for difference in differences(job, kind, one[1].get(kind, []), other[1].get(kind, []))
            ]
        out.jobs += 1
        out.lines.update({kind: len(lines) for kind, lines in one[1].items()})
        for difference in found:
            out.differing[difference.kind] += 1
            out.jobs_that_differ.add(job)
            out.first.setdefault(difference.kind, difference)


def differences(job: str, kind: str, base: list[str], head: list[str]) -> Iterator[Difference]:
    """The lines that are not the same, aligned where that is not too much work."""
    if base == head:
        return
    start = 0
    while start < min(len(base), len(head)) and base[start] == head[start]:
        start += 1
    if max(len(base), len(head)) - start > ALIGNED_MAX:
        for place, (one, other) in enumerate(zip_longest(base[start:], head[start:]), start):
            if one != other:
                yield Difference(job, kind, place, one, other)
        return
    matcher = difflib.SequenceMatcher(None, base[start:], head[start:], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            pairs = zip_longest(base[start + i1 : start + i2], head[start + j1 : start + j2])
            for place, (one, other) in enumerate(pairs, start + i1):
                yield Difference(job, kind, place, one, other)


# --- running the probes --------------------------------------------------------------------------


def probe(checkout: Path, inputs: Path, share: str, options: list[str], out: Path) -> Path:
    """Run the probe over a share of the work with one checkout, or use what the same code wrote before."""
    kept = _kept(checkout, inputs, share, options)
    if kept.exists():
        return kept
    with tempfile.TemporaryDirectory(prefix="veilleur-probe-") as work:
        command = [
            *("nice", sys.executable, "-P", "-m", PROBE, "--inputs", str(inputs), "--out", str(out)),
            *("--work", work, "--share", share, *options),
        ]
        path = f"{checkout / 'src'}{os.pathsep}{ROOT}"
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the probe failed in {checkout}:\n{done.stderr[-3000:]}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    whole = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(out, whole)
    whole.replace(kept)
    for old in sorted(kept.parent.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT_MAX]:
        old.unlink(missing_ok=True)
    return out


def _kept(checkout: Path, inputs: Path, share: str, options: list[str]) -> Path:
    """Where the lines are kept that this code writes of these inputs."""
    digest = hashlib.sha256("\n".join([share, *options, sys.version]).encode())
    for path in PROBE_FILES:
        digest.update(path.read_bytes())
    files = [path for path in (checkout / "src").rglob("*") if "__pycache__" not in path.parts]
    files += [path for room in ("records", "pbx") for path in (inputs / "tests" / room).rglob("*.*")]
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    folder = Path(tempfile.gettempdir()) / f"veilleur-compare-{os.getuid()}"
    return folder / digest.hexdigest()[:32]


def patched(base: Path, folder: Path) -> Path:
    """A copy of a checkout's code with the differences that are wanted."""
    copy = folder / "patched"
    shutil.copytree(base / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        ["git", "apply", str(WANTED)], cwd=copy, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{WANTED.name} does not fit {base}; compare with --as-is:\n{done.stderr}")
    return copy


def run(base: Path, head: Path, options: list[str], out: Comparison, *, as_is: bool) -> None:
    """Probe both checkouts in two processes and compare what they wrote."""
    with (
        tempfile.TemporaryDirectory(prefix="veilleur-compare-") as name,
        ThreadPoolExecutor(PROCESSES) as pool,
    ):
        folder = Path(name)
        before = base if as_is else patched(base, folder)
        written = [
            [
                pool.submit(
                    probe, checkout, base, f"{share}/{PROCESSES}", options, folder / f"{side}-{share}"
                )
                for share in range(PROCESSES)
            ]
            for side, checkout in (("base", before), ("head", head))
        ]
        for one, other in zip(*written, strict=True):
            compare(one.result(), other.result(), out)


# --- what is said --------------------------------------------------------------------------------


def report(result: Comparison, seconds: float) -> str:
    """The outcome as text."""
    lines = [
        f"{result.jobs} inputs, {sum(result.lines.values())} lines compared in {seconds:.0f} s: "
        + ", ".join(f"{count} {kind}" for kind, count in sorted(result.lines.items()))
    ]
    for kind, difference in result.first.items():
        lines += [
            "",
            f"{result.differing[kind]} differences of kind {kind}; the first, input `{difference.job}`, "
            f"line {difference.place + 1} of its {kind} lines:",
            *_both(difference),
        ]
    if result.differing:
        lines += ["", f"DIFFERENT in {len(result.jobs_that_differ)} of {result.jobs} inputs"]
    else:
        lines.append("no difference")
    return "\n".join(lines)


def _both(difference: Difference) -> Iterator[str]:
    base, head = difference.base or "", difference.head or ""
    same = next((n for n, pair in enumerate(zip(base, head, strict=False)) if pair[0] != pair[1]), 0)
    begin = max(0, same - AROUND)
    for name, value in (("base", difference.base), ("head", difference.head)):
        if value is None:
            yield f"  {name}: (no such line)"
        else:
            yield f"  {name}: {'...' if begin else ''}{value[begin : begin + SHOWN_CHARACTERS]}"


def main() -> int:
    """Compare; 0 when nothing differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path)
    parser.add_argument("head", type=Path)
    parser.add_argument("--quick", action="store_true", help="few seeds")
    parser.add_argument("--as-is", action="store_true", help=f"without {WANTED.name}")
    parser.add_argument(
        "--only", default="", help="inputs whose name begins so: sample, ami, stream, records, life"
    )
    options = parser.parse_args()
    for checkout in (options.base, options.head):
        if not (checkout / "src" / "veilleur").is_dir():
            parser.error(f"{checkout} is no checkout: it has no src/veilleur")
    words = [*(["--quick"] if options.quick else []), *(["--only", options.only] if options.only else [])]
    began = time.monotonic()
    result = Comparison()
    run(options.base.resolve(), options.head.resolve(), words, result, as_is=options.as_is)
    print(report(result, time.monotonic() - began))
    return 1 if result.differing else 0


if __name__ == "__main__":
    sys.exit(main())
