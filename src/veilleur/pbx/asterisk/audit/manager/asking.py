"""An Asterisk asked for its configuration over its manager interface; nothing is changed, nothing is called.

In: a login's `act`. Out: `Answers`. Pitfall: `GetConfig` needs the right `config`, which the login of a guard
does not have; without it files stay unread, and the answers say so.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from typing import NamedTuple, Protocol

from veilleur.pbx.asterisk.ami.permissions import allowed_actions
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.words.errors import SwitchError

FILES = (
    "pjsip.conf pjsip_wizard.conf sip.conf iax.conf users.conf voicemail.conf manager.conf http.conf ari.conf"
    " features.conf logger.conf cdr.conf queues.conf confbridge.conf chan_dahdi.conf extconfig.conf"
    " asterisk.conf extensions.conf"
).split()
MOST_ENDPOINTS = 500
_LINE = re.compile(r"line-(\d{6,})-\d{6,}$")
_CATEGORY = re.compile(r"category-(\d{6,})$")
_FORWARDS = ("CF", "CFB", "CFU", "AMPUSER")


class Category(NamedTuple):
    """One section of a file as the PBX has read it, includes and templates worked in."""

    name: str
    is_template: bool
    lines: tuple[tuple[str, str], ...]


class Answers(NamedTuple):
    """What a PBX said. dialplan: events of ShowDialPlan, None where the login may not ask. files: by name,
    those that are there; may_read_files: whether the login may ask for them. endpoints: of PJSIP, by name,
    with the details that the PBX lists. boxes: of VoicemailUsersList, None where it was not said. stored:
    keys of AstDB that send calls on, with their values, None likewise. version: major, 0 where it is not
    said. has_records: whether call records are kept."""

    dialplan: tuple[Mapping[str, str], ...] | None
    files: Mapping[str, tuple[Category, ...]]
    may_read_files: bool
    endpoints: Mapping[str, Mapping[str, str]]
    boxes: tuple[Mapping[str, str], ...] | None
    stored: Mapping[str, str] | None
    version: int
    has_records: bool | None


class Act(Protocol):
    """Does one action of the manager; with `list_end` its list too."""

    def __call__(self, name: str, fields: Mapping[str, str], list_end: str = "") -> Awaitable[list[Message]]:
        """The answer, then the rows."""
        ...


async def answers(act: Act) -> Answers:
    """Ask everything that may be asked.

    Raises:
        SwitchError: when the connection is lost, or the login may not even learn what it may do.
    """
    allowed = await allowed_actions(act)
    core = (await act("CoreSettings", {}))[0]
    version = re.match(r"\D*(\d{1,4})\.", core.get("asteriskversion"))
    may_read = "getconfig" in allowed
    files = {}
    for name in FILES if may_read else ():
        found = await _file(act, name)
        if found is not None:
            files[name] = found
    return Answers(
        dialplan=await _rows(act, "ShowDialPlan", "ListDialplan", "ShowDialPlanComplete", {}),
        files=files,
        may_read_files=may_read,
        endpoints={} if may_read else await _endpoints(act),
        boxes=await _rows(act, "VoicemailUsersList", "VoicemailUserEntry", "VoicemailUserEntryComplete", {}),
        stored=await _stored(act),
        version=int(version[1]) if version else 0,
        has_records={"yes": True, "no": False}.get(core.get("corecdrenabled").lower()),
    )


async def _rows(
    act: Act, action: str, event: str, end: str, fields: Mapping[str, str]
) -> tuple[Mapping[str, str], ...] | None:
    """The rows of a list; None where it may not be asked, nothing where it is empty."""
    try:
        rows = await act(action, fields, end)
    except SwitchError:
        return None
    if rows[0].get("response") == "Error":
        message = rows[0].get("message").lower()
        return None if "permission" in message or "unknown" in message or "invalid" in message else ()
    return tuple(row.fields for row in rows if row.name == event)


async def _file(act: Act, name: str) -> tuple[Category, ...] | None:
    answer = (await act("GetConfig", {"Filename": name}))[0]
    return None if answer.get("response") == "Error" else categories(answer.fields)


def categories(fields: Mapping[str, str]) -> tuple[Category, ...]:
    """The sections of one answer of GetConfig, in their order."""
    names: dict[str, str] = {}
    lines: dict[str, list[tuple[str, str]]] = {}
    for key, value in fields.items():
        if (category := _CATEGORY.match(key)) is not None:
            names[category[1]] = value
        elif (line := _LINE.match(key)) is not None:
            name, _sign, held = value.partition("=")
            lines.setdefault(line[1], []).append((name, held.removeprefix(">").lstrip()))
    return tuple(
        Category(
            name=names[number],
            is_template=fields.get(f"istemplate-{number}", "0") == "1",
            lines=tuple(lines.get(number, ())),
        )
        for number in sorted(names)
    )


async def _endpoints(act: Act) -> dict[str, dict[str, str]]:
    """Each endpoint of PJSIP with its details; secrets are not among them."""
    listed = await _rows(act, "PJSIPShowEndpoints", "EndpointList", "EndpointListComplete", {}) or ()
    found: dict[str, dict[str, str]] = {}
    for row in listed[:MOST_ENDPOINTS]:
        name = row.get("objectname", "")
        try:
            rows = await act("PJSIPShowEndpoint", {"Endpoint": name}, "EndpointDetailComplete")
        except (SwitchError, ValueError):
            continue
        details: dict[str, str] = {"outboundauths": row.get("outboundauths", "")}
        for one in rows:
            if one.name == "EndpointDetail":
                details |= {key: one.get(key) for key in ("context", "mediaencryption", "mailboxes")}
            elif one.name == "AorDetail":
                details["maxcontacts"] = one.get("maxcontacts")
                details["contacts"] = one.get("contacts")
            elif one.name == "IdentifyDetail":
                details["match"] = one.get("match")
            elif one.name == "TransportDetail":
                details["protocol"] = one.get("protocol")
        found[name] = details
    return found


async def _stored(act: Act) -> dict[str, str] | None:
    """The entries of AstDB by which calls are sent on."""
    found: dict[str, str] = {}
    for family in _FORWARDS:
        rows = await _rows(act, "DBGetTree", "DBGetTreeResponse", "DBGetTreeComplete", {"Family": family})
        if rows is None:
            return None
        found |= {row.get("key", ""): row.get("val", row.get("value", "")) for row in rows}
    return found
