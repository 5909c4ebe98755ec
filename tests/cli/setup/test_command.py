"""`veilleur setup asterisk`: an installer answers little, and loses nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.cli.setup.answers import usual_ceiling
from veilleur.config import load
from veilleur.pbx.registry import sections
from veilleur.words.money import micro_euros
from veilleur.words.site import FITTING_WINDOWS

SECRET = "of-the-test"
Run = Callable[..., tuple[int, str, str]]


def test_without_a_terminal_every_answer_is_an_option_or_a_safe_default(run: Run, tmp_path: Path) -> None:
    code, out, err = run(
        *(
            "setup",
            "asterisk",
            "--name",
            "Garage Martin",
            "--extensions",
            "2XX,301",
            "--trunks",
            "PJSIP/carrier*",
        ),
        *("--hours", "lun-ven=08:00-12:00,14:00-18:30;sam=09:00-12:00", "--offline"),
    )

    settings = load(tmp_path / "veilleur.toml", sections())
    assert code == 0
    assert settings.site.name == "Garage Martin"
    assert settings.site.extensions == ("2XX", "301")
    assert settings.site.hours.ranges[0] == ((480, 720), (840, 1110))
    assert settings.site.hours.ranges[5] == ((540, 720),)
    assert settings.switch is not None
    assert settings.switch.secret not in out + err
    assert (tmp_path / "ami-secret").stat().st_mode & 0o777 == 0o600
    for name in ("manager.conf", "logger.conf", "extensions.conf"):
        assert f"; ----- {name}" in out


def test_a_configuration_that_is_a_link_stays_one_and_the_old_text_is_kept_beside_the_file(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "repository").mkdir()
    file, link = tmp_path / "repository/site.toml", tmp_path / "veilleur.toml"
    file.write_text("[site]\nname = 'mine'\n")
    file.chmod(0o640)
    link.symlink_to("repository/site.toml")

    code, _out, _err = run("setup", "asterisk", "--name", "Other", "--offline", "--force")
    assert code == 0
    assert link.readlink() == Path("repository/site.toml")
    assert 'name = "Other"' in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "mine" in (tmp_path / "repository/site.toml.old").read_text()
    assert not (tmp_path / "veilleur.toml.old").exists()


def test_a_configuration_that_is_a_link_to_nothing_is_left_alone_before_anything_is_written(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "veilleur.toml").symlink_to("repository/site.toml")
    code, _out, err = run("setup", "asterisk", "--name", "Other", "--offline", "--force")
    assert code == 2
    assert f"symbolic link and is not written ({tmp_path}/repository is not there" in err
    assert [one.name for one in tmp_path.iterdir()] == ["veilleur.toml"]
    assert (tmp_path / "veilleur.toml").is_symlink()


def test_a_configuration_is_never_replaced_silently(run: Run, tmp_path: Path) -> None:
    (tmp_path / "veilleur.toml").write_text("[site]\nname = 'mine'\n")

    code, _out, err = run("setup", "asterisk", "--name", "Other", "--offline")
    assert code == 2
    assert "not replaced silently" in err
    assert "mine" in (tmp_path / "veilleur.toml").read_text()
    assert not (tmp_path / "ami-secret").exists()

    code, _out, _err = run("setup", "asterisk", "--name", "Other", "--offline", "--force")
    assert code == 0
    assert "mine" in (tmp_path / "veilleur.toml.old").read_text()
    again = (tmp_path / "veilleur.toml").read_bytes()
    assert run("setup", "asterisk", "--name", "Other", "--offline")[0] == 0
    assert (tmp_path / "veilleur.toml").read_bytes() == again


def test_on_a_terminal_a_few_questions_are_asked_and_enter_takes_the_default(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = {"Name": "Boulangerie Dupont", "Digit": "-", "Extensions": "3XX"}

    def answer(question: str) -> str:
        asked.append(question)
        return next((text for start, text in answers.items() if question.startswith(start)), "")

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    assert run("setup", "asterisk", "--offline", "--host", "127.0.0.1")[0] == 0

    site = load(tmp_path / "veilleur.toml", sections()).site
    assert (site.name, site.outside_line, site.extensions) == ("Boulangerie Dupont", "", ("3XX",))
    assert len(asked) == 12
    settings = load(tmp_path / "veilleur.toml", sections()).switch
    assert settings is not None
    assert settings.cdr_file == "/var/log/asterisk/cdr-csv/Master.csv"
    assert not any("Address" in question for question in asked)


def test_calls_that_would_stay_unknown_are_warned_of_with_what_to_add(run: Run, tmp_path: Path) -> None:
    gone = tmp_path / "cdr-csv" / "Master.csv"
    _code, _out, err = run("setup", "asterisk", "--offline", "--cdr-file", str(gone))
    assert f"{gone} cannot be read" in err
    assert "load = cdr_csv.so" in err
    gone.parent.mkdir()
    _code, _out, err = run("setup", "asterisk", "--offline", "--cdr-file", str(gone), "--force")
    assert "unknown" not in err
    _code, _out, err = run("setup", "asterisk", "--offline", "--cdr-file", "-", "--force")
    assert "unknown" not in err
    section = load(tmp_path / "veilleur.toml", sections()).switch
    assert section is not None
    assert section.cdr_file == ""


def test_extensions_that_cover_emergency_numbers_are_warned_of(run: Run) -> None:
    _code, _out, err = run("setup", "asterisk", "--extensions", "1XX,2XX", "--offline")
    assert "1XX cover the emergency numbers 112" in err
    assert "2XX cover" not in err


def test_every_line_that_is_left_to_a_person_is_named_with_what_to_do(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    line = "exten => _{n}X.,1,NoOp()\nexten => _{n}X.,2,Dial(SIP/u:word@c/${{EXTEN}})\n"
    lines = "".join(line.format(n=n) for n in range(60))
    (folder / "extensions.conf").write_text(f"[p]\n{lines}exten => 9,1,Stasis(dialler)\n")
    code, out, _err = run("setup", "asterisk", "--write", str(folder), "--offline", "--gates")
    assert code == 0
    assert out.count("Priorities are counted here") == 1
    assert out.count("Dial(SIP/u:•••@c/${EXTEN})") == 60
    assert "A program decides here" in out
    assert "word@" not in out


def test_what_stands_around_the_ways_out_is_named_too(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "extensions.conf").write_text(
        "[default]\ninclude => out\n[out]\nexten => _0X.,1,Dial(SIP/carrier/${EXTEN:1})\n"
        "[in]\nexten => 1,1,VoiceMailMain()\nexten => 2,1,DISA(4711,out)\n"
        "exten => 3,1,DISA(no-password,out)\n"
    )
    (folder / "sip.conf").write_text("[general]\nallowguest = yes\n")
    (folder / "voicemail.conf").write_text("[general]\ndialout = out\n[default]\n201 => 1234,A\n")
    code, out, _err = run("setup", "asterisk", "--write", str(folder), "--offline")
    assert code == 0
    for sentence in (
        "A stranger without a SIP account enters default and comes to 1 ways out, such as out,_0X.",
        "Voicemail without the question: in,1: VoiceMailMain()",
        "Dial tone (DISA): in,2: DISA(•••,out)",
        "Dial tone (DISA) without a PIN of its own: in,3",
        "voicemail.conf lets callers dial from a mailbox (dialout, context out)",
    ):
        assert sentence in out
    code, out, _err = run("setup", "asterisk", "--write", str(folder), "--offline", "--json", "--force")
    assert len(json.loads(out)["around"]) == 5


@pytest.mark.parametrize("freepbx", [False, True])
def test_written_pieces_are_taken_out_byte_for_byte(run: Run, tmp_path: Path, freepbx: bool) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "extensions.conf").write_text("[out]\nexten => _X.,1,Dial(PJSIP/${EXTEN:1}@carrier,20)\n")
    (folder / "manager.conf").write_text("[general]\nenabled = yes\n")
    if freepbx:
        (folder / "extensions_additional.conf").write_text(
            "[macro-dialout-trunk]\nexten => s,n,Macro(dialout-trunk-predial-hook)\n"
        )
        hook = "[macro-dialout-trunk-predial-hook]\nexten => s,1,NoOp(other)\nexten => s,n,MacroExit()\n"
        (folder / "extensions_custom.conf").write_text(hook)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    code, out, err = run("setup", "asterisk", "--write", str(folder), "--offline")
    assert code == 0
    if freepbx:
        merged = (folder / "extensions_custom.conf").read_text()
        assert "MacroExit()" in merged
        assert "NoOp(other)" in merged
        assert "FreePBX found" in err
    else:
        assert "[veilleur-gate]" in (folder / "extensions.conf").read_text()
        assert "Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))" in out
    # The directory is remembered, so that nothing has to be named again.
    assert run("setup", "asterisk", "--remove")[0] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_login_that_others_use_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    mine = "[general]\nenabled = yes\n[crm]\nsecret = of-the-test\nread = all\nwrite = all\n"
    (folder / "manager.conf").write_text(mine)
    (tmp_path / "secret").write_text(SECRET)
    words = ("--write", str(folder), "--offline", "--user", "crm", "--secret-file", str(tmp_path / "secret"))
    code, _out, err = run("setup", "asterisk", *words)
    assert (code, "The manager login crm exists already" in err) == (0, True)
    assert (folder / "manager.conf").read_text() == mine
    # A second run knows the login and its secret.
    assert run("setup", "asterisk", "--write", str(folder), "--offline", "--force")[0] == 0
    assert (folder / "manager.conf").read_text() == mine
    unknown = ("--user", "crm", "--secret-file", str(tmp_path / "none"))
    code, _out, err = run("setup", "asterisk", "--write", str(folder), "--offline", "--force", *unknown)
    assert (code, "name the file that holds its secret by --secret-file" in err) == (2, True)
    # What set-up itself wrote before is no login of the owner's.
    own = ("--user", "veilleur", "--secret-file", str(tmp_path / "ami-secret"))
    run("setup", "asterisk", "--write", str(folder), "--offline", "--force", *own)
    run("setup", "asterisk", "--write", str(folder), "--offline", "--force")
    assert (folder / "manager.conf").read_text().count("[veilleur]") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["setup", "teapot"], "known: asterisk, freepbx"),
        (["setup", "asterisk", "--hours", "whenever", "--offline"], "instead of 'whenever'"),
        (["setup", "asterisk", "--hours", "mon-fri=8-25", "--offline"], "instead of 'mon-fri=8-25'"),
        (["setup", "asterisk", "--country", "France", "--offline"], "country = 'FRANCE'"),
        (["setup", "asterisk", "--write", "nowhere", "--offline"], "this is no directory"),
        (["setup", "asterisk", "--name", "a\nb", "--offline"], "unprintable"),
        (["setup", "asterisk", "--waits", "maybe", "--offline"], "closed, always or never"),
        (["setup", "asterisk", "--check"], "There is no veilleur.toml here"),
        (["setup", "asterisk", "--remove", "--write", "nowhere"], "this is no directory"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(run: Run, words: list[str], sentence: str) -> None:
    code, _out, err = run(*words)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


def test_what_the_owner_wrote_is_kept_when_set_up_runs_again(run: Run, tmp_path: Path) -> None:
    base = ("setup", "asterisk", "--offline", "--name", "Garage Martin")
    assert run(*base)[0] == 0
    config = tmp_path / "veilleur.toml"
    config.write_text(
        config.read_text()
        .replace("[hours]\n", 'trunk_channels = 4\n\n[hours]\nclosed = [\n  "2026-08-03/2026-08-21",\n]\n')
        .replace("[asterisk]\n", "[asterisk]\nasks = false  # not yet\n")
        + "\n[limits]\nday_eur = 220  # we sell in Latvia\n\n[journal]\nkeep_personal_months = 6\n"
    )
    assert load(config, sections()).site.limits.day == 220_000_000

    assert run(*base, "--extensions", "3XX", "--port", "5039", "--force")[0] == 0

    after = load(config, sections())
    assert (after.site.extensions, after.site.trunk_channels) == (("3XX",), 4)
    assert after.switch is not None
    assert (after.switch.port, after.switch.asks) == (5039, False)
    assert after.site.limits.day == 220_000_000
    assert after.journal.keep_personal_months == 6
    assert "we sell in Latvia" in config.read_text()
    assert "2026-08-21" in config.read_text()
    again = config.read_bytes()
    assert run(*base, "--extensions", "3XX", "--port", "5039")[0] == 0
    assert config.read_bytes() == again


def test_earlier_answers_are_the_defaults_of_a_second_run(run: Run, tmp_path: Path) -> None:
    first = ("--name", "Taller Pérez", "--country", "ES", "--outside-line", "", "--extensions", "3XX,401")
    hours = ("--hours", "lun-ven 8h30-13h, 15h-19h; sam 9h-13h", "--holidays", "-", "--agi-port", "4999")
    other = ("--trunks", "PJSIP/uno*", "--emergency-numbers", "3237", "--user", "guard", "--cdr-file", "-")
    assert run("setup", "asterisk", "--offline", *first, *hours, *other)[0] == 0
    config = tmp_path / "veilleur.toml"
    once = config.read_bytes()
    assert load(config, sections()).site.hours.ranges[0] == ((510, 780), (900, 1140))
    assert run("setup", "asterisk", "--offline", "--force")[0] == 0
    assert config.read_bytes() == once
    assert run("setup", "asterisk", "--offline", "--force", "--name", "Taller Ruiz")[0] == 0
    assert config.read_bytes() == once.replace("Pérez".encode(), b"Ruiz")


def test_an_answer_that_cannot_be_used_is_asked_for_once_more(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "Country": ["France", "FR"],
        "Opening": ["whenever", "8h-12h", ""],
        "Its port": ["many", "70000", "5039"],
        "What a usual month": ["much", "20"],
    }
    asked: list[str] = []

    def answer(question: str) -> str:
        start = next((start for start in given if question.startswith(start)), "")
        asked.append(start)
        return given[start].pop(0) if start else ""

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    code, _out, err = run("setup", "asterisk", "--offline")
    assert code == 0
    assert [asked.count(start) for start in given] == [2, 2, 3, 2]
    assert "instead of 'whenever'" in err
    found = load(tmp_path / "veilleur.toml", sections())
    assert (found.site.country, found.site.hours.ranges[4]) == ("FR", ((480, 720),))
    assert found.switch is not None
    assert found.switch.port == 5039


def test_limits_start_from_the_usual_month_and_stay_below_the_ceiling(run: Run, tmp_path: Path) -> None:
    base = ("setup", "asterisk", "--offline")
    assert run(*base, "--usual-month", "400 €", "--ceiling-month", "2500")[0] == 0
    limits = load(tmp_path / "veilleur.toml", sections()).site.limits
    assert (limits.usual_month, limits.ceiling_month) == (micro_euros(400), micro_euros(2500))
    assert limits.fitting == FITTING_WINDOWS
    assert run(*base)[0] == 0  # what was answered before stands
    assert load(tmp_path / "veilleur.toml", sections()).site.limits == limits


def test_the_ceiling_that_is_proposed_is_ten_months_of_what_a_usual_one_gives() -> None:
    assert usual_ceiling("400") == "10800"
    assert usual_ceiling("0") == "3000"
    assert usual_ceiling("") == ""


def test_who_names_no_usual_month_has_no_limits_written_and_nonsense_is_one_sentence(
    run: Run, tmp_path: Path
) -> None:
    assert run("setup", "asterisk", "--offline")[0] == 0
    assert "[limits]" not in (tmp_path / "veilleur.toml").read_text()
    code, _out, err = run("setup", "asterisk", "--offline", "--usual-month", "much", "--force")
    assert (code, "'much' is no amount" in err) == (2, True)


@pytest.mark.parametrize(
    ("modules", "is_refused"),
    [
        ("[modules]\nautoload=yes\nnoload => app_stack.so\n", True),
        ("[modules]\nautoload = no\nload => app_dial.so\n", True),
        ("[modules]\nautoload=yes\nnoload => chan_sip.so\n", False),
        ("[modules]\nautoload=no\nrequire = app_stack\n", False),
        ("", False),
    ],
)
def test_where_no_module_knows_gosub_nothing_is_written_since_112_would_end_there(
    run: Run, tmp_path: Path, modules: str, is_refused: bool
) -> None:
    etc = tmp_path / "etc"
    etc.mkdir()
    plan = "[out]\nexten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier)\n"
    (etc / "extensions.conf").write_text(plan)
    (etc / "modules.conf").write_text(modules)
    code, _out, err = run("setup", "asterisk", "--offline", "--write", str(etc), "--gates")
    assert (code == 2) is is_refused
    assert ("app_stack" in err and "112" in err) is is_refused
    assert ((etc / "extensions.conf").read_text() == plan) is is_refused
    assert (tmp_path / "veilleur.toml").exists() is not is_refused


def test_an_emergency_number_behind_the_digits_of_a_carrier_is_never_asked_about(
    run: Run, tmp_path: Path
) -> None:
    """`_X.` sends 112 as 1212112: a gate asked about it, and refused it at night without a guard."""
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "extensions.conf").write_text(
        "[globals]\nCODE=777\n[postes]\nexten => _X.,1,Dial(SIP/relais/1212${EXTEN})\n"
        "exten => _6X.,1,Dial(SIP/relais/${CODE}${EXTEN:1})\nexten => _0X.,1,Dial(SIP/relais/+33${EXTEN:1})\n"
        "exten => _3XXXXXX,1,Dial(SIP/relais/4420${EXTEN})\nexten => 18,1,Dial(SIP/relais/99918)\n"
    )
    words = ("setup", "asterisk", "--name", "x", "--offline", "--write", str(etc), "--gates")
    code, _out, err = run(*words)
    assert code == 0
    assert "Your lines send emergency numbers in this form too: 1212112" in err
    numbers = load(tmp_path / "veilleur.toml", sections()).site.emergency_numbers
    assert {"1212112", "121215", "777112", "+33112", "99918"} <= set(numbers)
    assert not [one for one in numbers if one.startswith("4420")]
    text = (etc / "extensions.conf").read_text()
    for number in ("1212112", "77715", "+33112", "99918"):
        assert f"exten => d{number},1,Goto(veilleur,emergency,1)" in text

    code, _out, _err = run(*words, "--force")
    assert code == 0
    assert load(tmp_path / "veilleur.toml", sections()).site.emergency_numbers == numbers
