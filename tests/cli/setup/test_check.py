"""`veilleur setup asterisk` beside a switch: its login is tried, and `--check` says what is in force."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import AsteriskPlan, render
from veilleur.simulation.nights.demo_night import night
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx
from veilleur.words.site import Site

SECRET = "of-the-test"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def switch() -> Iterator[LoopbackPbx]:
    """An embedded PBX that answers as a manager on loopback, with the secret of the test."""
    pbx, _acts = night(1, asks=True, secret=SECRET)
    loopback = LoopbackPbx(pbx, 0)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(loopback.start(), loop).result(10)
    try:
        yield loopback
    finally:
        asyncio.run_coroutine_threadsafe(loopback.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class TestTheLogin:
    def words(self, switch: LoopbackPbx, secret_file: Path) -> list[str]:
        port, file = str(switch.ami_port), str(secret_file)
        return ["setup", "asterisk", "--port", port, "--secret-file", file]

    def test_that_works_is_said(self, run: Run, tmp_path: Path, switch: LoopbackPbx) -> None:
        (tmp_path / "secret").write_text(SECRET + "\n")
        code, out, err = run(*self.words(switch, tmp_path / "secret"))
        assert code == 0
        assert "The manager login veilleur answers" in err
        assert SECRET not in out + err

    def test_that_is_refused_writes_nothing(self, run: Run, tmp_path: Path, switch: LoopbackPbx) -> None:
        (tmp_path / "secret").write_text("another\n")
        code, _out, err = run(*self.words(switch, tmp_path / "secret"))
        assert code == 2
        assert "refuses the manager login 'veilleur'" in err
        assert len(err.strip().splitlines()) == 1
        assert not (tmp_path / "veilleur.toml").exists()

    def test_that_lacks_rights_names_the_line_to_add(
        self, run: Run, tmp_path: Path, switch: LoopbackPbx
    ) -> None:
        known = [("CoreShowChannels", ""), ("DBGet", ""), ("ShowDialPlan", "")]
        switch.pbx.ami.handlers["listcommands"] = lambda _action: ([("Response", "Success"), *known], [])
        (tmp_path / "secret").write_text(SECRET)
        code, _out, err = run(*self.words(switch, tmp_path / "secret"))
        assert code == 2
        assert "cannot cut calls: add 'write = call'" in err

    def test_with_nobody_listening(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text(SECRET)
        code, _out, err = run("setup", "asterisk", "--port", "1", "--secret-file", str(tmp_path / "secret"))
        assert code == 2
        assert "no manager interface answers on 127.0.0.1:1" in err


class TestCheck:
    """What `ShowDialPlan` answers decides; the dialplan here is that of the pieces themselves."""

    @pytest.fixture
    def configured(self, run: Run, tmp_path: Path, switch: LoopbackPbx) -> LoopbackPbx:
        (tmp_path / "ami-secret").write_text(SECRET)
        (tmp_path / "ami-secret").chmod(0o600)
        assert run("setup", "asterisk", "--port", str(switch.ami_port))[0] == 0
        return switch

    def dialplan(self, switch: LoopbackPbx, text: str) -> None:
        rows, context, extension, priority = [], "", "", 0
        for line in text.splitlines():
            if line.startswith("["):
                context = line.strip("[]")
            elif line.startswith(("exten =>", "same =>")):
                name, _comma, rest = line.partition("=>")[2].strip().partition(",")
                if line.startswith("exten"):
                    extension, _comma, rest = name, "", rest.partition(",")[2]
                    priority = 0
                else:
                    rest = rest if name.startswith("n") else ""
                priority += 1
                application, _open, data = rest.partition("(")
                fields = [("Event", "ListDialplan"), ("Context", context), ("Extension", extension)]
                fields.append(("Priority", str(priority)))
                rows.append([*fields, ("Application", application), ("AppData", data.removesuffix(")"))])
        rows.append([("Event", "ShowDialPlanComplete"), ("EventList", "Complete")])
        switch.pbx.ami.handlers["showdialplan"] = lambda _action: ([("Response", "Success")], rows)

    def test_in_force(self, run: Run, configured: LoopbackPbx) -> None:
        plan = AsteriskPlan(site=Site(), version=22)
        used = "[out]\nexten => _X.,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))\n"
        self.dialplan(configured, render(plan)["extensions.conf"] + used)
        code, out, err = run("setup", "asterisk", "--check")
        assert (code, "in force: Veilleur is asked" in out) == (0, True), out + err
        assert "question before each outgoing call: yes" in out

    def test_half_in_force_is_one_sentence_and_exit_1(self, run: Run, configured: LoopbackPbx) -> None:
        plan = AsteriskPlan(site=Site(), version=22)
        self.dialplan(configured, render(plan)["extensions.conf"])
        code, _out, err = run("setup", "asterisk", "--check")
        assert code == 1
        halves = [line for line in err.splitlines() if "only half in force" in line]
        assert len(halves) == 1
        assert "outgoing calls that go through the question" in halves[0]

    def test_a_trunk_that_is_dialled_behind_no_gate_is_named(self, run: Run, configured: LoopbackPbx) -> None:
        plan = AsteriskPlan(site=Site(), version=22)
        asked = "[out]\nexten => _X.,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))\n"
        unasked = "[fax]\nexten => _X.,1,Dial(PJSIP/${EXTEN}@carrier)\n"
        self.dialplan(configured, render(plan)["extensions.conf"] + asked + unasked)
        code, _out, err = run("setup", "asterisk", "--check")
        assert code == 1
        assert "Not asked about: fax,_X.: Dial(PJSIP/${EXTEN}@carrier)" in err

    def test_what_nobody_knows_is_no_all_clear_and_is_named(self, run: Run, configured: LoopbackPbx) -> None:
        plan = AsteriskPlan(site=Site(), version=22)
        asked = (
            "[out]\nexten => _X.,1,Gosub(veilleur-gate,s,1(${EXTEN},c,,))\nsame => n,Dial(PJSIP/${EXTEN}@c)\n"
        )
        unknown = (
            "[ivr]\nexten => 1,1,AGI(menu.agi)\nsame => n,VoiceMailMain()\nexten => 2,1,DISA(4711,out)\n"
        )
        self.dialplan(configured, render(plan)["extensions.conf"] + asked + unknown)
        code, out, err = run("setup", "asterisk", "--check")
        assert code == 1
        assert "ways out: 1 asked about, 0 not asked about, 1 not known" in out
        assert "Not known: ivr,1: AGI(menu.agi)" in err
        assert "A program decides here" in err
        assert "Voicemail without the question: ivr,1: VoiceMailMain()" in err
        assert "Dial tone (DISA): ivr,2: DISA(•••,out)" in err
        assert "Veilleur is not asked before each call" in err
        assert "4711" not in out + err
        code, out, _err = run("setup", "asterisk", "--check", "--json")
        found = json.loads(out)
        assert (code, found["ways"]) == (1, {"asked": 1, "not_asked": 0, "not_known": 1})
        assert [(one["reason"], one["context"]) for one in found["left"]] == [("program", "ivr")]

    def test_many_ways_are_all_named(self, run: Run, configured: LoopbackPbx) -> None:
        plan = AsteriskPlan(site=Site(), version=22)
        ways = "".join(f"exten => _{n}X.,1,Dial(SIP/c/${{EXTEN}})\n" for n in range(150))
        self.dialplan(configured, f"{render(plan)['extensions.conf']}[old]\n{ways}")
        _code, _out, err = run("setup", "asterisk", "--check")
        assert err.count("Not asked about: old,_") == 150

    def test_a_site_that_chose_not_to_ask_is_in_order(
        self, run: Run, configured: LoopbackPbx, tmp_path: Path
    ) -> None:
        config = tmp_path / "veilleur.toml"
        config.write_text(config.read_text() + "asks = false\n")
        code, out, _err = run("setup", "asterisk", "--check")
        assert (code, "calls are cut, never refused" in out) == (0, True)

    def test_nothing_in_force_as_json(self, run: Run, configured: LoopbackPbx) -> None:
        self.dialplan(configured, "[out]\nexten => _X.,1,Dial(PJSIP/carrier)\n")
        code, out, _err = run("setup", "asterisk", "--check", "--json")
        assert code == 1
        assert json.loads(out)["verdict"] == "none"

    def test_a_dialplan_that_may_not_be_read(self, run: Run, configured: LoopbackPbx) -> None:
        del configured.pbx.ami.handlers["showdialplan"]
        code, _out, err = run("setup", "asterisk", "--check")
        assert code == 2
        assert "cannot check the dialplan" in err
