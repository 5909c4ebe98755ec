"""One commit's worth of entries: chained, with what has to be kept, deleted and settled along with them.

In: items that waited for the writer. Out: rows for the database, and the head that they lead to. Nothing is
written here. Pitfall: personal parts get a fresh salt each time, so a group that is chained again has other
hashes: whether a commit whose answer was lost took place is seen by comparing heads.
"""

from __future__ import annotations

import os
from typing import Any

from veilleur.journal import chain
from veilleur.journal.head import Head
from veilleur.journal.privacy.forgotten import ranges_of
from veilleur.journal.privacy.pseudonyms import Pseudonyms
from veilleur.journal.sealing.seals import SealKey
from veilleur.journal.waiting import Forget, ForgetPerson, Item, Row, Seal, State, Ticket
from veilleur.words.codec import names_of


class Group:
    """The rows of one commit, each chained to the one before.

    rows, personal_rows: not yet inserted. states: what is to be kept by site, with the entry that vouches for
    it. orders: deletions to carry out in the same transaction. settled: tickets, with their entry's number.
    """

    def __init__(
        self, head: Head, items: list[Item], dropped: int, key: SealKey | None, pseudonyms: Pseudonyms
    ) -> None:
        self.head = head
        self.pseudonyms = pseudonyms
        self.key = key
        self.dropped = dropped
        self.rows: list[dict[str, Any]] = []
        self.personal_rows: list[dict[str, Any]] = []
        self.states: dict[str, tuple[int, str]] = {}
        self.orders: list[Forget | ForgetPerson] = []
        self.counts: list[int] = []  # of deleted personal parts, one an order
        self.settled: list[tuple[Ticket, int]] = []
        last_at = 0.0
        for item in items:
            last_at = self._take(item) or last_at
        if dropped and self.rows:
            self.add("", last_at, "note", {"note": "entries_dropped", "count": dropped}, {})

    def _take(self, item: Item) -> float:
        """Chain one item; gives the time of its entry, 0 when it makes none."""
        if isinstance(item, Forget | ForgetPerson):
            self.orders.append(item)
            return 0.0
        if isinstance(item, State):
            self.add(item.site, item.at, "note", chain.checkpoint_note(item.state), {})
            self.states[item.site] = (self.head.seq, item.state)
            return 0.0
        if isinstance(item, Seal):
            if self.key is not None:
                self.add(item.site, item.at, "note", self.key.note(*self.head), {})
                self.key = self.key.next()
            return 0.0
        if item.kind != "flush":
            self.add(item.site, item.at, item.kind, item.public, item.personal)
        if item.ticket is not None:
            self.settled.append((item.ticket, self.head.seq))
        return item.at

    def add(self, site: str, at: float, kind: str, public: dict[str, Any], personal: dict[str, Any]) -> None:
        """Chain one entry to those before."""
        salt = os.urandom(chain.SALT_BYTES)
        # Who reads the entry while its personal part lives reads the names there.
        public = {**public, **self.pseudonyms.replace(site, at, names_of(personal))}
        public_text = chain.canonical(public)
        personal_text = chain.canonical(personal) if personal else ""
        committed = chain.commitment(salt, personal_text)
        at = float(at)  # a whole number would come back as another type, and look like a change
        seq, previous = self.head.seq + 1, self.head.hash
        digest = chain.entry_hash(
            seq=seq,
            site=site,
            at=at,
            kind=kind,
            public=public_text,
            personal_commitment=committed,
            previous=previous,
        )
        self.head = Head(seq, digest)
        self.rows.append(
            {
                "seq": seq,
                "site": site,
                "at": at,
                "kind": kind,
                "public": public_text,
                "commitment": committed,
                "previous": previous,
                "hash": digest,
            }
        )
        if personal_text:
            self.personal_rows.append({"seq": seq, "salt": salt, "data": personal_text})

    def add_forgotten(self, order: Forget | ForgetPerson) -> None:
        """The entry that says that a deletion was ordered."""
        what: dict[str, Any] = {"before": order.before} if isinstance(order, Forget) else {}
        if isinstance(order, ForgetPerson):
            what = {"entries": ranges_of(order.entries)}
        self.add(order.site, order.at, "note", {"note": "personal_forgotten", **what}, {})


def unwritable(item: Item, error: Exception) -> Row:
    """What is kept in place of an entry that cannot be kept: that there was one, and why."""
    ticket = item.ticket if isinstance(item, Row | Forget | ForgetPerson) else None
    kind = item.kind if isinstance(item, Row) else type(item).__name__
    note = {"note": "entry_unwritable", "kind": str(kind), "why": type(error).__name__}
    return Row(str(item.site), float(item.at), "note", note, {}, ticket)
