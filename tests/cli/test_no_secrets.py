"""Law 8: no command shows a secret, to people or programs, in any spelling, whatever is wrong."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_owner_commands import a_night
from tests.laws.spellings import found_in

from veilleur.alerts.tokens import Tokens
from veilleur.cli.app import COMMANDS
from veilleur.control.page_code import kept_of
from veilleur.journal.sealing.seals import first_key, keep_key, new_verification_key

Run = Callable[..., tuple[int, str, str]]
SAMPLE = Path(__file__).parents[1] / "records" / "asterisk_master_csv" / "sample.csv"
MANAGER, MAIL, WEBHOOK, PAGE_CODE = "tr0ub4dor-of-ami", "hunter2hunter2", "webhook-key-9931", "k7mq-3v9x-hd2p"
TOPIC = "https://ntfy.example.net/zx81-secret-topic"
PASSCODE = "730915"
SECRETS = [MANAGER, MAIL, WEBHOOK, PAGE_CODE, PAGE_CODE.replace("-", ""), PASSCODE]
# Each command as owners give it; the ones that are not here show no site.
WORDS: dict[str, list[tuple[str, ...]]] = {
    "setup": [("asterisk", "--check"), ("asterisk", "--check", "--explain")],
    "check": [(str(SAMPLE),)],
    "cases": [()],
    "dossier": [("i1",), ("no-such-case",), ("i1", "--hold")],
    "reconcile": [(str(SAMPLE), str(SAMPLE))],
    "status": [()],
    "incidents": [(), ("i1",)],
    "pause": [("5",)],
    "maintenance": [("start",)],
    "undo": [("d1",)],
    "answer": [("yes", "--number", "0037129990000"), ("no", "--extension", "104")],
    "drill": [()],
    "codes": [("list",), ("set", "104"), ("remove", "299")],
    "token": [("list",)],
    "personal": [("show", "104"), ("forget", "104"), ("forget", "104", "--yes")],
    "limits": [()],
    "learn": [(str(SAMPLE),), ("--prices", str(SAMPLE))],
    "replay": [(str(SAMPLE),)],
    "price": [("0037129990000",)],
    "feeds": [()],
    "formats": [("try", str(SAMPLE))],
    "verify": [(), ("--log",)],
    "audit": [(".",), (".", "--since", "last"), (".", "--test-emergency")],
    "backup": [("site.tar.gz",)],
    "restore": [("site.tar.gz",)],
}
# They show made companies; a witness keeps heads of other machines, and shows a token once, on purpose.
WITHOUT_A_SITE = {"demo", "simulate", "bench", "conform", "witness"}
PROCESSES = {"guard", "desk"}  # watched while they run, in guard/test_process_secrets.py


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with every secret that there is, and a night in its journal."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("ami-secret", MANAGER), ("mail-password", MAIL), ("webhook-key", WEBHOOK)):
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o600)
    config = tmp_path / "veilleur.toml"
    config.write_text(
        f"""
[site]
name = "Garage Martin"
extensions = ["10X"]
[judge]
mode = "enforce"
[guard]
page_code = "{kept_of(PAGE_CODE)}"
[alerts]
[[alerts.person]]
name = "Paul"
mail = "paul@example.net"
ntfy = "{TOPIC}"
[alerts.mail]
server = "127.0.0.1"
port = 9
security = "tls"
sender = "veilleur@example.net"
user = "veilleur"
password_file = "mail-password"
[alerts.webhook]
url = "http://127.0.0.1:9/"
secret_file = "webhook-key"
[asterisk]
port = 1
secret_file = "ami-secret"
"""
    )
    weak_doors(tmp_path)
    a_night(config, began_at=time.time() - 90_300)
    return config


def weak_doors(folder: Path) -> None:
    """A switch's files with every secret in the places where secrets stand."""
    texts = {
        "extensions.conf": f"[in]\nexten => s,1,DISA({PASSCODE},out)\n"
        f"[out]\nexten => _0X.,1,Dial(SIP/x:{MANAGER}@c)\n",
        "voicemail.conf": f"[default]\n201 => {PASSCODE},Paul\n202 => {PASSCODE[:4]},Anne\n",
        "manager.conf": f"[general]\nenabled=yes\n[admin]\nsecret={MANAGER}\nwrite=all\n",
        "sip.conf": f"[201]\ntype=friend\nhost=dynamic\nsecret={MAIL[:8]}{PASSCODE}\n",
        "ari.conf": f"[general]\nenabled=yes\n[a]\ntype=user\npassword={WEBHOOK}\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)


def secrets_of(site: Path) -> list[str]:
    """Those of the configuration, and the keys that lie beside the journal, raw and as text."""
    journal = site.parent / "var" / "journal.db"
    Tokens.beside(journal)
    keys = [journal.with_name("alerts.key").read_bytes().hex()]
    shown = new_verification_key()
    keep_key(journal, first_key(shown))
    return [*SECRETS, *keys, str(shown)]


def test_every_command_is_looked_at() -> None:
    assert set(WORDS) | WITHOUT_A_SITE | PROCESSES == set(COMMANDS)


def test_the_site_is_one_that_can_be_watched(site: Path, run: Run) -> None:
    code, out, _err = run("incidents")
    assert code == 0
    assert "i1" in out


@pytest.mark.parametrize("command", WORDS)
def test_no_command_shows_a_secret(
    command: str, site: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = secrets_of(site)
    for words in WORDS[command]:
        for more in ((), ("--json",), ("--lang", "fr")):
            monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSCODE}\n"))
            code, out, err = run(command, *words, *more)
            assert code != 70, (words, err)
            assert found_in(out + err, secrets) is None, (command, words, more)
    kept = b"".join(path.read_bytes() for path in (site.parent / "var").glob("journal.db*"))
    assert found_in(kept.decode("latin-1"), SECRETS) is None


MISTAKES = [
    ('secret_file = "ami-secret"', f'secret = ["{MANAGER}"]'),
    ('secret_file = "ami-secret"', f'secrets = "{MANAGER}"'),
    ('secret_file = "ami-secret"', f'secret = "{MANAGER}\\u0007"'),
    ('secret_file = "ami-secret"', f'secret = "{MANAGER}"\nport = "{MANAGER}"'),
    ('password_file = "mail-password"', f'password = "{MAIL}"'),
    ('secret_file = "webhook-key"', f'secret = "{WEBHOOK}"'),
    ('secret_file = "webhook-key"', f'secret_file = ["{WEBHOOK}"]'),
    ("[guard]", f'[guard]\npage_codes = "{PAGE_CODE}"'),
    ("[site]", f'[site]\nsecret = "{MANAGER}"'),
    ("[site]", f"[site]\nname = {MANAGER}"),
]


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_a_mistake_in_the_configuration_shows_no_secret(site: Path, run: Run, right: str, wrong: str) -> None:
    site.write_text(site.read_text().replace(right, wrong, 1))
    for more in ((), ("--json",), ("--lang", "fr")):
        _code, out, err = run("status", *more)
        assert found_in(out + err, SECRETS) is None, err


def test_a_fault_of_ours_shows_no_secret(site: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_words: object, **_named: object) -> None:
        password = MANAGER
        raise ZeroDivisionError(password)

    monkeypatch.setattr("veilleur.history.status.from_journal", failing, raising=False)
    monkeypatch.setattr("veilleur.cli.owner.status.settings_required", failing)
    code, out, err = run("status")
    assert code == 70
    assert found_in(out + err, SECRETS) is None
