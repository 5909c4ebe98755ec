"""FreeSWITCH mod_json_cdr and mod_xml_cdr: one document a call, with all its channel variables.

Values may be URL-encoded. The number dialled stands in the oldest call flow, which is written last.
A document of a b-leg is the other half of a call that has its own, and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from veilleur.records.containers.json_objects import objects
from veilleur.records.containers.xml_elements import elements
from veilleur.records.format import (
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
    first_of,
)
from veilleur.records.layouts.freeswitch_calls import Leg, leg_record
from veilleur.words.events import CallRecorded

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def _event(
    line: int, variables: Mapping[str, str], flows: Sequence[Mapping[str, str]], context: Context
) -> CallRecorded | None:
    v = {key: unquote(str(value)).strip() for key, value in variables.items()}
    if v.get("originating_leg_uuid") and v.get("direction") == "outbound":
        return None
    if "start_epoch" not in v:
        raise KeyError("start_epoch")
    first = flows[-1] if flows else {}
    at = _seconds(v, "start_uepoch", 1e6) or _seconds(v, "start_epoch", 1)
    end = _seconds(v, "end_uepoch", 1e6) or _seconds(v, "end_epoch", 1)
    answer = _seconds(v, "answer_uepoch", 1e6) or _seconds(v, "answer_epoch", 1)
    duration = max(0.0, end - at) if end else float(v.get("duration") or 0)
    billed = float(v.get("billsec") or 0) if answer else 0.0
    bridged = next(
        (
            v[name]
            for name in ("current_application_data", "last_arg", "bridge_channel")
            if "sofia/" in v.get(name, "")
        ),
        "",
    )
    account = v.get("user_name") or v.get("sip_auth_username") or v.get("accountcode", "")
    leg = Leg(
        at=at,
        duration=duration,
        billed=billed,
        caller=first.get("caller_id_number") or v.get("sip_from_user", ""),
        dialled=first.get("destination_number") or v.get("dialed_user") or v.get("sip_to_user", ""),
        context=first.get("context", ""),
        bridged_to=bridged,
        account=account,
        profile=v.get("sofia_profile_name", ""),
        cause=v.get("hangup_cause", ""),
        call=v.get("uuid", ""),
    )
    return leg_record(context, line, leg)


def _seconds(values: Mapping[str, str], name: str, parts: float) -> float:
    text = values.get(name, "")
    return float(text) / parts if text.isdecimal() else 0.0


def _is_record(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("variables"), dict) and "callflow" in found


def _of_json(record: Mapping[str, Any]) -> tuple[dict[str, str], list[dict[str, str]]]:
    flows = record["callflow"]
    profiles = [one.get("caller_profile") or {} for one in (flows if isinstance(flows, list) else [flows])]
    return record["variables"], profiles


def _of_xml(record: Element) -> tuple[dict[str, str], list[dict[str, str]]]:
    variables = record.find("variables")
    named = {one.tag: one.text or "" for one in variables} if variables is not None else {}
    profiles = []
    for flow in record.findall("callflow"):
        profile = flow.find("caller_profile")
        if profile is not None:
            profiles.append({one.tag: unquote(one.text or "") for one in profile})
    return named, profiles


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    first, together = first_of(lines, 20)
    is_xml = any(text.lstrip().startswith("<") for _, text in first)
    found: Iterator[Any]
    found = elements(together, "cdr") if is_xml else objects(together, _is_record)
    for one in found:
        if isinstance(one, BadLine):
            yield one
            continue
        line = one[0]
        record: Any = one[1]
        try:
            event = _event(line, *(_of_xml(record) if is_xml else _of_json(record)), context)
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), str(record)[:200])
        else:
            if event is not None:
                yield ParsedRecord(line, event)


def _score(lines: Sequence[str]) -> float:
    text = "\n".join(lines)
    is_json = '"core-uuid"' in text and ('"channel_data"' in text or '"variables"' in text)
    is_xml = "<cdr" in text and "<channel_data>" in text
    return 0.97 if is_json or is_xml else 0.0


FORMAT = Format(
    name="freeswitch-document",
    title="FreeSWITCH mod_json_cdr or mod_xml_cdr",
    confidence="seen",
    source="one real record of each in public repositories",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
