"""The owner's standing answers: what was accepted or refused, for whom and how long.

In: answers and withdrawals. Out: True, False or None for one call. Easily read wrong: a refusal
wins over any acceptance, and an answer for one call is used up by the first call it fits.
"""

from __future__ import annotations

from typing import Any

MOST_ANSWERS = 500  # bounds the state; the oldest goes first


class Answers:
    """Answers of one site."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[bool, float | None, bool]] = {}

    def add(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Keep an answer; a later one for the same scope and value replaces it."""
        self._kept.pop((scope, value), None)
        self._kept[(scope, value)] = (accepted, until, once)
        while len(self._kept) > MOST_ANSWERS:
            del self._kept[next(iter(self._kept))]

    def withdraw(self, scope: str, value: str) -> None:
        """Forget an answer; nothing happens when there is none."""
        self._kept.pop((scope, value), None)

    def find(self, at: float, number: str, territory: str, extension: str) -> bool | None:
        """Whether the owner accepted (True), refused (False) or said nothing (None) on this call."""
        if not self._kept:
            return None
        fitting = []
        for key in (("number", number), ("territory", territory), ("extension", extension)):
            answer = self._kept.get(key)
            if answer is None or not key[1]:
                continue
            if answer[1] is not None and at > answer[1]:
                del self._kept[key]
                continue
            fitting.append((key, answer))
        if not fitting:
            return None
        verdict = all(answer[0] for _, answer in fitting)
        for key, answer in fitting:
            if answer[0] is verdict:
                if answer[2]:
                    del self._kept[key]
                break
        return verdict

    def save(self) -> list[list[Any]]:
        """The answers as JSON data, in order."""
        return [[*key, *answer] for key, answer in self._kept.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved answers."""
        self._kept = {(s, v): (a, until, once) for s, v, a, until, once in data}
