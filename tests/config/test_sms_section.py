"""[alerts.sms] of veilleur.toml: any gateway, its secret in no field, and each mistake as one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.config import load_text
from veilleur.words.errors import ConfigError

WHOLE = """
[alerts.sms]
url = "https://sms.example.org/send"
fields = { to = "{number}", text = "{text}", key = "{secret}" }
secret_file = "sms-secret"
[[alerts.person]]
name = "Paul"
sms = "06 39 98 00 01"
[[alerts.person]]
name = "Nadia"
sms = "06 39 98 00 02"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sms-secret").write_text("secret-of-the-test\n")
    return tmp_path


def test_numbers_are_kept_as_every_gateway_can_be_given_them(folder: Path) -> None:
    alerts = load_text(WHOLE, folder / "veilleur.toml").alerts
    assert [person.sms for person in alerts.people] == ["+33639980001", "+33639980002"]
    assert alerts.sms is not None
    assert (alerts.sms.secret, alerts.sms.messages_a_day) == ("secret-of-the-test", 20)
    assert "secret-of-the-test" not in repr(alerts)


def test_the_secret_may_be_a_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = WHOLE.replace('secret_file = "sms-secret"', 'secret_variable = "SMS_SECRET"')
    with pytest.raises(ConfigError, match="SMS_SECRET of the environment holds no secret"):
        load_text(text, folder / "veilleur.toml")
    monkeypatch.setenv("SMS_SECRET", "of-the-environment")
    alerts = load_text(text, folder / "veilleur.toml").alerts
    assert alerts.sms is not None
    assert alerts.sms.secret == "of-the-environment"


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "192.168.1.20:8080", "10.0.0.5"])
def test_a_gateway_in_ones_own_network_may_speak_plain_http(folder: Path, host: str) -> None:
    load_text(WHOLE.replace("https://sms.example.org", f"http://{host}"), folder / "veilleur.toml")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("https://", "http://", "url cannot be used"),
        ("https://sms.example.org", "http://8.8.8.8", "url cannot be used"),
        ("https://sms.example.org", "ftp://sms.example.org", "url cannot be used"),
        ('text = "{text}", ', "", "fields hold no {text}"),
        ('to = "{number}", ', "", "all would reach one telephone"),
        ('to = "{number}"', 'to = ["{number}"]', 'need method = "POST" and encoding = "json"'),
        ('secret_file = "sms-secret"', "", "write secret_file or secret_variable"),
        ("sms-secret", "no-such-file", "cannot be read"),
        ('secret_file = "sms-secret"', 'secret_file = "sms-secret"\nheaders = { "a b" = "c" }', "no header"),
        ("06 39 98 00 01", "0037129012345", "plain national fixed and mobile numbers"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_and_line(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    assert old in WHOLE
    with pytest.raises(ConfigError, match=r"veilleur\.toml:\d+") as raised:
        load_text(WHOLE.replace(old, new), folder / "veilleur.toml")
    assert sentence in str(raised.value)


def test_text_messages_need_a_gateway() -> None:
    with pytest.raises(ConfigError, match=r"there is no \[alerts\.sms\]"):
        load_text('[[alerts.person]]\nname = "Paul"\nsms = "06 39 98 00 01"\n')
