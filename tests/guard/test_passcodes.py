"""Passcodes of colleagues: right or not, nothing more is ever known of them."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.guard.passcodes import Passcodes, why_weak
from veilleur.words.errors import ConfigError, InputError

# Made for each run: no code stands in any file.
RIGHT = "2" + "".join(secrets.choice("0369") for _ in range(5)) + "7"
WRONG = "3" + RIGHT[1:]


@pytest.fixture
def codes(tmp_path: Path) -> Passcodes:
    kept = Passcodes(tmp_path / "var" / "codes.json")
    kept.set("201", RIGHT)
    return kept


def test_only_the_right_code_of_the_right_extension_is_right(codes: Passcodes) -> None:
    assert codes.is_right("201", "0037129990000", RIGHT)
    for extension, digits in [("201", WRONG), ("202", RIGHT), ("201", ""), ("201", RIGHT + "0"), ("", "")]:
        assert not codes.is_right(extension, "0037129990000", digits)


def test_the_file_is_its_owners_alone_and_holds_no_code(codes: Passcodes) -> None:
    assert codes.path.stat().st_mode & 0o777 == 0o600
    assert RIGHT not in codes.path.read_text()


def test_two_extensions_with_one_code_do_not_look_alike(codes: Passcodes) -> None:
    codes.set("202", RIGHT)
    hashes = [line for line in codes.path.read_text().splitlines() if '"hash"' in line]
    assert len(set(hashes)) == 2


def test_a_running_guard_sees_a_new_code_and_a_removed_one(codes: Passcodes) -> None:
    guard = Passcodes(codes.path)
    assert guard.is_right("201", "", RIGHT)
    codes.set("201", WRONG)
    assert guard.is_right("201", "", WRONG)
    assert not guard.is_right("201", "", RIGHT)
    assert codes.remove("201")
    assert not guard.is_right("201", "", WRONG)


def test_a_damaged_file_lets_nobody_through_and_is_one_sentence(codes: Passcodes) -> None:
    codes.path.write_text("{")
    assert not Passcodes(codes.path).is_right("201", "", RIGHT)
    with pytest.raises(ConfigError, match="the codes cannot be read"):
        Passcodes(codes.path).extensions()


@pytest.mark.parametrize(
    ("extension", "digits"),
    [
        ("201", ""),
        ("201", "12"),
        ("201", "123456789"),
        ("201", "12a4"),
        ("201", "٣٤٥٦"),
        ("201", "0000"),
        ("201", "1234"),
        ("201", "9876"),
        ("2010", "2010"),
        ("201", "2010"),
        ("2/1", "4711"),
    ],
)
def test_a_code_that_is_guessed_first_is_not_taken(codes: Passcodes, extension: str, digits: str) -> None:
    before = codes.path.read_bytes()
    with pytest.raises(InputError) as caught:
        codes.set(extension, digits)
    assert codes.path.read_bytes() == before
    assert not digits or digits not in str(caught.value) or digits == extension


@given(st.text(max_size=12))
def test_any_text_is_taken_or_refused_with_a_reason(digits: str) -> None:
    if not why_weak("201", digits):
        assert digits.isdigit()
        assert 4 <= len(digits) <= 8
