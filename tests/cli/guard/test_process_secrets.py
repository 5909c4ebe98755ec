"""Law 8 for the processes that run for months: guard and desk show no secret, wherever somebody looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lab.guard import JournalView
from lab.waiting import until
from tests.cli.conftest import SECRET
from tests.cli.guard.test_desk_process import attack, desk_of
from tests.laws.spellings import found_in

from veilleur.control.page_code import kept_of
from veilleur.words.events import AlertSent

pytestmark = pytest.mark.slow
MAIL, WEBHOOK, PAGE_CODE = "hunter2hunter2", "webhook-key-9931", "k7mq-3v9x-hd2p"
TOPIC = "zx81-secret-topic"
SECRETS = [SECRET, MAIL, WEBHOOK, PAGE_CODE, PAGE_CODE.replace("-", ""), TOPIC]


def _with_every_secret(site: Any) -> None:
    for name, text in (("mail-password", MAIL), ("webhook-key", WEBHOOK)):
        path = site.folder / name
        path.write_text(text)
        path.chmod(0o600)
    site.config.write_text(
        site.config.read_text()
        + f"""
[judge]
mode = "enforce"
[guard]
page_code = "{kept_of(PAGE_CODE)}"
[alerts]
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
[[alerts.person]]
name = "Paul"
mail = "paul@example.net"
ntfy = "http://127.0.0.1:9/{TOPIC}"
"""
    )


def _tried_everywhere(journal: JournalView) -> bool:
    """Each way to Paul has failed at least once, for nobody listens on port 9."""
    tried = {sent.channel for sent in journal.events(AlertSent) if sent.why}
    return {"mail", "ntfy"} <= tried


def test_guard_and_desk_show_no_secret_while_every_channel_fails(site: Any) -> None:
    _with_every_secret(site)
    site.guard.start()
    attack(site)
    site.guard.journal.wait_for(_tried_everywhere, "that no channel reached Paul", 60.0)
    until(lambda: desk_of(site.guard.pid), "the desk")
    seen = {}
    for process in (site.guard.pid, desk_of(site.guard.pid)):
        for what in ("cmdline", "environ"):
            seen[f"{what} of {process}"] = Path(f"/proc/{process}/{what}").read_bytes()
    assert site.guard.stop() == 0
    seen["what they printed"] = site.guard.said.encode()
    for path in (site.folder / "var").rglob("*"):
        if path.is_file():
            seen[path.name] = path.read_bytes()
    assert any(name.startswith("journal.db") for name in seen)
    for where, held in seen.items():
        assert found_in(held.decode("latin-1"), SECRETS) is None, where
