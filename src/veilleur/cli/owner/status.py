"""`veilleur status`: what is going on, from the running guard, or from its journal when none runs.

Exit 0 seen and quiet; 1 no guard, blind, or an attack going on; 2 the configuration cannot be used.
"""

from __future__ import annotations

import time
from typing import Any

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.config import Settings
from veilleur.control.client import ask
from veilleur.history.status import of_stopped
from veilleur.language import (
    Sentence,
    clean,
    clock_in_sentence,
    day,
    duration,
    euros,
    json_line,
    plural,
    say,
    territory_name,
)
from veilleur.pbx.registry import speaking_of
from veilleur.wording.status import LAWS, SAY, STATE
from veilleur.words.money import micro_euros

NOT_WELL = 1
ANSWERS_WITHIN_S = 5.0  # else it is frozen, which is said


def command(config: ConfigOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """What is going on: feeds, calls with their money, caps, locks, and which promises hold here."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    answer = ask(settings.control_socket, {"do": "status"}, ANSWERS_WITHIN_S)
    status: dict[str, Any] = answer["status"] if answer else of_stopped(settings, time.time())
    state = _state(status)
    if as_json:
        print(json_line({"state": state, **status}))
    else:
        _Page(status, settings, language).print(state)
    raise typer.Exit(0 if state in ("quiet", "paused") else NOT_WELL)


def _state(status: dict[str, Any]) -> str:
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
    return "paused" if status["paused_until"] else "quiet"


class _Page:
    """The status as a person reads it."""

    def __init__(self, status: dict[str, Any], settings: Settings, language: str) -> None:
        self._status = status
        self._zone = settings.site.timezone
        self._language = language
        self._switch = speaking_of(settings).describe(language)

    def print(self, state: str) -> None:
        """Outcome first, then calls, money, locks, what holds."""
        status = self._status
        at = status["paused_until"] or status.get("last_sign_at") or status["at"]
        print(
            self._say(
                STATE[state],
                site=status["site"],
                feeds=", ".join(feed["feed"] for feed in status["feeds"] if not feed["sees"]),
                count=plural(status["incidents_open"], "incident", "incidents", self._language),
                **self._when(at),
            )
        )
        self._guard()
        self._gap()
        self._calls()
        self._money()
        if status["locks"]:
            print(self._say(SAY["locks"]))
            for lock in status["locks"]:
                text = SAY.get(lock["kind"], SAY["extension"])
                print("  " + self._say(text, name=lock["name"], **self._when(lock["until"])))
        print(self._say(SAY["holds"]))
        for law in status["laws"]:
            print("  " + self._say(LAWS[law["code"]], why=law.get("why", ""), **self._switch))
        journal = status["journal"]
        print(self._say(SAY["journal"], file=journal["file"]))
        if journal["trouble"]:
            print(f"  {clean(journal['trouble'])}")

    def _guard(self) -> None:
        status = self._status
        if status["running"]:
            print(self._say(SAY["since"], **self._when(status["since"])))
            for feed in status["feeds"]:
                text = SAY["sees" if feed["sees"] else "lost"]
                print("  " + self._say(text, feed=feed["feed"], why=feed["why"], **self._when(feed["since"])))
            if status["faults"]:
                print(self._say(SAY["faults"], count=status["faults"]))
        elif status["last_sign_at"] and not status["stopped_well"]:
            print(self._say(SAY["died"]))
        if status["enforces_from"]:
            print(self._say(SAY["observes"], **self._when(status["enforces_from"])))
        elif status["mode"] == "observe":
            print(self._say(SAY["observes_always"]))

    def _gap(self) -> None:
        gap = self._status["gap"]
        if gap is None:
            return
        blanks = {"from": gap["from"], "to": gap["to"], "cost": micro_euros(gap["cost_eur"])}
        code = "gap_unknown" if gap["unknown_why"] else "gap"
        print(self._say(SAY[code], **blanks, calls=gap["calls"], why=gap["unknown_why"]))

    def _calls(self) -> None:
        status = self._status
        if not status["running"]:
            print(self._say(SAY["calls_unknown"], count=status["calls_when_it_stopped"]))
            return
        if not status["calls"]:
            print(self._say(SAY["no_calls"]))
            return
        print(self._say(SAY["calls"], count=status["calls_running"]))
        for call in status["calls"]:
            seconds = call["answered_s"]
            lasted = self._say(SAY["rings"]) if seconds is None else duration(seconds, self._language)
            place = territory_name(call["territory"], self._language) if call["territory"] else call["class"]
            parts = [call["extension"] or "?", clean(call["number"]), place, lasted]
            if call["capped"]:
                parts.append(self._euros(call["cost_eur"]))
            print("  " + "  ".join(parts))

    def _money(self) -> None:
        print(self._say(SAY["caps"]))
        for cap in self._status["caps"]:
            amounts = {key: self._euros(cap[f"{key}_eur"]) for key in ("spent", "limit", "left")}
            print("  " + self._say(SAY["of"], window=self._say(SAY[cap["window"]]), **amounts))

    def _euros(self, amount: float) -> str:
        return euros(micro_euros(amount), self._language)

    def _when(self, at: float) -> dict[str, str]:
        return {
            "clock": clock_in_sentence(at, self._zone, self._language),
            "day": day(at, self._zone, self._language),
        }

    def _say(self, sentence: Sentence, **blanks: str | int | float) -> str:
        return say(sentence, blanks, self._language, self._zone)
