"""What the guard says of its journal's files: a full disk, a lost file, a start on a wrong clock.

In: what the journal reports, what a start found. Out: one sentence for the person who runs the guard.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from veilleur.journal import Trouble
from veilleur.journal.restore import Recovered
from veilleur.words.messages import Message, template

_SENTENCES = {
    "unwritable": template(
        "{path}: the journal cannot be written ({why}); the watch goes on, make room on the disk."
    ),
    "written_again": template("{path}: the journal is written again; nothing that waited is lost."),
    "head_unwritable": template(
        "{path}: the head file beside the journal cannot be written ({why}); entries are kept, but a cut "
        "tail would not be found: look at {path}.head."
    ),
    "head_written_again": template("{path}: the head file beside the journal is written again."),
    "file_gone": template(
        "{path}: the journal was deleted or moved while the guard runs; was it you? It is written again."
    ),
    "file_replaced": template(
        "{path}: another file was put in the journal's place while the guard runs; was it you? It is moved "
        "aside, and the journal is written again."
    ),
    "rescued": template("{path}: the whole journal stands at its place again; nothing is lost."),
    "rescue_failed": template(
        "{path}: the journal could not be written again ({why}); what it holds is lost when the guard stops."
    ),
    "seal_unusable": template("{path}: the journal is not sealed ({why}); look at {path}.seal."),
    "seal_usable_again": template("{path}: the journal is sealed again."),
    "lost_at_stop": template(
        "{path}: {why} entries could not be written before the guard stopped, and are lost."
    ),
}


def sentence(path: Path, trouble: Trouble) -> Message:
    """What a person reads of one trouble."""
    return Message(_SENTENCES[trouble.kind], path=path, why=trouble.why)


def of_a_start(path: Path, recovered: Recovered, site: str, *, is_strange: bool) -> Iterator[Message]:
    """What was odd when the watch was brought back. is_strange: nothing in the journal is of this site."""
    if is_strange:
        yield Message(
            "{path}: nothing in this journal is of a site named {name!r}, so its past is not "
            "used; was the site renamed, or is this another site's journal?",
            path=path,
            name=site,
        )
    if recovered.wrong is not None:
        yield Message(
            "{path}: entry {seq} is not as it was written, so nothing from there on is believed; keep a copy "
            "of the file and run `veilleur verify`.",
            path=path,
            seq=recovered.wrong.seq,
        )
    if recovered.returned is not None:
        yield Message(
            "{path}: entries {first} to {last} were written while this machine's clock was ahead; the guard "
            "is back on the true time.",
            path=path,
            first=recovered.returned.first,
            last=recovered.returned.last,
        )
    if recovered.unreadable:
        yield Message(
            "{path}: {count} old entries are of another version and were passed over.",
            path=path,
            count=recovered.unreadable,
        )
    if recovered.begins_after:
        yield Message(
            "{path}: no kept state could be used, so the newest {count} events were replayed; "
            "what was learned before them is lost.",
            path=path,
            count=recovered.replayed,
        )


def of_a_held_retention(days: int) -> Message:
    """What a person reads when the clock jumped too far to be believed."""
    return Message(
        "This machine's clock is {days} days after the journal's last entry. Until that is confirmed nothing "
        "old is deleted: run `veilleur answer yes --clock` if the date is right, else set the clock.",
        days=days,
    )
