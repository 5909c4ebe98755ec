"""What a witness service keeps: heads of the journals of several sites, each in a file that only grows.

In: the token of a site and texts with heads. Out: files, none of whose lines is ever taken back; word of a
site whose heads contradict each other.
Pitfall: the token lies on the guarded machine, so whoever owns that may add heads, and false ones; they can
take none away, and a head that goes back or differs is kept beside the first and reported.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from veilleur.journal.witness.head_line import WitnessedHead, head_line, heads_in, written_time
from veilleur.words.errors import InputError, system_cause
from veilleur.words.plain_json import parsed

# Of one site: the disk of the witness is not the attacker's.
HEADS_AN_HOUR, BYTES_AN_HOUR, STAMPS_AN_HOUR = 2_000, 2_000_000, 30
STAMP_MAX_BYTES = 12_000  # in base64; an authority's is some 6,000
TOKENS = "tokens.json"
HOUR_S = 3_600.0
_TAIL_BYTES = 1_000_000  # of a file, in which the last head is looked for at a start
Contradicts = Callable[[str, WitnessedHead, WitnessedHead], None]  # site, the head before, the new one


class _Taken(NamedTuple):
    """What one request of a site brought, and when."""

    at: float
    heads: int
    stamps: int
    size: int


class WitnessBook:
    """All that one witness keeps, in one folder. now: seconds since 1970 UTC.

    contradicts: is given a site whose journal went back or was exchanged. Every method may be called by
    several threads at once.
    """

    def __init__(self, folder: Path, contradicts: Contradicts, now: Callable[[], float] = time.time) -> None:
        self._folder, self._contradicts, self._now = folder, contradicts, now
        self._turn = threading.Lock()
        self._last: dict[str, WitnessedHead] = {}
        self._taken: dict[str, deque[_Taken]] = {}
        self._tokens = _tokens(folder)
        for site in self._tokens.values():
            last = _last_head(site_file(folder, site))
            if last is not None:
                self._last[site] = last

    @property
    def last_received(self) -> dict[str, float]:
        """When each known site was last heard of; 0.0 of one that never was."""
        with self._turn:
            last = {site: head.at for site, head in self._last.items()}
        return {site: last.get(site, 0.0) for site in self._tokens.values()}

    def site_of(self, token: str) -> str | None:
        """The site whose token it is; None of a wrong one."""
        wanted = _digest(token)
        return next((site for one, site in self._tokens.items() if hmac.compare_digest(one, wanted)), None)

    def take(self, site: str, text: str) -> bool:
        """Append the heads of a text; False when the site sent more than an hour may hold.

        A time-stamp beyond its own bounds is left out with its line, so that heads still come through.

        Raises:
            OSError: when they cannot be written.
        """
        with self._turn:
            now = self._now()
            former = self._of_this_hour(site, now)
            stamps = sum(one.stamps for one in former)
            heads = list(_within_bounds(heads_in(text), STAMPS_AN_HOUR - stamps))
            lines = "".join(_receipt(head, site, now) for head in heads)
            taken = _Taken(now, len(heads), sum(bool(head.stamp) for head in heads), len(lines.encode()))
            if (
                sum(one.heads for one in former) + taken.heads > HEADS_AN_HOUR
                or sum(one.size for one in former) + taken.size > BYTES_AN_HOUR
            ):
                return False
            if heads:
                former.append(taken)
                self._append(site, lines)
            for head in heads:
                before = self._last.get(site)
                if not head.stamp or before is None:
                    self._last[site] = head._replace(at=now)
                if before is not None and _contradict(before, head):
                    self._contradicts(site, before, head)
        return True

    def kept(self, site: str) -> tuple[BinaryIO, int]:
        """The file of a site, and how many of its bytes are whole lines; the caller reads and closes it."""
        with self._turn:
            try:
                file = site_file(self._folder, site).open("rb")
            except FileNotFoundError:
                return io.BytesIO(), 0
            return file, os.fstat(file.fileno()).st_size

    def _of_this_hour(self, site: str, now: float) -> deque[_Taken]:
        taken = self._taken.setdefault(site, deque())
        while taken and now - taken[0].at >= HOUR_S:
            taken.popleft()
        return taken

    def _append(self, site: str, text: str) -> None:
        flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW
        descriptor = os.open(site_file(self._folder, site), flags, 0o600)
        try:
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def new_token(folder: Path, site: str) -> str:
    """A token of a site, which replaces an older one; it is kept as a hash alone.

    Raises:
        InputError: when it cannot be kept.
    """
    token = secrets.token_urlsafe(32)
    kept = {one: name for one, name in _tokens(folder).items() if name != site} | {_digest(token): site}
    new = folder / f"{TOKENS}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        new.replace(folder / TOKENS)
    except OSError as error:
        raise InputError(
            "{path}: what the witness keeps cannot be written ({why}).", path=folder, why=system_cause(error)
        ) from error
    return token


def site_file(folder: Path, site: str) -> Path:
    """Where the heads of a site lie."""
    word = re.sub(r"[^A-Za-z0-9._-]+", "-", site).strip(".-")[:60]
    return folder / f"{word}-{_digest(site)[:8]}.heads"


def _tokens(folder: Path) -> dict[str, str]:
    """Site by hash of its token.

    Raises:
        InputError: when the file is no list of tokens.
    """
    try:
        data = parsed((folder / TOKENS).read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(
            "{path}: the tokens of the witness cannot be read ({why}).",
            path=folder / TOKENS,
            why=system_cause(error),
        ) from error
    except ValueError:
        data = None
    if not isinstance(data, dict) or not all(isinstance(one, str) for pair in data.items() for one in pair):
        raise InputError("{path}: this is no list of tokens of a witness.", path=folder / TOKENS)
    return data


def _within_bounds(heads: Iterable[WitnessedHead], stamps_left: int) -> Iterator[WitnessedHead]:
    for head in heads:
        if head.stamp:
            if len(head.stamp) > STAMP_MAX_BYTES or stamps_left <= 0:
                continue
            stamps_left -= 1
        yield head


def _last_head(path: Path) -> WitnessedHead | None:
    """The last head of a file that came without a stamp, else its last one; a stamp may come late."""
    try:
        with path.open("rb") as file:
            size, window = os.fstat(file.fileno()).st_size, _TAIL_BYTES
            while True:
                file.seek(max(0, size - window))
                text = file.read(window).decode("utf-8", "replace")
                whole = text if window >= size else text.partition("\n")[2]
                last = None
                for head in heads_in(whole):
                    if not head.stamp or last is None or last.stamp:
                        last = head
                if window >= size or (last is not None and not last.stamp):
                    return last
                window *= 4
    except FileNotFoundError:
        return None


def _contradict(before: WitnessedHead, head: WitnessedHead) -> bool:
    """Whether a journal that only grows could not have both. A token of an authority comes late."""
    if head.stamp:
        return head.seq == before.seq and head.hash != before.hash
    return head.seq < before.seq or (head.seq == before.seq and head.hash != before.hash)


def _receipt(head: WitnessedHead, site: str, now: float) -> str:
    """The line that is kept: made again, so that nothing else that was sent stands in the file."""
    stamp = f" stamped {head.stamp}" if head.stamp else ""
    line = head_line(head.seq, head.hash, head.at, site)
    return f"received {written_time(now)}: {line}{stamp}\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
