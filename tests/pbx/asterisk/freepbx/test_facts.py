"""Telephones, trunks and routes of a FreePBX, from its real database and from the dialplan it generated."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab.freepbx.database import PASSWORD, FreePbxDatabase
from tests.pbx.asterisk.freepbx.machine import COMPANY, made

from veilleur.pbx.asterisk.freepbx.database import facts_of
from veilleur.pbx.asterisk.freepbx.facts import channel_of
from veilleur.pbx.asterisk.freepbx.generated import facts_of as facts_of_dialplan
from veilleur.pbx.asterisk.freepbx.places import login_of, recognised
from veilleur.pbx.asterisk.freepbx.proposal import proposal_of
from veilleur.pbx.asterisk.freepbx.survey import country_of_zone, survey
from veilleur.words.errors import ConfigError, SwitchError


def login(database: FreePbxDatabase, folder: Path) -> Path:
    path = folder / "freepbx.conf"
    path.write_text(database.login_file)
    return path


def test_the_login_is_read_as_php_reads_it_and_its_password_is_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "freepbx.conf"
    path.write_text(FreePbxDatabase(tmp_path / "socket", 3307).login_file)
    found = login_of(path)
    assert (found.user, found.password, found.port) == ("freepbxuser", PASSWORD, 3307)
    assert PASSWORD not in repr(found)


def test_a_login_file_without_a_login_is_named(tmp_path: Path) -> None:
    path = tmp_path / "freepbx.conf"
    path.write_text("<?php\n#$amp_conf['AMPDBUSER'] = 'nobody';\n")
    with pytest.raises(ConfigError, match="AMPDBUSER"):
        login_of(path)


@pytest.mark.slow
def test_the_database_names_telephones_trunks_and_routes_in_the_order_in_which_they_are_tried(
    database: FreePbxDatabase, tmp_path: Path
) -> None:
    database.add("asterisk", COMPANY)
    facts = facts_of(login_of(login(database, tmp_path)))
    assert facts.extensions == ("112", "201", "202", "203", "204", "205")
    assert [(one.channel, one.lines, one.is_off) for one in facts.trunks] == [
        ("PJSIP/carrier", 4, False),
        ("", None, False),
        ("SIP/192.0.2.9", None, True),
        ("SIP/spare", None, False),
        ("DAHDI/*", None, False),
    ]
    assert [(one.name, one.is_emergency, one.trunks) for one in facts.routes] == [
        ("Urgences", True, ("1",)),
        ("Sortie", False, ("1", "4")),
    ]
    assert "hunter2" not in repr(facts)
    assert "amp111" not in repr(facts)


@pytest.mark.slow
def test_the_connection_can_write_nothing(database: FreePbxDatabase, tmp_path: Path) -> None:
    from veilleur.pbx.asterisk.freepbx.database import connected

    access = login_of(login(database, tmp_path))
    with (
        pytest.raises(SwitchError, match="READ ONLY"),
        connected(access, access.database) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO users (extension) VALUES ('999')")


@pytest.mark.slow
def test_a_database_without_one_of_the_tables_gives_what_it_has(
    database: FreePbxDatabase, tmp_path: Path
) -> None:
    database.add("asterisk", COMPANY)
    database.run("asterisk", "DROP TABLE outbound_route_sequence")
    database.run("asterisk", "ALTER TABLE trunks DROP COLUMN disabled")
    facts = facts_of(login_of(login(database, tmp_path)))
    assert len(facts.routes) == 2
    assert not any(one.is_off for one in facts.trunks)


@pytest.mark.slow
def test_a_wrong_password_is_one_sentence_without_it(database: FreePbxDatabase, tmp_path: Path) -> None:
    path = login(database, tmp_path)
    path.write_text(path.read_text().replace("a$ecret", "wrong-one"))
    with pytest.raises(SwitchError, match="cannot be read") as refused:
        facts_of(login_of(path))
    assert "wrong-one" not in str(refused.value)


def test_the_generated_dialplan_says_the_same_where_the_database_is_closed(tmp_path: Path) -> None:
    etc = made(tmp_path)
    facts = facts_of_dialplan((etc / "extensions_additional.conf").read_text(), "x")
    assert facts.extensions == ("2XX",)
    assert [one.channel for one in facts.trunks] == ["SIP/carrier", "", "SIP/carrier"]
    route = facts.routes[0]
    assert [(one.prefix, one.rest) for one in route.patterns] == [("0", "X."), ("", "112")]
    assert route.trunks == ("1", "2")


def test_pjsip_trunks_and_the_gosub_of_17_are_read_from_the_generated_dialplan() -> None:
    text = """
[globals]
OUT_12 = PJSIP
OUT_12_SUFFIX = @my-carrier
OUTMAXCHANS_12 = 6
OUTDISABLE_12 = on
[ext-local]
exten => 1001,1,Gosub(macro-exten-vm,s,1(novm,1001,0,0,0))
exten => 1001,hint,PJSIP/1001
exten => vm1001,1,Noop()
[outrt-3] ; Sortie
exten => _9X.,1,Set(_ROUTENAME=Sortie)
exten => _9X.,n,Gosub(macro-dialout-trunk,s,1(12,33${EXTEN:1},,off))
"""
    facts = facts_of_dialplan(text, "x")
    assert facts.extensions == ("1001",)
    assert facts.trunks[0].channel == "PJSIP/my-carrier"
    assert (facts.trunks[0].lines, facts.trunks[0].is_off) == (6, True)
    assert facts.routes[0].name == "Sortie"
    assert facts.routes[0].patterns[0] == ("9", "X.", "33")


@pytest.mark.parametrize(
    ("dialled", "channel"),
    [
        ("PJSIP/carrier", "PJSIP/carrier"),
        ("SIP/$OUTNUM$@carrier", "SIP/carrier"),
        ("PJSIP/$OUTNUM$@carrier&PJSIP/x@y", "PJSIP/carrier"),
        ("DAHDI/g0/$OUTNUM$", "DAHDI/g0"),
        ("IAX2/user:secret@192.0.2.1/$OUTNUM$", "IAX2/192.0.2.1"),
        ("ENUM", ""),
        ("${DIALSTRING}/x", ""),
        ("", ""),
    ],
)
def test_a_dial_string_gives_its_channel_and_never_its_password(dialled: str, channel: str) -> None:
    assert channel_of(dialled) == channel


@pytest.mark.slow
def test_what_is_proposed_of_the_company(database: FreePbxDatabase, tmp_path: Path) -> None:
    database.add("asterisk", COMPANY)
    found = proposal_of(facts_of(login_of(login(database, tmp_path))), country_of_zone)
    assert found.extensions == ("112", "2XX")  # few are named, and 1XX would hide 112
    assert found.trunks == ("PJSIP/carrier", "SIP/192.0.2.9", "SIP/spare", "DAHDI/*")
    assert (found.outside_line, found.country, found.timezone) == ("0", "BE", "Europe/Brussels")
    assert found.emergency == ("3237",)  # a dear number of ten digits is no emergency number


def test_many_telephones_whose_pattern_would_hide_an_emergency_number_are_named_one_by_one() -> None:
    from veilleur.pbx.asterisk.freepbx.facts import Facts

    numbers = tuple(str(number) for number in range(100, 108))
    assert proposal_of(Facts("x", extensions=numbers), lambda _zone: "").extensions == numbers


def test_a_freepbx_is_recognised_by_any_of_its_files_and_by_no_other(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    (plain / "etc/asterisk").mkdir(parents=True)
    (plain / "etc/asterisk/extensions.conf").write_text("[default]\n")
    assert recognised(plain, None) is None

    web = tmp_path / "web"
    (web / "var/www/html/admin/modules/framework").mkdir(parents=True)
    assert recognised(web, None) is not None

    portal = tmp_path / "portal"
    (portal / "etc").mkdir(parents=True)
    (portal / "etc/amportal.conf").write_text("AMPDBUSER=x\n")
    assert recognised(portal, None) is not None

    copied = made(tmp_path / "whole")
    alone = recognised(plain, copied)
    assert alone is not None
    assert alone.login_file is None


def test_files_that_may_not_be_read_are_no_sign_and_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> str:
        raise ConfigError("not readable")

    monkeypatch.setattr("veilleur.pbx.asterisk.freepbx.places.text_of", refuse)
    assert recognised(tmp_path, None) is None


def test_a_header_alone_shows_a_generated_file(tmp_path: Path) -> None:
    (tmp_path / "extensions_additional.conf").write_text(
        ";--------\n; Do NOT edit this file as it is auto-generated by FreePBX.\n;--------\n"
    )
    assert recognised(tmp_path / "none", tmp_path) is not None


def test_where_the_database_is_down_the_files_answer_and_it_is_said_why(tmp_path: Path) -> None:
    made(tmp_path, login_file=FreePbxDatabase(tmp_path / "socket", 1).login_file)
    found = recognised(tmp_path, None)
    assert found is not None
    said = survey(found, tmp_path)
    assert said.facts.extensions == ("2XX",)
    assert "cannot be read" in said.why
