"""The status of a site as lines for a person: outcome first, then calls, money, locks and what holds here.

In: a status as plain data (history.status, guard.running_status). Out: lines in French or English. Pitfall:
the state in one word is the worst that holds, whatever else is well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from veilleur.detection.signals.catalog import sentence
from veilleur.language import (
    Sentence,
    clean,
    clock_in_sentence,
    day,
    duration,
    error_in,
    euros,
    plural,
    say,
    territory_name,
)
from veilleur.wording import limits
from veilleur.wording.status_sentences import LAWS, SAY, STATE
from veilleur.words.decisions import Reason
from veilleur.words.money import micro_euros


def state_of(status: Mapping[str, Any]) -> str:
    """The one word; the worst that holds."""
    if not status["running"]:
        return "stopped" if status["last_sign_at"] else "never"
    if status["incidents_open"]:
        return "attack"
    if status["blind"]:
        return "blind"
    if not status["feeds"]:
        return "connecting"
    if not all(feed["sees"] for feed in status["feeds"]):
        return "partly_blind"
    states = {cap["state"] for cap in status["limits"]["windows"]} if "limits" in status else set()
    if "limits" in status and status["limits"].get("reached"):
        return "limit_reached"
    for state in ("limit_reached", "limit_near"):
        if state in states:
            return state
    return "paused" if status["paused_until"] else "quiet"


def status_lines(
    status: Mapping[str, Any], *, timezone: str, language: str, switch: Mapping[str, str]
) -> list[str]:
    """The status as a person reads it. switch: the blanks that speak of it (pbx.adapter.Adapter.describe)."""
    return _Lines(status, timezone, language, switch).all()


LIMITS_NAMED = 3  # at the head of the status
# A guard of the version before, which still runs, says nothing of them.
NO_LIMITS: dict[str, Any] = {"windows": []}


class _Lines:
    """The lines of one status."""

    def __init__(
        self, status: Mapping[str, Any], timezone: str, language: str, switch: Mapping[str, str]
    ) -> None:
        self._status = status
        self._zone = timezone
        self._language = language
        self._switch = switch

    def all(self) -> list[str]:
        """Outcome first, then calls, money, locks, what holds."""
        return [
            *self._outcome(),
            *self._guard(),
            *self._gap(),
            *self._calls(),
            *self._money(),
            *self._usage(),
            *self._rest(),
        ]

    @property
    def _is_seen_afterwards(self) -> bool:
        """Whether nothing can be refused or cut here, whatever the mode says."""
        return bool(self._status.get("vantage") == "records")

    def _outcome(self) -> Iterator[str]:
        status = self._status
        at = status["paused_until"] or status.get("last_sign_at") or status["at"]
        reached, state = self._reached(), state_of(status)
        if state == "limit_reached":
            if self._is_seen_afterwards:
                state = "limit_passed" if reached else "limit_nearly_passed"
            elif reached:
                state = "limit_used_up"
        yield (
            self._say(
                STATE[state],
                reached=reached,
                site=status["site"],
                feeds=", ".join(feed["feed"] for feed in status["feeds"] if not feed["sees"]),
                count=plural(status["incidents_open"], "incident", "incidents", self._language),
                **self._when(at),
            )
        )
        if status["paused_until"] and state_of(status) != "paused":
            yield self._say(STATE["paused"], site=status["site"], **self._when(status["paused_until"]))
        if status.get("open_until"):
            yield self._say(SAY["open_until"], **self._when(status["open_until"]))

    def _reached(self) -> str:
        """ "The day’s limit of €300 was reached at 14:10", for each limit that stopped a call."""
        lines = []
        for one in self._status.get("limits", NO_LIMITS).get("reached", ())[:LIMITS_NAMED]:
            said = sentence(Reason(one["why"], 0, tuple(one["values"].items())), self._language)
            if one["of"]:
                said += f" ({limits.whose(one['why'], one['of'], self._language)})"
            lines.append(said[:1].upper() + said[1:])
        return ". ".join(lines)

    def _guard(self) -> Iterator[str]:
        status = self._status
        if status["running"]:
            yield self._say(SAY["since"], **self._when(status["since"]))
            for feed in status["feeds"]:
                text = SAY["sees" if feed["sees"] else "lost"]
                yield "  " + self._say(text, feed=feed["feed"], why=feed["why"], **self._when(feed["since"]))
            if status["faults"]:
                yield self._say(SAY["faults"], count=status["faults"])
        elif status["last_sign_at"] and not status["stopped_well"]:
            yield self._say(SAY["died"])
        if self._is_seen_afterwards:
            yield self._say(SAY["stops_nothing"])
        elif status["enforces_from"]:
            yield self._say(SAY["observes"], **self._when(status["enforces_from"]))
        elif status["mode"] == "observe":
            yield self._say(SAY["observes_always"])

    def _gap(self) -> Iterator[str]:
        gap = self._status["gap"]
        if gap is None:
            return
        blanks = {"from": gap["from"], "to": gap["to"], "cost": micro_euros(gap["cost_eur"])}
        code = "gap_unknown" if gap["unknown_why"] else "gap"
        yield self._say(SAY[code], **blanks, calls=gap["calls"], why=gap["unknown_why"])

    def _calls(self) -> Iterator[str]:
        status = self._status
        if not status["running"]:
            yield self._say(SAY["calls_unknown"], count=status["calls_when_it_stopped"])
            return
        if not status["calls"]:
            yield self._say(SAY["no_calls"])
            return
        yield self._say(SAY["calls"], count=status["calls_running"])
        for call in status["calls"]:
            seconds = call["answered_s"]
            lasted = self._say(SAY["rings"]) if seconds is None else duration(seconds, self._language)
            place = territory_name(call["territory"], self._language) if call["territory"] else call["class"]
            parts = [call["extension"] or "?", clean(call["number"]), place, lasted]
            if call["capped"]:
                parts.append(self._euros(call["cost_eur"]))
            yield "  " + "  ".join(parts)

    def _money(self) -> Iterator[str]:
        yield self._say(SAY["caps"])
        for cap in self._status["caps"]:
            amounts = {key: self._euros(cap[f"{key}_eur"]) for key in ("spent", "limit", "left")}
            line = self._say(SAY["of"], window=self._say(SAY[cap["window"]]), **amounts)
            yield f"  {line}" + (f" {self._say(SAY[cap['state']])}" if cap.get("state") else "")
        for cap in self._status.get("limits", NO_LIMITS)["windows"]:
            if cap["state"] and cap["window"].startswith("class "):
                window = limits.window(cap["window"], self._language)
                amounts = {key: self._euros(cap[f"{key}_eur"]) for key in ("spent", "limit")}
                left = self._euros(max(0.0, cap["limit_eur"] - cap["spent_eur"]))
                line = self._say(SAY["of"], window=window, left=left, **amounts)
                yield f"  {line} {self._say(SAY[cap['state']])}"

    def _usage(self) -> Iterator[str]:
        """What the plan includes and what free numbers cost, as far as the owner wrote a bound."""
        for one in self._status.get("usage", ()):
            used, bound = one["used"], one["bound"]
            if one["of"] == "incoming_cost":
                amounts = {"used": self._euros(used), "bound": self._euros(bound)}
            else:
                amounts = {"used": str(int(used)), "bound": str(int(bound))}
            is_beyond = used > bound
            text = SAY[one["of"]] if not is_beyond else SAY[f"{one['of']}_beyond"]
            near = f" {self._say(SAY[one['state']])}" if one["state"] and not is_beyond else ""
            yield f"  {self._say(text, **amounts)}{near}"

    def _rest(self) -> Iterator[str]:
        status = self._status
        if status["locks"]:
            yield self._say(SAY["locks"])
            for lock in status["locks"]:
                text = SAY.get(lock["kind"], SAY["extension"])
                yield "  " + self._say(text, name=lock["name"], **self._when(lock["until"]))
        protection = status.get("protection") or {"lost": (), "maintenance_until": None}
        if protection["maintenance_until"]:
            yield self._say(SAY["maintenance"], **self._when(protection["maintenance_until"]))
        for loss in protection["lost"]:
            yield self._say(SAY["taken"], what=sentence(Reason(f"protection_{loss['what']}"), self._language))
            yield f"  {clean(error_in(loss['why'], self._language))}"
        yield self._say(SAY["holds"])
        for law in status["laws"]:
            yield "  " + self._say(LAWS[law["code"]], why=law.get("why", ""), **self._switch)
        journal = status["journal"]
        yield self._say(SAY["journal"], file=journal["file"])
        if journal["trouble"]:
            yield f"  {clean(journal['trouble'])}"
        for witness in journal.get("witnesses", ()):
            at = witness["vouched_at"]
            blanks = {"name": witness["name"], "seq": witness["vouched_seq"], **self._when(at or 0.0)}
            yield "  " + self._say(SAY["witness" if at else "witness_not_yet"], **blanks)
            if witness["blind"]:
                yield "    " + self._say(SAY["witness_blind"], why=witness["trouble"])

    def _euros(self, amount: float) -> str:
        return euros(micro_euros(amount), self._language)

    def _when(self, at: float) -> dict[str, str]:
        return {
            "clock": clock_in_sentence(at, self._zone, self._language),
            "day": day(at, self._zone, self._language),
        }

    def _say(self, sentence: Sentence, **blanks: str | int | float) -> str:
        return say(sentence, blanks, self._language, self._zone)
