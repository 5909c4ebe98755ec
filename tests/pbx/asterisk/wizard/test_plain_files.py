"""What set-up proposes from the files of an Asterisk without FreePBX, and what it still asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.language import Sentence
from veilleur.pbx.asterisk.wizard.suggestion import suggest

TELEPHONE = "[{name}]\ntype=endpoint\ncontext=office\naors={name}\n[{name}]\ntype=aor\nmax_contacts=1\n"
TRUNK = "[carrier]\ntype=endpoint\noutbound_auth=carrier\n"


class Silent:
    """Nobody who listens; keeps what was said."""

    language = "en"

    def __init__(self) -> None:
        self.codes: list[str] = []

    def say(self, code: str, sentence: Sentence, **blanks: str) -> None:
        self.codes.append(code)

    def pass_on(self, text: str) -> None:
        self.codes.append(text)

    def wrote(self, path: Path) -> None:
        raise AssertionError(path)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    (tmp_path / "etc/asterisk").mkdir(parents=True)
    (tmp_path / "etc/timezone").write_text("Europe/Zurich\n")
    return tmp_path


def _write(machine: Path, telephones: list[str], plan: str) -> None:
    etc = machine / "etc/asterisk"
    (etc / "pjsip.conf").write_text("".join(TELEPHONE.format(name=name) for name in telephones) + TRUNK)
    (etc / "extensions.conf").write_text(f"[office]\n{plan}")


def test_an_office_whose_telephones_bear_their_numbers_is_asked_nothing_of_them(machine: Path) -> None:
    _write(machine, ["204", "205"], "exten => _9.,1,Dial(PJSIP/${EXTEN:1}@carrier)\n")
    found = suggest(machine, {}, Silent())
    assert found.answers == {
        "extensions": "204,205",
        "trunks": "PJSIP/carrier",
        "outside_line": "9",
        "country": "CH",
        "timezone": "Europe/Zurich",
    }
    assert {"extensions", "trunks", "outside_line", "country"} <= found.settled


def test_numbers_are_dialled_as_they_are_where_no_line_cuts_a_digit(machine: Path) -> None:
    _write(machine, ["204"], "exten => _0X.,1,Dial(PJSIP/${EXTEN}@carrier)\n")
    found = suggest(machine, {}, Silent())
    assert found.answers["outside_line"] == ""
    assert "outside_line" in found.settled


def test_a_telephone_without_a_number_is_asked_about(machine: Path) -> None:
    _write(machine, ["204", "reception"], "exten => 204,1,Dial(PJSIP/204)\n")
    found = suggest(machine, {}, Silent())
    assert found.answers["extensions"] == "204"
    assert "extensions" not in found.settled


def test_a_telephone_that_a_number_rings_has_that_number(machine: Path) -> None:
    _write(machine, ["reception"], "exten => 200,1,Dial(PJSIP/reception,20)\n")
    found = suggest(machine, {}, Silent())
    assert found.answers["extensions"] == "200"
    assert "extensions" in found.settled


@pytest.mark.parametrize("given", [{"host": "192.0.2.4"}, {"write": Path("elsewhere")}])
def test_nothing_is_proposed_for_a_pbx_whose_files_are_not_here(
    machine: Path, given: dict[str, object]
) -> None:
    _write(machine, ["204"], "")
    notices = Silent()
    assert suggest(machine, given, notices).answers == {}
    assert notices.codes == []


def test_files_that_cannot_be_read_propose_nothing_and_are_named_by_set_up_later(machine: Path) -> None:
    (machine / "etc/asterisk/extensions.conf").write_bytes(b"\xff\x00\n[")
    assert suggest(machine, {}, Silent()).settled == frozenset()
