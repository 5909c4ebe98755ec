"""Tokens of buttons: ours alone, for one question, for a day."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from veilleur.alerts.tokens import FORM_LIVES_S, LIVES_S, Answered, Tokens
from veilleur.words.errors import ConfigError

AT = 1_795_223_640.0
KEEP = Answered("i1", "Paul", "keep", 1, 0, AT + LIVES_S)


def test_a_token_gives_its_answer_back_for_a_day() -> None:
    tokens = Tokens(b"k" * 32)
    token = tokens.make(KEEP)
    assert tokens.read(token, AT) == KEEP
    assert tokens.read(token, AT + LIVES_S + 1) is None


def test_another_key_makes_no_token_of_ours() -> None:
    assert Tokens(b"k" * 32).read(Tokens(b"x" * 32).make(KEEP), AT) is None


def test_no_change_of_a_token_is_taken() -> None:
    tokens, chance = Tokens(b"k" * 32), random.Random(20261130)
    token = tokens.make(KEEP)
    for _try in range(2_000):
        place = chance.randrange(len(token))
        other = token[:place] + chance.choice("AZaz09-_.=é\x00") + token[place + 1 :]
        found = tokens.read(other, AT)
        assert found is None or found == KEEP  # base64 has a few spellings of the same bytes


@pytest.mark.parametrize("text", ["", ".", "a.b", "é.é", "A" * 5_000, "bnVsbA.AAAA", "\x00"])
def test_nonsense_is_no_token(text: str) -> None:
    assert Tokens(b"k" * 32).read(text, AT) is None


def test_the_key_is_kept_for_its_owner_alone_and_stays_the_same(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    token = Tokens.beside(journal).make(KEEP)
    assert (tmp_path / "alerts.key").stat().st_mode & 0o777 == 0o600
    assert Tokens.beside(journal).read(token, AT) == KEEP


def test_a_link_in_the_place_of_the_key_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"x" * 32)
    (tmp_path / "alerts.key").symlink_to(tmp_path / "other")
    with pytest.raises(ConfigError, match=r"alerts\.key"):
        Tokens.beside(tmp_path / "journal.db")


def test_a_key_that_was_cut_short_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "alerts.key").write_bytes(b"short")
    with pytest.raises(ConfigError, match="no key"):
        Tokens.beside(tmp_path / "journal.db")


@pytest.mark.parametrize("made", ["9" * 12, "9" * 400, "9" * 5_000, "²", "٣", "", "-1", "nan"])
def test_a_form_of_no_time_is_none_of_ours(made: str) -> None:
    tokens = Tokens(b"k" * 32)
    nonce = tokens.nonce("link", "yes", AT)
    assert tokens.is_nonce(nonce, "link", AT)
    assert not tokens.is_nonce(made + nonce[nonce.index(".") :], "link", AT)


def test_a_form_is_good_for_an_hour_and_for_its_link_alone() -> None:
    tokens = Tokens(b"k" * 32)
    nonce = tokens.nonce("link", "number:1", AT)
    assert tokens.is_nonce(nonce, "link", AT + FORM_LIVES_S - 2)
    assert not tokens.is_nonce(nonce, "link", AT + FORM_LIVES_S + 2)
    assert not tokens.is_nonce(nonce, "link", AT - 60)
    assert not tokens.is_nonce(nonce, "another", AT)
    assert tokens.has_offered(nonce, "link", "number:1")
    assert not tokens.has_offered(nonce, "link", "number:2")
