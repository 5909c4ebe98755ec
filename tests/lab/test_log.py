"""The log of wrong PINs is proved by a line that we have the real switch write, or it is said why not."""

from __future__ import annotations

import asyncio

import pytest
from lab.switch import RealAsterisk
from lab.waiting import until

from veilleur.pbx.asterisk.files.log_tail import LogTail
from veilleur.pbx.asterisk.files.security_log import WrongPin
from veilleur.pbx.asterisk.probe import log_trouble
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import AsteriskPlan, render

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

LEVELS = "notice,warning,error,verbose(3)"
BOX = {
    "voicemail.conf": "[general]\nformat=gsm\nmaxlogins=1\n[default]\n204 => 1234,x,,,\n",
    "extensions.conf": (
        "[lab]\nexten => 1,1,Answer()\nsame => n,Wait(3)\nsame => n,SendDTMF(9999#)\nsame => n,Wait(4)\n"
        "exten => 2,1,Answer()\nsame => n,VoiceMailMain(204@default)\n"
    ),
}
FORMS = {"standard": LEVELS, "plain": f"[plain]{LEVELS}", "json": f"[json]{LEVELS}"}
TARGETS = "".join(f"{name} => {levels}\n" for name, levels in FORMS.items())


PLAN = AsteriskPlan()


def switch(version: str, logger: str, **more: str) -> RealAsterisk:
    login = render(PLAN)["manager.conf"]
    files = {**BOX, "logger.conf": logger, **{name.replace("_", "."): text for name, text in more.items()}}
    # As FreePBX has it: nobody's login shows unless its own section says so.
    return RealAsterisk(version, files, more_manager=f"[general](+)\ndisplayconnects=no\n{login}")


def log_of(company: RealAsterisk, name: str) -> str:
    return str(company.path(f"{company.home}/log/{name}"))


def trouble(company: RealAsterisk, name: str) -> str | None:
    settings = AsteriskSettings(
        port=company.ami_port, username=PLAN.ami_user, secret=PLAN.secret, log_file=log_of(company, name)
    )
    return asyncio.run(log_trouble(settings))


def key_a_wrong_pin(company: RealAsterisk) -> None:
    company.send("Originate", Channel="Local/2@lab/n", Context="lab", Exten="1", Priority="1", Async="true")


@pytest.mark.parametrize(
    "general", ["", "dateformat=%F [%T]\n", "dateformat=%F %T.%3q\nuse_callids=no\n", "appendhostname=yes\n"]
)
def test_each_form_is_proved_and_a_wrong_pin_is_read_in_it(version: str, general: str) -> None:
    with switch(version, f"[general]\n{general}[logfiles]\n{TARGETS}") as company:
        assert {name: trouble(company, name) for name in FORMS} == dict.fromkeys(FORMS)
        tails = {name: LogTail(log_of(company, name)) for name in FORMS}
        found: dict[str, list[object]] = {name: list(tail.poll()) for name, tail in tails.items()}
        key_a_wrong_pin(company)

        def all_read() -> bool:
            for name, tail in tails.items():
                found[name] += tail.poll()
            return all(found.values())

        until(all_read, "a wrong PIN in each")
        assert found == {name: [WrongPin("204@default")] for name in FORMS}


@pytest.mark.parametrize("strategy", ["sequential", "rotate", "timestamp", "none"])
def test_a_rotation_loses_no_wrong_pin_and_the_log_stays_proved(version: str, strategy: str) -> None:
    logger = f"[general]\nrotatestrategy={strategy}\n[logfiles]\nfull => {LEVELS}\n"
    with switch(version, logger) as company:
        tail = LogTail(log_of(company, "full"))
        found = list(tail.poll())
        key_a_wrong_pin(company)
        company.wait_for("Hangup")
        with company.second_login(PLAN.ami_user, PLAN.secret) as answer:
            assert answer("LoggerRotate")["Response"] == "Success"

        def is_read() -> bool:
            found.extend(tail.poll())
            return bool(found)

        until(is_read, "a wrong PIN")
        assert found == [WrongPin("204@default")]
        assert trouble(company, "full") is None


def test_a_section_in_an_included_file_and_a_moved_folder_are_as_good(version: str) -> None:
    included = "[logfiles]\nfull => notice,verbose(3)\n"
    with switch(version, "[general]\n#include files.conf\n", files_conf=included) as company:
        assert trouble(company, "full") is None


@pytest.mark.parametrize(
    ("logger", "says"),
    [
        ("[general]\n[logfiles]\nfull => notice,warning\n", "Add 'verbose(3)' to its line"),
        ("[general]\n[logfiles]\nother => notice,verbose(3)\n", "/log/other: name that file as log_file"),
        ("[general]\n[logfiles]\nsyslog.local0 => notice,verbose(3)\n", "to syslog alone"),
        ("[general]\n[logfiles]\nconsole => verbose(9)\n", "to the console alone are not read"),
        ("[general]\n[logfiles]\nm => notice\n[logfiles]\nfull => verbose(3)\n", "second section"),
    ],
)
def test_a_log_that_is_not_in_force_is_named_with_what_to_do(version: str, logger: str, says: str) -> None:
    with switch(version, logger) as company:
        assert says in str(trouble(company, "full"))


def test_a_log_that_was_configured_and_never_reloaded_is_not_believed(version: str) -> None:
    with switch(version, "[general]\n[logfiles]\nmessages => notice\n") as company:
        etc = company.path(f"{company.home}/etc/logger.conf")
        etc.write_text(f"[general]\n[logfiles]\nmessages => notice\nfull => {LEVELS}\n")
        company.path(f"{company.home}/log/full").write_text("[x] VERBOSE[1] pbx.c: of last year\n")
        assert "logger reload" in str(trouble(company, "full"))
