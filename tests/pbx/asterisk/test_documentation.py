"""docs/asterisk.md names every manager event that is read, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words.site import Site

PAGE = Path(__file__).parents[3] / "docs" / "asterisk.md"


def test_each_event_that_is_read_stands_in_the_page() -> None:
    table = PAGE.read_text().split("## Messages", 1)[1].split("\n## ", 1)[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.partition(" | ")[0])}
    assert named == {name.decode() for name in Translator(Site()).wanted}
