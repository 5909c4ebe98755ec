"""Questions that wait for a person, as the desk's book of conversations has them."""

from __future__ import annotations

from typing import NamedTuple


class Waiting(NamedTuple):
    """One question. conversation: its name, an incident's such as "i3" where it is one.

    since: seconds since 1970 UTC. reached: who was reached so far. is_held: nobody answered; all stays
    blocked until opening.
    """

    conversation: str
    since: float
    reached: tuple[str, ...]
    is_held: bool
