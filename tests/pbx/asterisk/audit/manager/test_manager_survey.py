"""An audit over the manager interface: what it finds is what files show, and the rest says why not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.ami.protocol import Message, Parser
from veilleur.pbx.asterisk.audit.look import management
from veilleur.pbx.asterisk.audit.manager import survey as manager_survey
from veilleur.pbx.asterisk.audit.manager.asking import Answers, answers
from veilleur.pbx.asterisk.audit.manager.survey import survey_of
from veilleur.pbx.asterisk.audit.material import Material, material
from veilleur.pbx.asterisk.audit.survey import survey
from veilleur.pbx.asterisk.dialplan import Dialplan, read_directory
from veilleur.pbx.asterisk.dialplan.reading.config_file import read
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Outcome, Survey

FOLDER = Path(__file__).parents[1] / "configurations"
WANTED = (
    b"ListDialplan ShowDialPlanComplete EndpointList EndpointListComplete EndpointDetail AorDetail"
    b" IdentifyDetail TransportDetail EndpointDetailComplete VoicemailUserEntry VoicemailUserEntryComplete"
    b" DBGetTreeResponse DBGetTreeComplete"
).split()
GUARD = (
    "CoreSettings",
    "ShowDialPlan",
    "PJSIPShowEndpoints",
    "PJSIPShowEndpoint",
    "VoicemailUsersList",
    "DBGetTree",
)


class Manager:
    """A PBX of one of the configurations, as its manager interface answers. may: actions of the login."""

    def __init__(self, name: str, may: tuple[str, ...], version: str = "22.5.0") -> None:
        inner = FOLDER / name / "etc/asterisk"
        self._etc = inner if inner.is_dir() else FOLDER / name
        self._may, self._version = may, version
        self.asked: list[str] = []

    async def act(self, name: str, fields: Mapping[str, str], list_end: str = "") -> list[Message]:
        self.asked.append(name)
        parser = Parser(frozenset(WANTED))
        text = "Asterisk Call Manager/9.0.0\r\n" + "".join(
            "".join(f"{line}\r\n" for line in one) + "\r\n" for one in self._said(name, fields)
        )
        return list(parser.feed(text.encode()))

    def _said(self, name: str, fields: Mapping[str, str]) -> Iterator[list[str]]:
        if name == "ListCommands":
            yield ["Response: Success", *(f"{one}: what it does  (Priv: all)" for one in self._may)]
        elif name not in self._may:
            yield ["Response: Error", "Message: Permission denied"]
        elif name == "CoreSettings":
            yield ["Response: Success", f"AsteriskVersion: {self._version}", "CoreCDRenabled: Yes"]
        elif name == "ShowDialPlan":
            yield ["Response: Success", "EventList: start"]
            yield from self._dialplan()
            yield ["Event: ShowDialPlanComplete", "EventList: Complete"]
        elif name == "GetConfig":
            yield self._file(fields["Filename"])
        elif name == "PJSIPShowEndpoints":
            yield ["Response: Success", "EventList: start"]
            for endpoint in ("201", "carrier"):
                login = "carrier" if endpoint == "carrier" else ""
                yield ["Event: EndpointList", f"ObjectName: {endpoint}", f"OutboundAuths: {login}"]
            yield ["Event: EndpointListComplete"]
        elif name == "PJSIPShowEndpoint":
            context = {"201": "internal"}.get(fields["Endpoint"], "from-trunk")
            yield ["Response: Success", "EventList: start"]
            yield ["Event: EndpointDetail", f"ObjectName: {fields['Endpoint']}", f"Context: {context}"]
            yield ["Event: AorDetail", "MaxContacts: 10", "Contacts: "]
            yield ["Event: AuthDetail", "Password: never-shown"]
            yield ["Event: EndpointDetailComplete"]
        elif name == "VoicemailUsersList":
            yield ["Response: Success"]
            yield ["Event: VoicemailUserEntry", "VMContext: default", "VoiceMailbox: 299"]
            yield ["Event: VoicemailUserEntryComplete"]
        elif fields.get("Family") == "CF":
            yield ["Response: Success"]
            yield ["Event: DBGetTreeResponse", "Key: /CF/201", "Val: 0037129990000"]
            yield ["Event: DBGetTreeComplete"]
        else:
            yield ["Response: Error", "Message: Database entry not found"]

    def _dialplan(self) -> Iterator[list[str]]:
        plan = read_directory(self._etc).plan
        for context in plan.contexts.values():
            for include in context.includes:
                yield ["Event: ListDialplan", f"Context: {context.name}", f"IncludeContext: {include.name}"]
            for steps in context.extensions.values():
                for step in steps.values():
                    label = [f"ExtensionLabel: {step.label}"] if step.label else []
                    yield [
                        "Event: ListDialplan",
                        f"Context: {context.name}",
                        f"Extension: {step.extension}",
                        *label,
                        f"Priority: {step.priority}",
                        f"Application: {step.application}",
                        f"AppData: {step.data}",
                    ]

    def _file(self, name: str) -> list[str]:
        if not (self._etc / name).is_file():
            return ["Response: Error", "Message: Config file not found"]
        lines = ["Response: Success"]
        for number, section in enumerate(read(self._etc, name).sections):
            lines.append(f"Category-{number:06d}: {section.name}")
            if section.is_template:
                lines.append(f"IsTemplate-{number:06d}: 1")
            for place, line in enumerate(section.lines):
                lines.append(f"Line-{number:06d}-{place:06d}: {line.key}={line.value}")
        return lines


def asked(name: str, *more: str) -> tuple[Answers, Survey]:
    manager = Manager(name, (*GUARD, *more))
    said = asyncio.run(answers(manager.act))
    return said, survey_of(said, AuditRequest(Path("/")))


def weak(found: Survey) -> set[int]:
    return {one.check for one in found.observations if one.outcome is Outcome.WEAK}


def unknown(found: Survey) -> set[int]:
    return {one.check for one in found.observations if one.outcome is Outcome.UNKNOWN}


@pytest.mark.parametrize(
    "name",
    [
        "hardened-22",
        "weak-everywhere",
        "menu-with-a-dial-tone",
        "dial-tone-by-disa",
        "voicemail-dials-out",
        "stock-22",
    ],
)
def test_with_the_right_to_read_files_it_finds_what_files_show(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(management, "end_of_life", lambda _version: iter(()))
    _said, found = asked(name, "GetConfig")
    by_files = survey(AuditRequest(FOLDER / name))
    known = {one.check for one in by_files.observations} - unknown(found)
    stored = {110}  # the fake's own
    assert weak(found) - stored == {one for one in weak(by_files) if one in known}


def test_a_guard_s_own_login_shows_the_dialplan_and_says_why_it_shows_no_more() -> None:
    said, found = asked("menu-with-a-dial-tone")
    assert not said.may_read_files
    assert said.files == {}
    assert {5, 9, 13, 16, 20, 41, 110} <= weak(found)
    reasons = {one.check: str(one.what) for one in found.observations if one.outcome is Outcome.UNKNOWN}
    assert "GetConfig" in reasons[40]
    assert "disk of that machine" in reasons[103]


def test_without_the_right_to_read_the_dialplan_no_way_is_called_closed() -> None:
    manager = Manager("menu-with-a-dial-tone", ("CoreSettings",))
    found = survey_of(asyncio.run(answers(manager.act)), AuditRequest(Path("/")))
    assert {5, 11, 12, 13, 19, 20, 42, 64} <= unknown(found)
    assert {one.check for one in found.observations if one.outcome is Outcome.HOLDS} <= {37}


def test_nothing_that_is_asked_changes_the_pbx_or_calls() -> None:
    manager = Manager("hardened-22", (*GUARD, "GetConfig", "Originate", "UpdateConfig", "Command"))
    asyncio.run(answers(manager.act))
    assert set(manager.asked) <= {*GUARD, "GetConfig", "ListCommands"}


def test_no_secret_is_in_what_is_found_and_no_folder_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    _said, found = asked("weak-everywhere", "GetConfig")
    assert [one for one in ("203203", "1998", "amp111") if one in repr(found)] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("session", ["", "/nowhere"])
def test_a_user_without_a_session_has_the_files_in_memory_for_itself_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", session)
    monkeypatch.setattr(manager_survey, "IN_MEMORY", tmp_path)
    seen: list[tuple[Path, int]] = []

    def noted(request: AuditRequest, running: Dialplan) -> Material:
        seen.append((request.path.parent, request.path.stat().st_mode & 0o777))
        return material(request, running)

    monkeypatch.setattr(manager_survey, "material", noted)
    asked("weak-everywhere", "GetConfig")
    assert seen == [(tmp_path, 0o700)]
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_is_in_memory_the_usual_place_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(manager_survey, "IN_MEMORY", tmp_path / "none")
    _said, found = asked("menu-with-a-dial-tone", "GetConfig")
    assert weak(found)
