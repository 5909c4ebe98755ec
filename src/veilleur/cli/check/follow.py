"""`veilleur check --follow`: the page at once, a word when a new incident appears, the page again at the end.

In: files that grow. Out: what `check` prints, and exit code. Pitfall: what is usual here is taken from
what the files held at the beginning; an incident that is announced goes on growing, so its last object or
page is the one that holds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.cli.check import texts
from veilleur.cli.check.case_files import REJECTED_NAME, kept_cases, known_since
from veilleur.cli.check.output import Objects, print_page
from veilleur.cli.check.page import Page
from veilleur.cli.records import follow_options as following
from veilleur.cli.records.input_files import warn
from veilleur.evidence import Examination, Examiner, PastIncident, SeenFile, taught_judge
from veilleur.language import Sentence
from veilleur.records import ConfinedFollowedReader, SortedRecords, in_order_of_start, with_zeros

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.records import Guess
    from veilleur.records.reader import RejectedLine
    from veilleur.words.events import CallRecorded


class Follower:
    """One check that goes on."""

    def __init__(
        self,
        paths: Sequence[Path],
        settings: Settings,
        guess: Guess | None,
        folder: Path,
        language: str,
        as_json: bool,
        reject: Callable[[RejectedLine], None],
    ) -> None:
        self._settings, self._guess, self._folder = settings, guess, folder
        self._language, self._as_json = language, as_json
        self._objects = Objects(
            settings.site, "configuration" if guess is None else guess.country_from or "default"
        )
        self._reader = ConfinedFollowedReader(paths, settings.site, on_rejected=reject)
        self._kept: dict[str, Path] = {}
        self._reported: dict[str, set[str]] = {}  # incident -> ids of its calls
        self._numbers = count(1)
        self._since = time.time()

    def run(self, until_idle_s: float | None) -> int:
        """Poll until it is to end; gives the exit code."""
        polls = following.polls(self._reader, until_idle_s)
        site, numbering = self._settings.site, self._settings.numbering()
        with SortedRecords(self._whole(next(polls))) as records:
            examiner = Examiner(site, numbering, taught_judge(records, site, numbering))
            examiner.examine(records, is_over=False)
        found = self._new(examiner)[0]
        self._page(found)
        if not self._as_json:
            print_page([("", ""), ("", self._say(texts.WAITING))])
        at_first = self._reader.lines_seen
        for news in polls:
            lines = self._reader.lines_seen
            examiner.examine(in_order_of_start(self._whole(news)), is_over=False)
            if self._reader.lines_seen != lines:
                found, fresh = self._new(examiner)
                for incident in fresh:
                    self._announce(found, incident)
        if self._reader.lines_seen != at_first:
            self._keep(found, found.incidents)
            self._page(found)
        return 1 if found.incidents else 0

    def _whole(self, records: Iterator[CallRecorded]) -> Iterator[CallRecorded]:
        return with_zeros(records) if self._guess and self._guess.are_zeros_lost else records

    def _new(self, examiner: Examiner) -> tuple[Examination, list[PastIncident]]:
        """What is found by now, and which incidents were not reported yet; an incident keeps its id."""
        found = examiner.found()
        fresh = []
        for incident in found.incidents:
            calls = {call.id for call in incident.calls}
            known = next((id_ for id_, ids in self._reported.items() if ids & calls), None)
            incident.id = known or f"i{next(self._numbers)}"
            self._reported.setdefault(incident.id, set()).update(calls)
            if known is None:
                fresh.append(incident)
        self._keep(found, fresh)
        return found, fresh

    def _keep(self, found: Examination, incidents: list[PastIncident]) -> None:
        """Keep the files as they are now, as the case of these incidents."""
        if not incidents:
            return
        now, folder = time.time(), self._folder
        seen = [SeenFile.of(path) for path in self._reader.paths if path.exists()]
        kept, troubles = kept_cases(
            incidents=incidents,
            reading=self._reader,
            seen=seen,
            folder=folder,
            settings=self._settings,
            read_at=now,
        )
        self._since = min(self._since, known_since(kept, folder, now))
        self._kept.update(kept)
        for sentence in troubles:
            warn(sentence, self._language, as_json=self._as_json)

    def _announce(self, found: Examination, incident: PastIncident) -> None:
        if self._as_json:
            self._objects.print_incident(found, incident, self._kept.get(incident.id))
        else:
            print_page(self._as_page(found).announcement(incident, self._kept))

    def _page(self, found: Examination) -> None:
        rejected = self._reader.counts["rejected"]
        if self._as_json:
            self._objects.print_all(found, self._kept, rejected)
        else:
            page = self._as_page(found)
            print_page(page.lines(self._kept, self._guess, rejected, self._folder / REJECTED_NAME, ()))

    def _as_page(self, found: Examination) -> Page:
        return Page(found, self._settings.site, self._language, self._since, time.time())

    def _say(self, sentence: Sentence) -> str:
        return sentence.fr if self._language == "fr" else sentence.en
