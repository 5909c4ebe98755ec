"""How long the page takes to show what a change would have done over a year of 100,000 calls.

Measured: from the press of a button to the preview: where nothing was read before (a process is started, the
year is read, both settings are played), where the form was open as long as that takes (the page then has all
but the change itself), and after another change was saved; and what of it is the processor's. Pitfall: the
process runs at the lowest priority on purpose, so beside other work the clock says what was left to it.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from veilleur.config import JournalSection, Settings
from veilleur.history.preview import PastCalls, Preview, Trial
from veilleur.journal import Journal
from veilleur.web.watch.previews import Previews
from veilleur.words.calls import Vantage
from veilleur.words.events import CallAnswered, CallEnded, CallStarted
from veilleur.words.site import Hours, Site

CALLS, ABROAD = 100_000, 5_233
NUMBERS, NUMBERS_ABROAD, EXTENSIONS = 10_000, 150, 20
TOGETHER = 2_000  # calls: a queue that is full drops what comes
YEAR_S = 365 * 86_400.0
BEGIN = 1_764_547_200.0  # 1 December 2025
AIM_S = 2.0
SITE = Site(name="Garage Martin", hours=Hours(ranges=(*(((8 * 60, 18 * 60),),) * 5, (), ())))

LONGER = Hours(ranges=(*(((7 * 60, 20 * 60),),) * 5, (), ()))
SHORTER = Hours(ranges=(*(((9 * 60, 17 * 60),),) * 5, (), ()))


def a_year(path: Path) -> None:
    """Write the journal of a made company's year."""
    chance = random.Random(1)
    national = [f"0199{chance.randrange(1_000_000):06d}" for _ in range(NUMBERS)]
    abroad = [f"00{country}{chance.randrange(10_000_000):08d}" for country in (32, 44, 49) for _ in range(50)]
    journal = Journal(path)
    for place in range(CALLS):
        at, call = BEGIN + place * YEAR_S / CALLS, f"{place:08x}"
        number = chance.choice(abroad if place * ABROAD % CALLS < ABROAD else national)
        started = CallStarted(
            at=at, seen_at=at, call=call, number=number, extension=f"1{place % EXTENSIONS:02d}", request=call
        )
        answered, ended = at + 8.0, at + 8.0 + chance.expovariate(1 / 150)
        for event in (
            started,
            CallAnswered(answered, answered, call),
            CallEnded(ended, ended, call),
        ):
            journal.append_event(SITE.name, event)
        if place % TOGETHER == 0:
            journal.flush(60.0)
    journal.flush(60.0)
    journal.close()


def processor(path: Path) -> list[tuple[str, float]]:
    """Seconds of a processor that reading and playing take."""
    past, now = PastCalls(Settings(site=SITE, journal=JournalSection(path)), Vantage.ASKED), BEGIN + YEAR_S
    began = time.process_time()
    past.read(now)
    read = time.process_time()
    past.preview(Trial(SITE), Trial(replace(SITE, hours=LONGER)), now, frozenset())
    return [("reading the year", read - began), ("playing it twice", time.process_time() - read)]


async def measure(path: Path) -> list[tuple[str, float, Preview | None]]:
    """Name, seconds of the clock and the preview of each way to ask for one."""
    settings = Settings(site=SITE, journal=JournalSection(path))
    now = BEGIN + YEAR_S
    before, after = Trial(SITE), Trial(replace(SITE, hours=LONGER))
    changed, other = Trial(replace(SITE, hours=SHORTER)), Trial(replace(SITE, hours=LONGER))
    found = []

    async def timed(name: str, look: Callable[[], Awaitable[Preview | None]]) -> None:
        began = time.perf_counter()
        preview = await look()
        found.append((name, time.perf_counter() - began, preview))

    previews = Previews(settings, lambda: now)
    try:
        await timed("nothing read before", lambda: previews.look(before, after, frozenset()))
        await timed("the form was open", lambda: previews.look(before, changed, frozenset()))
        await timed("after another change", lambda: previews.look(changed, other, frozenset()))
    finally:
        previews.close()
    return found


def report(path: Path) -> None:
    """Print the figures over one journal."""
    for name, took, preview in asyncio.run(measure(path)):
        calls = preview.calls if preview else 0
        print(f"preview, {name:22s} {took:6.2f} s   (aim {AIM_S:.0f} s)   {calls:,} calls")
    for name, spent in processor(path):
        print(f"preview, {name:22s} {spent:6.2f} s of a processor")


def main() -> None:
    """Make the year and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        a_year(path)
        report(path)


if __name__ == "__main__":
    main()
