"""All that the judge remembers of one site.

In: what `Judge` and `feedback.py` write. Out: what `call_view.py` reads. Pitfall: the keys of the saved state
are older than the names used here, and stay.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.judge.attack_filter import AttackFilter
from veilleur.detection.judge.memory.alert_history import AlertHistory
from veilleur.detection.judge.memory.exposure import Exposure
from veilleur.detection.judge.memory.judged_calls import JudgedCalls
from veilleur.detection.judge.memory.owner_overrides import OwnerOverrides
from veilleur.detection.profile.profile import Profile
from veilleur.detection.signals.accumulator import EvidenceAccumulator
from veilleur.words.money import MicroEuro
from veilleur.words.site import Site


class SiteMemory:
    """The memory of one site's judge, and what of the site itself bears on a verdict."""

    __slots__ = (
        "alerts",
        "costs",
        "evidence",
        "exposure",
        "filter",
        "home",
        "judged",
        "overrides",
        "profile",
        "unaskable",
    )

    def __init__(self, site: Site, missed_attack_cost: MicroEuro) -> None:
        self.costs = site.costs
        self.unaskable = frozenset(site.unaskable_extensions)
        self.home = site.country
        self.filter = AttackFilter(site.costs.attacks_per_site_year)
        self.evidence = EvidenceAccumulator()
        self.profile = Profile(site)
        self.overrides = OwnerOverrides()
        self.judged = JudgedCalls()
        self.alerts = AlertHistory(missed_attack_cost)
        self.exposure = Exposure()

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "filter": self.filter.save(),
            "evidence": self.evidence.save(),
            "profile": self.profile.save(),
            "answers": self.overrides.save(),
            "telling": self.alerts.save(),
            "lost": self.exposure.save(),
            "pending": self.judged.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self.filter.load(data["filter"])
        self.evidence.load(data["evidence"])
        self.profile.load(data["profile"])
        self.overrides.load(data["answers"])
        self.alerts.load(data["telling"])
        self.exposure.load(data["lost"])
        self.judged.load(data["pending"])
