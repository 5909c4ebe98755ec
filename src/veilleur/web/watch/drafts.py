"""A change of settings that somebody looks at before it is saved.

In: a change and its running preview. Out: the same, kept for one session. Pitfall: bounded, in memory; a desk
that starts again has forgotten it, and nothing was changed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from veilleur.history.preview import Preview

DRAFTS_MAX = 40
DRAFT_LIVES_S = 1_800.0  # what was looked at longer ago is looked at once more


@dataclass(slots=True)
class Draft:
    """session: the digest of the one that made it. change: of `pages.changes.confirmation`.

    is_looser: whether it let more through when it was looked at. until: seconds since 1970 UTC.
    """

    session: str = field(repr=False)
    change: Any
    preview: asyncio.Task[Preview | None]
    is_looser: bool
    until: float
