"""The owner's standing answers: what was accepted or refused, for whom and how long.

In: answers and withdrawals. Out: what the owner said of one call. Pitfall: a refusal wins over any
acceptance, and an answer for one call is used up by the first call it fits; finding it does not use it up,
`drop` does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

MOST_ANSWERS = 500  # bounds the state; the oldest goes first


class Override(NamedTuple):
    """The owner's answer to one call. accepted: None when there is none. spent: answers that end with it."""

    accepted: bool | None
    spent: tuple[tuple[str, str], ...] = ()


NO_OVERRIDE = Override(None)


class OwnerOverrides:
    """Answers of one site."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        # (scope, value) -> accepted, until when, for one call only
        self.kept: dict[tuple[str, str], tuple[bool, float | None, bool]] = {}

    def add(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Keep an answer; a later one for the same scope and value replaces it."""
        self.kept.pop((scope, value), None)
        self.kept[(scope, value)] = (accepted, until, once)
        while len(self.kept) > MOST_ANSWERS:
            del self.kept[next(iter(self.kept))]

    def withdraw(self, scope: str, value: str) -> None:
        """Forget an answer; nothing happens when there is none."""
        self.kept.pop((scope, value), None)

    def find(self, at: float, number: str, territory: str, extension: str) -> Override:
        """What the owner said of this call; nothing is changed."""
        fitting, spent = [], []
        for key in (("number", number), ("territory", territory), ("extension", extension)):
            answer = self.kept.get(key)
            if answer is None or not key[1]:
                continue
            if answer[1] is not None and at > answer[1]:
                spent.append(key)
                continue
            fitting.append((key, answer))
        if not fitting:
            return Override(None, tuple(spent)) if spent else NO_OVERRIDE
        accepted = all(answer[0] for _, answer in fitting)
        key, answer = next(one for one in fitting if one[1][0] is accepted)
        if answer[2]:
            spent.append(key)
        return Override(accepted, tuple(spent))

    def drop(self, keys: tuple[tuple[str, str], ...]) -> None:
        """Forget answers that are used up or have expired."""
        for key in keys:
            self.kept.pop(key, None)

    def save(self) -> list[list[Any]]:
        """The answers as JSON data, in order."""
        return [[*key, *answer] for key, answer in self.kept.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved answers."""
        self.kept = {(s, v): (a, until, once) for s, v, a, until, once in data}
