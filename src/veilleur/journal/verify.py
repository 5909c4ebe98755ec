"""`verify`: whether a journal is as it was written, and if not, which entry is wrong and how.

In: a file, and what is known of it from elsewhere: a head that left the machine, a verification key, what
witnesses wrote. Out: what was found, and what it was compared with. Pitfall: a chain proves that nothing was
changed carelessly; whoever can write the file can compute it again. So a journal without findings is whole
*as far as this file shows*, and only a seal, a witness or a head from outside says more. Nothing is ever
written, not even beside the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from veilleur.journal import chain, checks, schema
from veilleur.journal.checks import Finding
from veilleur.journal.head import Head, read_head
from veilleur.journal.privacy.forgotten import Forgotten
from veilleur.journal.read_only import untouched
from veilleur.journal.sealing.seal_check import SealCheck
from veilleur.journal.sealing.seals import SealKey
from veilleur.journal.witness.check import IsTokenRight, WitnessCheck, WitnessVerdict, no_token_is_right
from veilleur.journal.witness.testimony import WitnessTestimony

BATCH = 5_000
PROGRESS_STEPS = 20_000  # instructions of the database between two looks at Ctrl-C: some milliseconds


@dataclass(slots=True)
class Verification:
    """What was found. `entries` counts those read; `head` is the last number and hash.

    compared_with: "head_file", "given_head", "seals", "witness": what the file was held against besides
    itself. sealed_to: number of the last entry that a right seal vouches for; 0 when none does. witnesses:
    what each witness proves.
    sha256: of the file as it lay there, so that it can be named in a report.
    """

    entries: int = 0
    head: tuple[int, str] = (0, chain.GENESIS)
    findings: list[Finding] = field(default_factory=list)
    compared_with: list[str] = field(default_factory=list)
    sealed_to: int = 0
    sha256: str = ""
    witnesses: list[WitnessVerdict] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing at all is wrong, as far as it was compared."""
        return not self.findings

    @property
    def is_vouched_for(self) -> bool:
        """Whether something that did not lie beside the file agrees with it."""
        return self.is_whole and bool({"given_head", "seals", "witness"} & {*self.compared_with})


def verify(
    path: Path,
    *,
    expected_head: tuple[int, str] | None = None,
    seal_key: SealKey | None = None,
    testimonies: Sequence[WitnessTestimony] = (),
    is_token_right: IsTokenRight = no_token_is_right,
    most_findings: int = 100,
) -> Verification:
    """Read the whole journal once and check every link, every page and every seal.

    expected_head: number and hash from an alert or a report; the entry must be there and the same.
    seal_key: the first key, from the verification key that was shown at set-up. testimonies: what witnesses
    wrote; is_token_right: whether an authority confirms a time-stamp among it.

    Raises:
        JournalError: when there is no readable journal at the path.
        KeyboardInterrupt: at any moment, however the file was made.
    """
    result = Verification(sha256=_sha256(path))
    heads = _heads(path, expected_head, result)
    seals = SealCheck(seal_key) if seal_key is not None else None
    witnesses = WitnessCheck(testimonies, is_token_right)
    try:
        with untouched(path) as engine, engine.connect() as connection, _interruptible(connection):
            result.findings += checks.check_pages(connection)
            forgotten = checks.forgotten(connection)
            is_read_whole = _walk(
                connection,
                result,
                heads,
                forgotten=forgotten,
                seals=seals,
                witnesses=witnesses,
                most=most_findings,
            )
            result.findings += [*checks.check_states(connection), *checks.check_orphans(connection)]
    except schema.UNREADABLE as error:
        raise schema.cannot_be_read(path, error) from error
    if seals is not None:
        result.findings += seals.findings(result.head[0])
        result.sealed_to = seals.sealed_to
        result.compared_with.append("seals")
    if testimonies:
        result.witnesses = witnesses.verdicts(result.head[0], is_read_whole=is_read_whole)
        result.findings += [finding for one in result.witnesses for finding in one.findings]
        result.compared_with.append("witness")
    return result


def _heads(path: Path, expected: tuple[int, str] | None, result: Verification) -> dict[int, str]:
    """The heads to find, by number. A head file that cannot be read is a finding: it may hide a cut tail."""
    heads: dict[int, str] = {}
    try:
        kept = read_head(path)
    except ValueError as error:
        text = f"The head file beside the journal cannot be used ({error}); a cut tail would not be found."
        result.findings.append(Finding(0, "head_unreadable", text))
    else:
        if kept is not None:
            heads[kept.seq] = kept.hash
            result.compared_with.append("head_file")
    if expected is not None:
        heads[expected[0]] = expected[1]
        result.compared_with.append("given_head")
    return heads


def _walk(
    connection: Connection,
    result: Verification,
    heads: dict[int, str],
    *,
    forgotten: Forgotten,
    seals: SealCheck | None,
    witnesses: WitnessCheck,
    most: int,
) -> bool:
    """Every entry in order; False when there was more to find than is wanted, so that not all was read."""
    is_compared = bool(heads)
    expected_seq, previous, seen_hashes = 1, chain.GENESIS, set[str]()
    after, is_read_whole = 0, False
    while len(result.findings) < most:
        rows = checks.rows_after(connection, after, BATCH)
        if not rows:
            is_read_whole = True
            break
        for row in rows:
            if row.seq != expected_seq:
                result.findings.append(checks.missing(expected_seq, row.seq - 1))
                # The link over a hole cannot hold; what follows is checked from here on.
                previous = row.previous
            found = (
                checks.check_row(row, previous, seen_hashes),
                checks.check_personal(row, forgotten),
                _check_head(row, heads),
            )
            result.findings += [finding for finding in found if finding is not None]
            if seals is not None:
                seals.look(row, result.head)
            witnesses.look(row)
            previous, expected_seq = row.hash, row.seq + 1
            result.entries += 1
            result.head = Head(row.seq, row.hash)
        after = rows[-1].seq
        seen_hashes = {row.hash for row in rows}
    for seq in sorted(heads):
        if seq >= expected_seq:
            text = f"Entries {expected_seq} to {seq} were cut off: the journal ends before its known head."
            result.findings.append(Finding(expected_seq, "cut_off", text))
    if (
        result.entries
        and not is_compared
        and not any(one.code == "head_unreadable" for one in result.findings)
    ):
        text = "There is no head file beside the journal, and none was given: a cut tail would not be found."
        result.findings.append(Finding(0, "head_missing", text))
    return is_read_whole


def _check_head(row: Any, heads: dict[int, str]) -> Finding | None:
    head = heads.pop(row.seq, None)
    if head is None or head == row.hash:
        return None
    text = f"Entry {row.seq} is not the one that was reported: its hash is another."
    return Finding(row.seq, "head_differs", text)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # the opening says why


@contextmanager
def _interruptible(connection: Connection) -> Iterator[None]:
    """Let Ctrl-C end even a question that the database would answer for hours."""
    driver: Any = connection.connection.driver_connection
    was_interrupted = False

    def look() -> int:
        nonlocal was_interrupted
        try:
            for _ in range(2):
                pass  # the interpreter runs its signal handlers between two instructions of its own
        except KeyboardInterrupt:
            was_interrupted = True
            return 1
        return 0

    driver.set_progress_handler(look, PROGRESS_STEPS)
    try:
        yield
    except DatabaseError:
        if was_interrupted:
            raise KeyboardInterrupt from None
        raise
    finally:
        driver.set_progress_handler(None, 0)
