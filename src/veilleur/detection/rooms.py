"""The rooms of one watch: which there are, what each is given, and how they are saved.

In: a site, its numbers, a judge, a vantage. Out: the rooms, each known by its name. Pitfall: rooms share
what stands in `state/` and nothing else; only `watch.py` sends them events.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.access.call_forwarding import CallForwarding
from veilleur.detection.access.registrations import Registrations
from veilleur.detection.access.voicemail import Voicemail
from veilleur.detection.calls.active_calls import ActiveCalls
from veilleur.detection.calls.admission import Admission
from veilleur.detection.calls.code_openings import CodeOpenings
from veilleur.detection.calls.coverage_gaps import CoverageGaps
from veilleur.detection.calls.enforcement import Enforcement
from veilleur.detection.calls.giving_way import GivingWay
from veilleur.detection.calls.legs import Legs
from veilleur.detection.calls.number_scans import NumberScans
from veilleur.detection.calls.permits import Permits
from veilleur.detection.calls.recorded_calls import RecordedCalls
from veilleur.detection.calls.settlement import Settlement
from veilleur.detection.calls.transfers import Transfers
from veilleur.detection.calls.usage_alarms import UsageAlarms
from veilleur.detection.judge_port import Judging
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.cap_reasons import CapReasons
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.limits_in_force import LimitsInForce
from veilleur.detection.state.locks import Locks
from veilleur.words.calls import Vantage
from veilleur.words.ports import Numbering
from veilleur.words.site import Site


class Rooms:
    """All rooms of one site's watch."""

    __slots__ = (
        "admission",
        "call_forwarding",
        "calls",
        "cap_reasons",
        "context",
        "decisions",
        "enforcement",
        "gaps",
        "giving_way",
        "judge",
        "ledger",
        "legs",
        "limits",
        "locks",
        "openings",
        "permits",
        "recorded_calls",
        "registrations",
        "reporter",
        "scans",
        "settlement",
        "tracker",
        "transfers",
        "usage",
        "voicemail",
    )

    def __init__(self, site: Site, numbering: Numbering, judge: Judging, vantage: Vantage) -> None:
        self.judge = judge
        self.context = context = WatchContext(site, numbering, vantage)
        self.openings = openings = CodeOpenings()
        self.ledger = ledger = Ledger(site, context.calendar, openings.covers)
        self.decisions = decisions = DecisionBook(context)
        self.tracker = tracker = IncidentTracker()
        self.limits = limits = LimitsInForce(context, ledger, decisions, tracker)
        self.cap_reasons = cap_reasons = CapReasons(context, ledger)
        self.reporter = reporter = IncidentReporter(context, decisions, tracker, judge)
        self.locks = locks = Locks(context, decisions)
        self.calls = calls = ActiveCalls(context, ledger)
        consultation = JudgeConsultation(context, ledger, judge, calls.running_to)
        self.permits = permits = Permits(context, ledger)
        self.transfers = transfers = Transfers(context)
        self.scans = scans = NumberScans(context, reporter)
        self.gaps = gaps = CoverageGaps(context, decisions, tracker)
        self.enforcement = enforcement = Enforcement(
            context=context,
            calls=calls,
            decisions=decisions,
            tracker=tracker,
            reporter=reporter,
            locks=locks,
            judge=judge,
            consultation=consultation,
            permits=permits,
        )
        self.giving_way = giving_way = GivingWay(
            context=context,
            ledger=ledger,
            limits=limits,
            calls=calls,
            tracker=tracker,
            judge=judge,
            consultation=consultation,
            locks=locks,
        )
        self.usage = usage = UsageAlarms(context, decisions)
        self.settlement = settlement = Settlement(
            context=context,
            ledger=ledger,
            decisions=decisions,
            tracker=tracker,
            judge=judge,
            scans=scans,
            grace=enforcement.grace,
            limits=limits,
            usage=usage,
        )
        self.admission = Admission(
            context=context,
            ledger=ledger,
            decisions=decisions,
            tracker=tracker,
            reporter=reporter,
            locks=locks,
            judge=judge,
            consultation=consultation,
            permits=permits,
            transfers=transfers,
            enforcement=enforcement,
            limits=limits,
            openings=openings,
            cap_reasons=cap_reasons,
        )
        self.legs = legs = Legs(
            context=context,
            ledger=ledger,
            decisions=decisions,
            reporter=reporter,
            locks=locks,
            consultation=consultation,
            calls=calls,
            permits=permits,
            transfers=transfers,
            enforcement=enforcement,
            settlement=settlement,
            limits=limits,
            giving_way=giving_way,
            cap_reasons=cap_reasons,
        )
        self.recorded_calls = RecordedCalls(
            context=context,
            ledger=ledger,
            decisions=decisions,
            tracker=tracker,
            reporter=reporter,
            locks=locks,
            consultation=consultation,
            scans=scans,
            legs=legs,
            settlement=settlement,
            enforcement=enforcement,
            gaps=gaps,
            cap_reasons=cap_reasons,
            usage=usage,
        )
        self.registrations = Registrations(
            context=context, decisions=decisions, tracker=tracker, reporter=reporter
        )
        self.voicemail = voicemail = Voicemail(
            context=context, decisions=decisions, tracker=tracker, reporter=reporter, locks=locks
        )
        self.call_forwarding = CallForwarding(
            context=context,
            decisions=decisions,
            tracker=tracker,
            reporter=reporter,
            locks=locks,
            judge=judge,
            consultation=consultation,
            voicemail=voicemail,
        )

    def save(self) -> dict[str, Any]:
        """Plain JSON data, in the keys of the first versions; it may share tables with the rooms."""
        return {
            "state": {
                **self.context.save(),
                **self.decisions.save(),
                "incidents": self.tracker.save(),
                "ledger": self.ledger.save(),
                "doors": self.locks.lockouts.save(),
                "judge": self.judge.save(),
            },
            "permits": self.permits.save(),
            "transfers": self.transfers.save(),
            "accounts": self.registrations.save(),
            "legs": {
                "alive": self.calls.save(),
                "stopping": self.enforcement.save(),
                "early": self.legs.save(),
                "probing": self.scans.save(),
                **self.settlement.save(),
            },
            "mailboxes": self.voicemail.save(),
            "forwards": self.call_forwarding.save(),
            "gaps": self.gaps.save(),
            "limits": self.limits.save(),
            "openings": self.openings.save(),
            "caps_reached": self.cap_reasons.save(),
            "usage": self.usage.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        state, legs = data["state"], data["legs"]
        self.context.load(state)
        self.decisions.load(state)
        self.tracker.load(state["incidents"])
        self.ledger.load(state["ledger"])
        self.locks.lockouts.load(state["doors"])
        self.judge.load(state["judge"])
        self.permits.load(data["permits"])
        self.transfers.load(data["transfers"])
        self.registrations.load(data["accounts"])
        self.calls.load(legs["alive"])
        self.enforcement.load(legs["stopping"])
        self.legs.load(legs["early"])
        self.scans.load(legs["probing"])
        self.settlement.load(legs)
        self.voicemail.load(data["mailboxes"])
        self.call_forwarding.load(data["forwards"])
        if "gaps" in data:  # a state that was kept before there were gaps knows none
            self.gaps.load(data["gaps"])
        if "limits" in data:  # nor one that was kept before limits could change
            self.limits.load(data["limits"])
        self.openings.load(data.get("openings", {}))
        self.cap_reasons.load(data.get("caps_reached", {}))  # not known before version 9
        self.usage.load(data.get("usage", {}))
