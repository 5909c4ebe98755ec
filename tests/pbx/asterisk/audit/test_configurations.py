"""Whole configurations, written by us, each with the checks that do not hold there and no others."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.audit.look import management
from veilleur.pbx.asterisk.audit.survey import JUDGED, recognises, survey
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Observation, Outcome

FOLDER = Path(__file__).parent / "configurations"
# Open calls abroad, as every plan without a guard has them: any hour, any number at once, any length.
ABROAD = {20, 21, 22, 25, 26, 27}
FREEPBX = {1, 2, 4, 6, 17, 20, 21, 22, 23, 26, 27, 38, 44, 49, 51, 52}
EXPECTED: dict[str, set[int]] = {
    "hardened-22": set(),
    "hardened-16-shape": set(),
    "stock-16": {2, 3, 4, 5, 6, 9, 13, 19, 38, 39, 40, 49, 51, 52},
    "stock-22": {2, 4, 6, 9, 38, 40, 41, 49, 51, 52, 64},
    "freepbx-15": FREEPBX | {37, 102},
    "freepbx-16": FREEPBX | {19, 37, 102},
    "freepbx-17": FREEPBX,
    "trunk-in-the-telephones-context": ABROAD | {5, 16, 19, 23, 42},
    "menu-with-a-dial-tone": ABROAD | {5, 13, 16, 23},
    "dial-tone-by-disa": ABROAD | {5, 15, 16, 23},
    "voicemail-dials-out": ABROAD | {5, 10, 11, 23},
    "greeting-leads-out": ABROAD | {12, 23},
    "caller-may-transfer": ABROAD | {5, 16, 19, 42},
    "forward-from-outside": {16},
    "guests-and-a-catch-all": {39, 42, 43},
    "weak-everywhere": ABROAD | {1, 2, 3, 4, 6, 9, 17, 23, 28, 34, 38, 39, 40, 41, 43, 44, 51, 52, 64},
    "implanted": FREEPBX | {37, 42, 43, 65, 67, 101, 102, 103, 104, 105, 106, 107, 111, 112, 113},
    "broken-syntax": {1, 6, 9, 51, 52, 66, 67},  # Asterisk refuses its accounts as a whole
    "hostile": {1, 2, 6, 9, 31, 42, 43, 49},
    # Shapes by other hands than the ones before them, which showed what was missed or wrongly found.
    "issabel-4-shape": {2, 5, 6, 15, 20, 21, 22, 23, 25, 26, 27, 38, 40, 44, 49},
    "vitalpbx-4-shape": {17, 20, 22, 26, 44, 49},
    "freepbx-17-custom-contexts": {13, 20, 21, 22, 23, 26, 27, 43, 44, 49},
    "asterisk-13-by-hand": ABROAD | {1, 2, 5, 6, 23, 37, 38, 39, 40, 43, 46, 49, 51, 52, 64},
    "hardened-national-only": set(),
}


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that is supported today is not for ever."""
    monkeypatch.setattr(management, "_today", lambda: date(2026, 11, 30))


def weaknesses(folder: Path, **more: object) -> list[Observation]:
    """What does not hold there."""
    found = survey(AuditRequest(folder, **more))  # type: ignore[arg-type]
    return [one for one in found.observations if one.outcome is Outcome.WEAK]


def test_each_configuration_is_named() -> None:
    assert {one.name for one in FOLDER.iterdir()} == set(EXPECTED)
    assert len(EXPECTED) >= 14


@pytest.mark.parametrize("name", EXPECTED)
def test_each_has_its_weaknesses_and_no_others(name: str) -> None:
    assert recognises(FOLDER / name)
    assert {one.check for one in weaknesses(FOLDER / name)} == EXPECTED[name]


def test_a_hardened_machine_holds_all_that_files_can_show() -> None:
    found = survey(AuditRequest(FOLDER / "hardened-22", extensions=("2XX",)))
    assert {one.outcome for one in found.observations} == {Outcome.HOLDS}
    assert len(found.observations) > 35


def test_no_observation_holds_a_code_or_a_secret() -> None:
    secrets = ("847203", "395718", "203203", "1998", "amp111", "Kd7vRm2xQz9tWb4n", "8f1c2d7ab34e90ff", "4711")
    for name in EXPECTED:
        text = " ".join(
            f"{one.what} {one.about} {one.place} {' '.join(one.path)}" for one in weaknesses(FOLDER / name)
        )
        assert [one for one in secrets if one in text] == []


@pytest.mark.parametrize(
    ("name", "check", "steps"),
    [
        ("menu-with-a-dial-tone", 13, ["from-trunk", "day", "Dial"]),
        ("dial-tone-by-disa", 15, ["from-trunk", "DISA", "Dial"]),
        ("voicemail-dials-out", 11, ["from-trunk", "VoiceMailMain", "Dial"]),
        ("greeting-leads-out", 12, ["from-trunk", "VoiceMail", "Dial"]),
        ("caller-may-transfer", 19, ["from-trunk", "Dial"]),
        ("trunk-in-the-telephones-context", 42, ["internal", "Dial"]),
        ("freepbx-16", 19, ["from-trunk", "ext-did", "Dial"]),
        ("issabel-4-shape", 15, ["from-trunk", "DISA", "outrt-2", "Dial"]),
        ("freepbx-17-custom-contexts", 13, ["from-pstn", "custom-callback", "Dial"]),
    ],
)
def test_the_path_of_the_call_is_shown(name: str, check: int, steps: list[str]) -> None:
    paths = [one.path for one in weaknesses(FOLDER / name) if one.check == check and one.path]
    assert paths
    text = " ".join(paths[0])
    places = [text.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)


def test_a_caller_s_own_number_is_as_bad_by_a_way_that_112_takes_too() -> None:
    (found,) = [one for one in weaknesses(FOLDER / "issabel-4-shape") if one.check == 15 and one.path]
    assert found.severity is None  # the check's own: critical


def test_what_a_dial_leaves_behind_is_followed_as_each_of_its_outcomes() -> None:
    paths = [one.path for one in weaknesses(FOLDER / "asterisk-13-by-hand") if one.check == 5]
    assert any("macro-stdexten,a,1" in path[-1] for path in paths)


def test_a_permit_of_every_address_is_no_list(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "hardened-16-shape", tmp_path / "machine")
    path = tmp_path / "machine/etc/asterisk/sip.conf"
    path.write_text(path.read_text().replace("permit=192.168.1.0/255.255.255.0", "permit=0.0.0.0/0.0.0.0"))
    assert {one.check for one in weaknesses(tmp_path / "machine")} == {38}


def test_a_forward_kept_in_astdb_is_found_and_its_number_is_not_shown(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "hardened-22", tmp_path / "machine")
    path = tmp_path / "machine/var/lib/asterisk/astdb.sqlite3"
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE astdb (key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))")
        rows = [
            ("/CF/201", "0037129990000"),
            ("/CFB/202", "202"),
            ("/AMPUSER/203/followme/grplist", "203-0612345678"),
            ("/DND/204", "YES"),
        ]
        database.executemany("INSERT INTO astdb VALUES (?, ?)", rows)
    database.close()
    found = weaknesses(tmp_path / "machine")
    assert [(one.check, one.about) for one in found] == [(110, "CF 201")]
    assert "0037129990000" not in str(found[0])


def test_an_astdb_that_is_none_is_a_finding(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "hardened-22", tmp_path / "machine")
    path = tmp_path / "machine/var/lib/asterisk/astdb.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 100)
    assert [one.check for one in weaknesses(tmp_path / "machine")] == [66]


def test_an_account_outside_the_extensions_of_the_site_is_named() -> None:
    found = weaknesses(FOLDER / "hardened-22", extensions=("3XX",))
    assert {(one.check, one.about) for one in found} == {(32, "201"), (32, "202")}


def test_a_question_that_another_line_replaces_is_a_sign(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "hardened-22", tmp_path / "machine")
    plan = tmp_path / "machine/etc/asterisk/extensions.conf"
    text = plan.read_text()
    line = "exten => _00XXXXXXXXXXX,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))\n"
    plan.write_text(text.replace(line, f"exten => _00XXXXXXXXXXX,1,NoOp()\n{line}"))
    assert 108 in {one.check for one in weaknesses(tmp_path / "machine")}


def test_a_directory_alone_judges_less_and_says_so() -> None:
    machine = survey(AuditRequest(FOLDER / "hardened-22"))
    directory = survey(AuditRequest(FOLDER / "hardened-22/etc/asterisk"))
    assert {one.check for one in directory.observations} < {one.check for one in machine.observations}
    assert {46, 53, 105, 106} <= set(JUDGED) - {one.check for one in directory.observations}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("extensions.conf", "[in]\n[nowhere](+)\n", 2),
        ("pjsip.conf", "[201](phone)\ntype=endpoint\n", 1),
        ("voicemail.conf", "[default\n201 => 201,Nobody\n", 1),
        ("manager.conf", "secret = unwritten\n[general]\n", 1),
        ("queues.conf", "[sales](!, all)\n", 1),
    ],
)
def test_a_file_that_asterisk_refuses_is_named_once_with_its_line(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    (tmp_path / "extensions.conf").write_text("[in]\nexten => 1,1,NoOp()\n")
    (tmp_path / name).write_text(text)
    (said,) = [one for one in weaknesses(tmp_path) if one.check == 66]
    assert (said.file, said.line) == (name, line)
    assert str(said.what) == "Asterisk refuses this file because of this line and loads nothing of it."
    assert "unwritten" not in said.about
