"""A guard in small, for tests: runs one SMDR feed and appends each event to a file, on disk."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from veilleur.pbx.smdr.feed import SmdrFeed
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.words.codec import encode_event
from veilleur.words.events import Event
from veilleur.words.site import Site


def main(way: str, where: str, spool: str, kept: str) -> None:
    """Run until killed. where: a port, or the path of a file."""
    settings = SmdrSettings(
        Way(way), spool, port=int(where) if where.isdigit() else 0, file=where, format_name="alcatel-oxo"
    )
    descriptor = os.open(Path(kept), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def keep(event: Event) -> None:
        os.write(descriptor, (json.dumps(encode_event(event)) + "\n").encode())

    asyncio.run(SmdrFeed(settings, Site(), time.time, lambda: 0.5).run(keep))


if __name__ == "__main__":
    main(*sys.argv[1:])
