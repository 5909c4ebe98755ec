"""`veilleur setup freeswitch`, as a person types it: the dialplan, its check, its removal."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from veilleur.cli import main
from veilleur.conformance.fakes.event_socket import PASSWORD, EventSocketServer
from veilleur.pbx.freeswitch.setup.dialplan import DialplanPlan, answering, asking, open_times
from veilleur.words.errors import ConfigError
from veilleur.words.site import Hours, Site

Run = Callable[..., tuple[int, str, str]]
WORDS = ("--name", "Garage Martin", "--extensions", "10XX")
SITE = Site(extensions=("10XX",))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", "setup", "freeswitch", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words


@pytest.fixture
def switch() -> Iterator[EventSocketServer]:
    """A made FreeSWITCH in a thread of its own, since the command has a loop of its own."""
    loop, server = asyncio.new_event_loop(), EventSocketServer()
    loop.run_until_complete(server.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.run_until_complete(server.stop())
    loop.close()


# --- the dialplan, as FreeSWITCH reads it ---


def asked(number: str, site: Site = SITE) -> str | None:
    """The number that is asked about; None when the extension does not match."""
    condition = ET.fromstring(asking(DialplanPlan(site))).find("extension/condition")
    assert condition is not None
    found = re.search(condition.attrib["expression"], number)
    return found[1] if found else None


def decided(
    code: str, number: str, data: str = "none", when: dict[str, str] | None = None, **plan: str
) -> str:
    """The word that the answering context sets: the first extension whose conditions all hold."""
    values = {
        "destination_number": f"veilleur-{code}",
        "${veilleur_number}": number,
        "${curl_response_data}": data,
    }
    for extension in ET.fromstring(answering(DialplanPlan(SITE, **plan))).iterfind("context/extension"):
        if all(_holds(one.attrib, values, when or {}) for one in extension.iterfind("condition")):
            actions = [(one.attrib["application"], one.attrib["data"]) for one in extension.iter("action")]
            word = dict(actions)["set"].removeprefix("veilleur=")
            assert (("hangup", "CALL_REJECTED") in actions) is (word in ("refuse", "waits"))
            return word
    raise AssertionError("no extension matches")


def _holds(condition: dict[str, str], values: dict[str, str], when: dict[str, str]) -> bool:
    if "field" in condition:
        return re.search(condition["expression"], values[condition["field"]]) is not None
    begins, _, ends = condition.get("time-of-day", "00:00-23:59").partition("-")
    same = all(when.get(name) == value for name, value in condition.items() if name != "time-of-day")
    return same and begins <= when.get("time", "") <= ends


@pytest.mark.parametrize("number", ["112", "0112", "15", "015", "+33112", "1001"])
def test_emergency_and_inside_numbers_are_not_asked_about(number: str) -> None:
    assert asked(number) is None


@pytest.mark.parametrize("number", ["00033145678901", "+37129990000", "0003712999", "1120", "03635", "0"])
def test_every_other_number_is(number: str) -> None:
    assert asked(number) == number


def test_without_an_outside_line_short_numbers_that_look_like_extensions_are_asked_about() -> None:
    assert asked("1001", Site(extensions=("XXXX",), outside_line="")) == "1001"


def test_only_status_200_with_the_very_word_lets_pass() -> None:
    abroad = "00037129990000"
    assert decided("200", abroad, "allow") == "allow"
    for code, data in (("200", "allowed"), ("200", ""), ("500", "allow"), ("0", "none"), ("404", "x")):
        assert decided(code, abroad, data) == "waits"
    assert decided("403", abroad, "allow") == "refuse"
    assert decided("403", "00145678901", "refuse") == "refuse"


@pytest.mark.parametrize("number", ["00145678901", "00033145678901", "03919", "1003"])
def test_national_and_inside_numbers_pass_while_nobody_answers(number: str) -> None:
    assert decided("0", number) == "absent"


@pytest.mark.parametrize("number", ["00262123456", "00037129990000", "00899123456", "03635"])
def test_dear_ones_wait_outside_opening_hours(number: str) -> None:
    assert decided("0", number, when={"wday": "1", "time": "03:00"}) == "waits"
    assert decided("0", number, when={"wday": "3", "time": "10:00"}) == "absent"
    assert decided("0", number, when={"wday": "3", "time": "10:00"}, waits="always") == "waits"
    assert decided("0", number, when={"wday": "1", "time": "03:00"}, waits="never") == "absent"


def test_a_holiday_is_closed() -> None:
    site = Site(hours=Hours(holidays="FR"))
    assert 'mon="12" mday="25"' in answering(DialplanPlan(site, today=date(2026, 6, 1)))


def test_opening_hours_over_midnight_and_sunday_first() -> None:
    night = Hours(ranges=(((22 * 60, 6 * 60),), (), (), (), (), (), ((0, 12 * 60),)))
    assert open_times(Site(hours=night)) == [(2, 1320, 1439), (3, 0, 360), (1, 0, 720)]


def test_another_word_for_when_it_waits_is_refused() -> None:
    with pytest.raises(ConfigError, match="closed, always or never"):
        DialplanPlan(SITE, waits="sometimes")


# --- the command ---


def test_it_writes_two_files_and_says_what_is_left_to_do(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*WORDS, "--write", "fs", "--contexts", "default,sales")
    assert code == 0
    assert sorted(path.relative_to(tmp_path).as_posix() for path in (tmp_path / "fs").rglob("*.xml")) == [
        "fs/dialplan/default/00_veilleur.xml",
        "fs/dialplan/sales/00_veilleur.xml",
        "fs/dialplan/veilleur.xml",
    ]
    assert 'fs_cli -x "load mod_curl"' in out
    assert "Write the password of the event socket" in err
    assert "[freeswitch]" in (tmp_path / "veilleur.toml").read_text()
    assert (tmp_path / "freeswitch-secret").stat().st_mode & 0o777 == 0o600

    _code, out, _err = run("--remove", "--json")
    assert len(json.loads(out)["removed"]) == 3
    assert not list((tmp_path / "fs").rglob("*.xml"))


def test_the_password_of_the_house_is_warned_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "freeswitch-secret").write_text("ClueCon\n")
    _code, _out, err = run(*WORDS)
    assert "change it" in err


def test_the_check_asks_freeswitch_itself(run: Run, tmp_path: Path, switch: EventSocketServer) -> None:
    (tmp_path / "freeswitch-secret").write_text(PASSWORD + "\n")
    assert run(*WORDS, "--write", "fs", "--event-port", str(switch.port))[0] == 0
    switch.answers = {"module_exists mod_curl": "true"}
    code, _out, err = run("--check")
    assert code == 1
    assert "Still missing: the context veilleur is loaded, the context default asks" in err
    fs = tmp_path / "fs" / "dialplan"
    switch.answers["xml_locate dialplan context name veilleur"] = (fs / "veilleur.xml").read_text()
    switch.answers["xml_locate dialplan context name default"] = (fs / "default/00_veilleur.xml").read_text()
    code, out, _err = run("--check")
    assert (code, out.splitlines()[-1]) == (0, "FreeSWITCH asks before each call of these contexts.")
    assert PASSWORD not in out
    switch.answers["module_exists mod_curl"] = "false"
    assert "Still missing: mod_curl is loaded." in run("--check")[2]
