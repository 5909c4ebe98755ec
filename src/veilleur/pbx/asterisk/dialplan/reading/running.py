"""The dialplan that runs, from the manager interface.

In: `ListDialplan` events of the action `ShowDialPlan`, or the output of `dialplan show`. Out: a dialplan.
Pitfall: events name no file and no caller that an extension is matched on; the output of Asterisk 16 and
later names both, but the login must be allowed `command`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.model import NOWHERE, Blind, Dialplan, Include, Step
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import application_and_data
from veilleur.pbx.asterisk.dialplan.text import whole

_CONTEXT = re.compile(r"^\[ (?:Included c|C)ontext '(.*)' created by '.*' \]$")
_FIRST = re.compile(r"^  '(?P<name>[^']*)'(?: \(CID match '(?P<caller>[^']*)'\))? =>\s+(?P<rest>.*)$")
_STEP = re.compile(r"^(?P<priority>\d+|hint)[.:] (?P<what>.*?)\s+\[(?P<where>[^\[\]]*)\]$")
_LABEL = re.compile(r"^     \[(?P<label>[^\]]*)\]\s+(?P<rest>.*)$")
_NEXT = re.compile(r"^ {14,}(?P<rest>(?:\d+|hint)[.:] .*)$")
_OTHER = re.compile(r"^  (?P<kind>Include|Ignore pattern|Alt\. Switch) =>\s+'(?P<text>.*)'\s+\[.*\]$")


def from_events(rows: Iterable[Mapping[str, str]]) -> Dialplan:
    """The plan from events; keys as Asterisk writes them, in any case."""
    plan = Dialplan(is_running=True)
    spelt: dict[str, str] = {}  # of each key, in lower case
    for row in rows:
        event = {spelt.get(key) or spelt.setdefault(key, key.lower()): value for key, value in row.items()}
        name = event.get("context", "")
        if not name:
            continue
        context = plan.context(name)
        if event.get("includecontext"):
            included, _bar, times = event["includecontext"].replace("|", ",").partition(",")
            context.includes.append(Include(included, times, NOWHERE))
        elif event.get("switch"):
            context.switches.append(Blind("switch", event["switch"], NOWHERE, name))
        elif event.get("ignorepattern"):
            context.ignored.append(event["ignorepattern"])
        elif event.get("priority") == "hint":
            context.hints.setdefault(event.get("extension", ""), event.get("application", ""))
        elif event.get("priority", "").isdecimal() and event.get("extension"):
            application, data = event.get("application", ""), event.get("appdata", "")
            if "," in application:  # written as Asterisk 1.4 had it
                application, data = application_and_data(application)
            step = Step(
                context=name,
                extension=event["extension"],
                priority=whole(event["priority"]),
                label=event.get("extensionlabel", ""),
                application=application,
                data=data,
            )
            _add(plan, step)
    return plan


def from_output(text: str) -> Dialplan:
    """The plan from the output of `dialplan show`."""
    plan = Dialplan(is_running=True)
    name, extension, label = "", "", ""
    for line in text.split("\n"):
        head = _CONTEXT.match(line)
        if head:
            name = head[1]
            plan.context(name)
            continue
        other = _OTHER.match(line)
        if other:
            _other(plan, name, other["kind"], other["text"])
            continue
        first = _FIRST.match(line)
        named = None if first else _LABEL.match(line)
        follow = None if first or named else _NEXT.match(line)
        found = first or named or follow
        if found is None or not name:
            continue
        if first:
            extension = f"{first['name']}/{first['caller']}" if first["caller"] else first["name"]
        label = named["label"] if named else ""
        step = _STEP.match(found["rest"])
        if step is None:
            continue
        application, data = application_and_data(step["what"])
        path, _colon, number = step["where"].rpartition(":")
        if step["priority"] == "hint":
            plan.context(name).hints.setdefault(extension, step["what"])
            continue
        _add(
            plan,
            Step(
                context=name,
                extension=extension,
                priority=whole(step["priority"]),
                label=label,
                application=application,
                data=data,
                path=Path(path) if number.isdecimal() else None,
                line=whole(number) if number.isdecimal() else 0,
            ),
        )
    return plan


def _other(plan: Dialplan, name: str, kind: str, text: str) -> None:
    context = plan.context(name)
    if kind == "Include":
        included, _bar, times = text.replace("|", ",").partition(",")
        context.includes.append(Include(included, times, NOWHERE))
    elif kind == "Alt. Switch":
        context.switches.append(Blind("switch", text, NOWHERE, name))
    else:
        context.ignored.append(text)


def _add(plan: Dialplan, step: Step) -> None:
    """A priority that comes twice belongs to the same extension for another caller, which events do not
    name."""
    caller = 0
    while not plan.context(step.context).add(step):
        caller += 1
        step = step._replace(extension=f"{step.pattern}/{caller}?")
