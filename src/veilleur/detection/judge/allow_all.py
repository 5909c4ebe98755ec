"""A judge that allows all: caps, permits, doors and law 1 work without one."""

from __future__ import annotations

from typing import Any

from veilleur.detection.judge_port import CallFacts, Verdict, Witnessed
from veilleur.words.decisions import DecisionKind


class AllowingJudge:
    """Implements `judge_port.Judging` by allowing; the baseline "caps alone" of the benchmark."""

    def judge(self, facts: CallFacts) -> Verdict:
        """Allow."""
        return Verdict(DecisionKind.ALLOW, 0.0, 0.0)

    def preview(self, facts: CallFacts) -> Verdict:
        """Allow."""
        return self.judge(facts)

    def reconsider(
        self, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
    ) -> Verdict:
        """Allow."""
        return Verdict(DecisionKind.ALLOW, 0.0, 0.0)

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        """Nothing is kept."""

    def forget_expired(self, at: float) -> None:
        """Nothing is kept."""

    def unanswered(self, calls: tuple[str, ...], at: float) -> None:
        """Nothing is kept."""

    def witness(self, evidence: Witnessed) -> None:
        """Nothing is kept."""

    def attack_db(self, at: float) -> float:
        """Quiet."""
        return -60.0

    def learn(self, facts: CallFacts, answered_s: float, cost: int) -> None:
        """Nothing is kept."""

    def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Nothing is kept."""

    def withdrawn(self, scope: str, value: str) -> None:
        """Nothing is kept."""

    def save(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def load(self, data: dict[str, Any]) -> None:
        """Nothing."""
