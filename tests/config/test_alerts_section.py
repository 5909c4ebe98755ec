"""[alerts] of veilleur.toml: who is reached, and each mistake as one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.config import load_text
from veilleur.words.errors import ConfigError

WHOLE = """
[alerts]
word = "tilleul"
heartbeat_url = "https://example.org/ping/0123"
[alerts.mail]
server = "mail.example.org"
sender = "veilleur@example.org"
user = "veilleur"
password_file = "mail-password"
[alerts.webhook]
url = "https://example.org/hook"
secret_file = "hook-secret"
[[alerts.person]]
name = "Paul"
mail = "paul@example.org"
ntfy = "https://ntfy.example.org/long-secret-topic"
[[alerts.person]]
name = "Nadia"
mail = "nadia@example.org"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mail-password").write_text("pass-of-the-test\n")
    (tmp_path / "hook-secret").write_text("secret-of-the-test\n")
    return tmp_path


def test_people_are_reached_in_the_order_they_are_written(folder: Path) -> None:
    alerts = load_text(WHOLE, folder / "veilleur.toml").alerts
    assert [person.name for person in alerts.people] == ["Paul", "Nadia"]
    assert alerts.mail is not None
    assert (alerts.mail.port, alerts.mail.security, alerts.mail.password) == (
        587,
        "starttls",
        "pass-of-the-test",
    )
    assert alerts.are_wanted


def test_no_secret_is_in_a_repr(folder: Path) -> None:
    shown = repr(load_text(WHOLE, folder / "veilleur.toml"))
    for secret in ("pass-of-the-test", "secret-of-the-test", "ping/0123", "long-secret-topic"):
        assert secret not in shown


def test_nobody_is_alerted_where_nothing_is_written() -> None:
    assert not load_text('[site]\nname = "G"\n').alerts.are_wanted


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "Nadia"', 'name = "Paul"', "two people are named 'Paul'"),
        ('mail = "nadia@example.org"', "", "'Nadia' has no way to be reached"),
        ('"paul@example.org"', '"paul"', "is no mail address"),
        ('"paul@example.org"', '"p@example.org, eve@example.org"', "is no mail address"),
        ("https://ntfy", "http://ntfy", "ntfy cannot be used"),
        ("https://example.org/hook", "file:///etc/passwd", "url cannot be used"),
        ("https://example.org/ping", "https://[::1/ping", "heartbeat_url cannot be used"),
        ('user = "veilleur"', 'user = "veilleur"\nsecurity = "none"', "in the clear"),
        ("mail-password", "no-such-file", "cannot be read"),
        ('word = "tilleul"', "wait_minutes = 0", "wait_minutes"),
        ('word = "tilleul"', "wrod = 1", "did you mean 'word'"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_and_line(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    assert old in WHOLE
    with pytest.raises(ConfigError, match=r"veilleur\.toml:\d+") as raised:
        load_text(WHOLE.replace(old, new), folder / "veilleur.toml")
    assert sentence in str(raised.value)


LINKS = '[alerts]\nanswer_address = "https://guard.example.org/veilleur"\n'


def test_links_lead_to_a_page_that_is_served() -> None:
    page = '[page]\nnames = ["guard.example.org"]\n'
    assert load_text(LINKS + page).alerts.answer_address.startswith("https://")
    for text in (LINKS, LINKS + "[page]\n", LINKS.replace("https", "http") + page):
        with pytest.raises(ConfigError, match="answer_address"):
            load_text(text)


def test_mail_to_somebody_needs_a_server() -> None:
    with pytest.raises(ConfigError, match=r"there is no \[alerts\.mail\]"):
        load_text('[[alerts.person]]\nname = "Paul"\nmail = "paul@example.org"\n')


TELEPHONE = """
[alerts]
[[alerts.person]]
name = "Paul"
telephone = "06 39 98 00 01"
[alerts.telephone]
dial = "PJSIP/{number}@carrier"
caller = "01 99 00 12 00"
secret_file = "hook-secret"
"""


def test_a_person_may_be_called(folder: Path) -> None:
    alerts = load_text(TELEPHONE, folder / "veilleur.toml").alerts
    assert alerts.people[0].telephone == "0639980001"
    assert alerts.telephone is not None
    assert (alerts.telephone.dial, alerts.telephone.secret) == (
        "PJSIP/{number}@carrier",
        "secret-of-the-test",
    )
    assert "secret-of-the-test" not in repr(alerts)


@pytest.mark.parametrize("number", ["0037129012345", "0899123456", "112", "3912", "abc", "+88212345678"])
def test_alerts_call_plain_national_numbers_alone(folder: Path, number: str) -> None:
    with pytest.raises(ConfigError, match="plain national fixed and mobile numbers"):
        load_text(TELEPHONE.replace("06 39 98 00 01", number), folder / "veilleur.toml")


@pytest.mark.parametrize("dial", ["PJSIP/carrier", "PJSIP/{number}@a&PJSIP/{number}@b", "A/{number}|b"])
def test_only_one_channel_is_dialled(folder: Path, dial: str) -> None:
    with pytest.raises(ConfigError, match="write one channel"):
        load_text(TELEPHONE.replace("PJSIP/{number}@carrier", dial), folder / "veilleur.toml")
