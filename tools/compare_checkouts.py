"""`python -m tools.compare_checkouts BASE HEAD`: do two checkouts decide the same, byte for byte?

In: two folders. Out: a count of lines by kind, the first difference of each kind with its input and both
values; exit 1 when there is a difference that `compare_exceptions.toml` does not explain. The inputs are the
samples and recordings of BASE, and companies, attacks and streams of events made of fixed seeds.

    python -m tools.compare_checkouts /path/to/base . --quick            # daily use, under a minute
    python -m tools.compare_checkouts /path/to/base . --only "life"      # one kind of input

Pitfall: attackers react, so in `life` jobs one other decision changes everything after it. Look at the first
difference of a job, not at their number. What a clean commit wrote is kept in the temporary folder of the
machine and used again.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from pathlib import Path
from typing import NamedTuple

PROBE = Path(__file__).with_name("checkout_probe.py")
EXCEPTIONS = Path(__file__).with_name("compare_exceptions.toml")
PROCESSES = 2
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


@dataclass(frozen=True, slots=True)
class Exemption:
    """A difference that is wanted, and why. Empty patterns fit everything."""

    cause: str
    kind: str
    job: str = ""
    line: str = ""  # searched in either value
    is_only_one_sided: bool = False  # only a line that one checkout has and the other has not

    def fits(self, difference: Difference) -> bool:
        """Whether this explains a difference."""
        values = [value for value in (difference.base, difference.head) if value is not None]
        return (
            self.kind == difference.kind
            and (not self.is_only_one_sided or len(values) == 1)
            and re.search(self.job, difference.job) is not None
            and any(re.search(self.line, value) for value in values)
        )


@dataclass(slots=True)
class Comparison:
    """What came out."""

    lines: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    first: dict[str, Difference] = field(default_factory=dict)
    unexplained: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    jobs_that_differ: set[str] = field(default_factory=set)


def exemptions(path: Path = EXCEPTIONS) -> list[Exemption]:
    """The differences that are wanted."""
    if not path.exists():
        return []
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Exemption(**entry) for entry in data.get("exception", ())]


def jobs_of(path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Name of each job in a probe's file, and its lines by kind."""
    with path.open(encoding="utf-8") as lines:
        parted = (line.rstrip("\n").split("\t", 2) for line in lines)
        for job, group in groupby(parted, key=lambda parts: parts[0]):
            by_kind: dict[str, list[str]] = {}
            for _, kind, payload in group:
                by_kind.setdefault(kind, []).append(payload)
            yield job, by_kind


def compare(base: Path, head: Path, wanted: list[Exemption], out: Comparison) -> None:
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
            exemption = next((entry for entry in wanted if entry.fits(difference)), None)
            if exemption is not None:
                out.explained[exemption.cause] += 1
                continue
            out.unexplained[difference.kind] += 1
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
    """Run the probe over a share of the work with one checkout; what a clean commit wrote is used again."""
    kept = _kept(checkout, inputs, share, options)
    if kept is not None and kept.exists():
        return kept
    with tempfile.TemporaryDirectory(prefix="veilleur-probe-") as work:
        command = [
            *("nice", sys.executable, "-P", str(PROBE), "--inputs", str(inputs), "--out", str(out)),
            *("--work", work, "--share", share, *options),
        ]
        source = str(checkout / "src")
        environment = {**os.environ, "PYTHONPATH": source, "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the probe failed in {checkout}:\n{done.stderr[-3000:]}")
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        whole = kept.with_suffix(f".{os.getpid()}")
        whole.write_bytes(out.read_bytes())
        whole.replace(kept)
    return out


def _kept(checkout: Path, inputs: Path, share: str, options: list[str]) -> Path | None:
    """Where the lines of a commit are kept; None for a checkout with changes, or without git."""
    marks = [_commit(checkout), _commit(inputs), share, *options, sys.version]
    if None in marks:
        return None
    text = "\n".join(map(str, marks)).encode() + PROBE.read_bytes()
    folder = Path(tempfile.gettempdir()) / f"veilleur-compare-{os.getuid()}"
    return folder / hashlib.sha256(text).hexdigest()[:32]


def _commit(checkout: Path) -> str | None:
    git = ["git", "-C", str(checkout)]
    paths = ["src", "tests/records", "tests/pbx"]
    changed = subprocess.run(
        [*git, "status", "--porcelain", *paths], capture_output=True, text=True, check=False
    )
    commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return None if commit.returncode or changed.returncode or changed.stdout else commit.stdout.strip()


def run(base: Path, head: Path, options: list[str], out: Comparison) -> None:
    """Probe both checkouts in two processes and compare what they wrote."""
    wanted = exemptions()
    with (
        tempfile.TemporaryDirectory(prefix="veilleur-compare-") as folder,
        ThreadPoolExecutor(PROCESSES) as pool,
    ):
        shares = [f"{place}/{PROCESSES}" for place in range(PROCESSES)]
        written = [
            [
                pool.submit(probe, checkout, base, share, options, Path(folder) / f"{name}-{place}")
                for place, share in enumerate(shares)
            ]
            for name, checkout in (("base", base), ("head", head))
        ]
        for one, other in zip(*written, strict=True):
            compare(one.result(), other.result(), wanted, out)


# --- what is said --------------------------------------------------------------------------------


def report(result: Comparison, seconds: float) -> str:
    """The outcome as text."""
    lines = [
        f"{result.jobs} inputs, {sum(result.lines.values())} lines compared in {seconds:.0f} s: "
        + ", ".join(f"{count} {kind}" for kind, count in sorted(result.lines.items()))
    ]
    lines += [f"explained, {count} lines: {cause}" for cause, count in result.explained.most_common()]
    for kind, difference in result.first.items():
        lines += [
            "",
            f"{result.unexplained[kind]} differences of kind {kind}; the first, input `{difference.job}`, "
            f"line {difference.place + 1} of its {kind} lines:",
            *_both(difference),
        ]
    if result.unexplained:
        lines += ["", f"DIFFERENT in {len(result.jobs_that_differ)} of {result.jobs} inputs"]
    else:
        lines.append("no unexplained difference" if result.explained else "no difference")
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
    """Compare; 0 when nothing differs without a cause."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path)
    parser.add_argument("head", type=Path)
    parser.add_argument("--quick", action="store_true", help="few seeds")
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
    run(options.base.resolve(), options.head.resolve(), words, result)
    print(report(result, time.monotonic() - began))
    return 1 if result.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
