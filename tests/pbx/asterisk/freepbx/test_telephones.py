# ruff: noqa: E501 - a dialplan line cannot be broken
"""A plain FreePBX comes to "all asked" when it is so: its telephones stand in AstDB, its spare ways lead nowhere."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest
from tests.pbx.asterisk.freepbx import hooks
from tests.pbx.asterisk.freepbx.machine import made

from veilleur.cli import main
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.dialplan import Device, Model, read_directory
from veilleur.pbx.asterisk.freepbx.telephones import MOST_USERS_READ, Telephones, telephones
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.pbx.asterisk.setup.survey import survey
from veilleur.words.errors import SwitchError

PLAN = AsteriskPlan(freepbx=True, version=16, hook_is_macro=True)
HOUSE = (Device("201", "pjsip", "PJSIP/201"), Device("202", "pjsip", "PJSIP/202"))


def joined_plain(tmp_path: Path, hook: dict[str, str] | None = None) -> Path:
    etc = made(tmp_path, "plain")
    hooks.put(etc, hook or {})
    apply(etc, PLAN)
    return etc


def left(etc: Path, devices: tuple[Device, ...] | None, contexts: frozenset[str] = frozenset()) -> list[str]:
    """The ways that are not asked about, as `context: reason`."""
    found = read_directory(etc)
    if devices is not None:
        found.around.add_devices(devices)
    found.around.contexts |= contexts
    ways = Model(found.plan, found.around).ways
    return sorted(f"{way.context}: {way.reason.value}" for way in ways if way.verdict != "asked")


@pytest.mark.parametrize("hook", [{}, *hooks.JOINED.values(), *hooks.CALLED.values()], ids=str)
def test_a_plain_one_is_all_asked_with_the_hook_wherever_it_lies(
    tmp_path: Path, hook: dict[str, str]
) -> None:
    assert left(joined_plain(tmp_path, hook), HOUSE) == []


def test_without_its_telephones_it_is_not_known_whom_they_are(tmp_path: Path) -> None:
    assert set(left(joined_plain(tmp_path), None)) == {
        "ext-local-confirm: variable",
        "ext-trunk: no_question",
        "macro-dial-one: variable",
        "macro-dial: variable",
        "macro-dialout-enum: variable",
    }


def test_without_the_hook_nothing_is_asked(tmp_path: Path) -> None:
    assert left(made(tmp_path, "plain"), HOUSE) == ["macro-dialout-trunk: no_question"]


@pytest.mark.parametrize(
    ("device", "named"),
    [
        (Device("300", "custom", "SIP/relais/0611223344"), ["DEVICE/300: device"]),
        (Device("300", "custom", "PJSIP/0611223344@relais"), ["DEVICE/300: device"]),
        (Device("300", "custom", "PJSIP/relais"), ["DEVICE/300: device"]),
        (Device("300", "custom", "DAHDI/g0/0611223344"), ["DEVICE/300: device"]),
        (Device("300", "custom", "DAHDI/g0"), ["DEVICE/300: variable"]),
        (Device("300", "custom", "SIP/sip.example.org"), ["DEVICE/300: device"]),
        (Device("300", "custom", "Local/0611223344@from-internal/n"), []),
        (Device("300", "custom", "PJSIP/201&PJSIP/202"), []),
        (Device("300", "dahdi", "DAHDI/4"), []),
        (Device("99201", "pjsip", "PJSIP/99201"), []),
        (Device("300", "virtual", ""), []),
    ],
)
def test_a_device_that_leads_out_is_named_and_a_telephone_is_not(
    tmp_path: Path, device: Device, named: list[str]
) -> None:
    devices = (*HOUSE, device) if device.dial else HOUSE
    assert left(joined_plain(tmp_path), devices) == named


CHANGED = {
    "an inbound route to a trunk": (
        "exten => 0199005500,n,Goto(ext-group,600,1)",
        "exten => 0199005500,n,Goto(ext-trunk,1,1)",
        ["ext-trunk: no_question"],
    ),
    "an ENUM trunk in a route": (
        "exten => _0X.,n,Macro(outisbusy,)",
        "exten => _0X.,n,Macro(dialout-enum,2,${EXTEN:1},,off)",
        ["macro-dialout-enum: variable"],
    ),
    "a custom trunk with the number that is dialled": (
        "OUTMAXCHANS_1 =", "OUT_2 = AMP:SIP/$OUTNUM$@autre", []),
    "a custom trunk with a number of its own": (
        "OUTMAXCHANS_1 =", "OUT_2 = AMP:SIP/0611223344@autre", ["macro-dialout-trunk: variable"]),
    "a script that runs when a trunk fails": (
        "OUTMAXCHANS_1 =", "OUTFAIL_1 = rappel.agi", ["macro-dialout-trunk: program"]),
    "a command after each recording": (
        "MIXMON_POST =", "MIXMON_POST = /usr/local/bin/post.sh", ["sub-record-check: program"]),
    "a command with more than its own file": (
        "priv-callerintros/${CALLERID(number)}.*", "priv-callerintros/x\\; sh y", ["macro-dial-one: program"]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "named"), CHANGED.values(), ids=CHANGED)
def test_what_the_owner_sets_up_in_freepbx_is_seen(
    tmp_path: Path, before: str, after: str, named: list[str]
) -> None:
    etc = joined_plain(tmp_path)
    path = etc / "extensions_additional.conf"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    assert left(etc, HOUSE) == named


# What the modules paging, parking, recordings and callrecording of FreePBX 16 write, in lines of our own.
MODULES = """
[ext-intercom]
exten => _*80.,1,Set(DIAL=${DB(DEVICE/${DEVICE}/dial)})
exten => _*80.,n(godial),Dial(${DIAL},${DTIME},I)
exten => page,1,AGI(agi://127.0.0.1/page.agi)
exten => dialall,1,Set(DIALSTR=${DIALSTR}&${DB(DEVICE/${CUT(DEVICES,&,${ITER})}/dial)})
exten => dialall,n(dialnow),Dial(${DIALSTR},${DTIME},I)
[app-paging]
exten => _PAGE.,1,Dial(${DIAL},${DTIME},A(${ANNOUNCEMENT}))
[macro-parked-call]
exten => s,1,AGI(agi://127.0.0.1/parkfetch.agi,${ARG1},${ARG2})
exten => s,n,Set(PARKCALLBACK=${PARKER})
[park-return-routing]
exten => 70,1,Dial(${PARKCALLBACK},15,tr)
[systemrecording-gui]
exten => h,1,System(touch ${RECFILE}.finished)
exten => h,n,System(mv ${ASTVARLIBDIR}/sounds/${TMPRECFILE}.wav ${ASTVARLIBDIR}/sounds/${CHANNEL(language)}/${RECFILE}.wav)
[macro-one-touch-record]
exten => s,1,System(${AMPBIN}/one_touch_record.php "${CHANNEL(name)}")
exten => s,n,MixMonitor(${CALLFILENAME}.wav,ai(ID),${EVAL(${MIXMON_POST})})
"""
OTHERWISE = {
    "a touch with a second command": ("${RECFILE}.finished", "${RECFILE}.finished \\; sh y", "systemrecording-gui: program"),
    "another program of theirs": ("one_touch_record.php", "callback", "macro-one-touch-record: program"),
    "another script": ("parkfetch.agi", "rappel.agi", "macro-parked-call: program"),
    "an intercom to another variable": ("Dial(${DIALSTR},", "Dial(${AUTRE},", "ext-intercom: variable"),
}  # fmt: skip


def with_modules(tmp_path: Path, text: str) -> Path:
    etc = joined_plain(tmp_path)
    path = etc / "extensions_additional.conf"
    path.write_text(path.read_text() + text)
    return etc


def test_what_further_modules_write_places_no_call_and_dials_the_telephones(tmp_path: Path) -> None:
    assert left(with_modules(tmp_path, MODULES), HOUSE) == []


@pytest.mark.parametrize(("before", "after", "named"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_only_resembles_a_module_s_line_is_named(
    tmp_path: Path, before: str, after: str, named: str
) -> None:
    assert left(with_modules(tmp_path, MODULES.replace(before, after)), HOUSE) == [named]


@pytest.mark.parametrize("pattern", ["_0X.", "_0."])
def test_trunks_of_two_technologies_are_asked_about_whatever_the_route_lets_through(
    tmp_path: Path, pattern: str
) -> None:
    etc = joined_plain(tmp_path)
    path = etc / "extensions_additional.conf"
    text = path.read_text().replace("_0X.", pattern)
    path.write_text(
        text.replace("OUTMAXCHANS_1 =", "OUT_2 = SIP/autre\nOUT_3 = AMP:Local/$OUTNUM$@interne\n")
    )
    assert left(etc, HOUSE) == []


@pytest.mark.parametrize(
    ("line", "is_open"), [("Authenticate(1234)", False), ("Authenticate()", True), ("Answer()", True)]
)
def test_a_dial_tone_behind_a_code_is_not_called_open(tmp_path: Path, line: str, is_open: bool) -> None:
    etc = with_modules(
        tmp_path, f"[disa]\nexten => 1,1,{line}\nexten => 1,n,DISA(no-password,from-internal)\n"
    )
    found = read_directory(etc)
    (door,) = [one for one in Model(found.plan, found.around).doors if one.step.context == "disa"]
    assert door.takes_code is not is_open


def test_a_trunk_that_a_user_s_settings_lead_to_is_named(tmp_path: Path) -> None:
    assert left(joined_plain(tmp_path), HOUSE, frozenset({"ext-trunk"})) == ["ext-trunk: no_question"]


@pytest.mark.parametrize(
    "mine",
    [
        "[macro-dial-one]\nexten => s,1,Dial(${DSTRING},20)\n",
        "[macro-dial-one]\nexten => dstring,1,Set(DSTRING=SIP/relais/0611223344)\nexten => dstring,n,Return()\n",
    ],
)
def test_a_macro_that_the_owner_wrote_anew_is_theirs(tmp_path: Path, mine: str) -> None:
    etc = joined_plain(tmp_path)
    path = etc / hooks.OVERRIDE
    path.write_text(path.read_text() + mine)
    assert any(one.startswith("macro-dial-one") for one in left(etc, HOUSE))


def message(name: str, **fields: str) -> Message:
    return Message(name, "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode())


def rows(entries: dict[str, str]) -> list[Message]:
    listed = [message("DBGetTreeResponse", Key=key, Val=value) for key, value in entries.items()]
    return [message("", Response="Success"), *listed]


def read(trees: dict[str, dict[str, str] | str]) -> Telephones | None:
    """What is read of a switch with these families; a text is an error."""

    async def act(name: str, fields: dict[str, str], _end: str) -> list[Message]:
        assert name == "DBGetTree"
        found = trees[fields["Family"]]
        if isinstance(found, str):
            return [message("", Response="Error", Message=found)]
        return rows(found)

    return asyncio.run(telephones(act))


DEVICES = {"/DEVICE/201/dial": "PJSIP/201", "/DEVICE/201/tech": "pjsip", "/DEVICE/201/user": "201"}


def test_the_telephones_of_a_running_switch_are_read_from_its_database() -> None:
    users = {"/AMPUSER/201/followme/postdest": "ext-group,600,1", "/AMPUSER/201/device": "201"}
    assert read({"DEVICE": DEVICES, "AMPUSER": users}) == Telephones(HOUSE[:1], frozenset())


@pytest.mark.parametrize("value", ["ext-trunk", "ext-trunk,1,1"])
def test_a_follow_me_that_ends_in_a_trunk_is_seen(value: str) -> None:
    found = read({"DEVICE": DEVICES, "AMPUSER": {"/AMPUSER/201/followme/postdest": value}})
    assert found == Telephones(HOUSE[:1], frozenset({"ext-trunk"}))


def test_of_very_many_users_it_is_not_known_where_they_lead() -> None:
    many = {f"/DEVICE/{1000 + one}/dial": f"PJSIP/{1000 + one}" for one in range(MOST_USERS_READ + 1)}
    found = read({"DEVICE": many, "AMPUSER": "must not be read"})
    assert found is not None
    assert found.contexts == {"ext-trunk"}


@pytest.mark.parametrize("answer", ["Permission denied", "Invalid/unknown command: DBGetTree."])
def test_a_database_that_cannot_be_read_says_nothing(answer: str) -> None:
    assert read({"DEVICE": answer, "AMPUSER": {}}) is None


def test_a_connection_that_breaks_says_nothing() -> None:
    async def act(_name: str, _fields: dict[str, str], _end: str) -> list[Message]:
        raise SwitchError("gone")

    assert asyncio.run(telephones(act)) is None


def test_a_switch_without_telephones_has_none() -> None:
    assert read({"DEVICE": "Database entry not found", "AMPUSER": {}}) == Telephones((), frozenset())


def test_the_survey_of_a_running_plan_knows_them(tmp_path: Path) -> None:
    etc = joined_plain(tmp_path)
    plan = read_directory(etc).plan
    running = [
        {"Context": step.context, "Extension": step.extension, "Priority": str(step.priority),
         "Application": step.application, "AppData": step.data, "ExtensionLabel": step.label}
        for step in plan.steps()
    ] + [
        {"Context": context.name, "IncludeContext": include.name}
        for context in plan.contexts.values() for include in context.includes
    ]  # fmt: skip
    assert survey(running, etc, (), Telephones(HOUSE, frozenset())).model.is_all_asked
    assert not survey(running, etc, ()).model.is_all_asked


def test_the_last_line_of_set_up_names_the_command_that_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    etc = made(tmp_path, "plain")
    config = tmp_path / "my site" / "veilleur.toml"
    config.parent.mkdir()
    monkeypatch.chdir(tmp_path)
    words = [
        "setup",
        "freepbx",
        "--config",
        str(config),
        "--offline",
        "--yes",
        "--write",
        str(etc),
        "--lang",
        "en",
    ]
    monkeypatch.setattr(sys, "argv", ["veilleur", *words, "--no-learn"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, None)
    last = capsys.readouterr().out.strip().split("\n")[-1]
    assert f"`veilleur setup freepbx --check --config '{config}'`" in last
    assert f"`veilleur guard --config '{config}'`" in last


def test_set_up_on_files_knows_the_telephones_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from veilleur.pbx.asterisk.freepbx.facts import Facts
    from veilleur.pbx.asterisk.freepbx.survey import Survey
    from veilleur.pbx.asterisk.wizard import steps

    etc = made(tmp_path, "plain")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(steps, "survey", lambda _found, _root: Survey(Facts("mysql", devices=HOUSE)))
    monkeypatch.setattr(
        sys, "argv", ["veilleur", "setup", "freepbx", "--offline", "--write", str(etc), "--json"]
    )
    with pytest.raises(SystemExit):
        main()
    said = json.loads(capsys.readouterr().out)
    assert said["before_each_dial"] == []


def test_set_up_looks_at_the_whole_dialplan_no_more_often_than_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the numbers that it sends, for the hook, for what will be written, and for what is left: a model
    of 5,000 telephones takes seconds, and was built ten times."""
    looks = []
    init = Model.__init__

    def counted(self: Model, *arguments: object) -> None:
        looks.append(arguments)
        init(self, *arguments)  # type: ignore[arg-type]

    etc = made(tmp_path, "plain")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Model, "__init__", counted)
    monkeypatch.setattr(sys, "argv", ["veilleur", "setup", "freepbx", "--offline", "--write", str(etc)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, None)
    assert "veilleur-gate" in (etc / "extensions_custom.conf").read_text()
    assert 0 < len(looks) <= 4
