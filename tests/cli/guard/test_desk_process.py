"""The guard with its desk, as processes: an attack wakes the owner by mail, and one answer settles it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab.addresses import free_port
from lab.waiting import until
from tests.alerts.http_stand_in import HttpStandIn
from tests.alerts.test_mail import Box, serving
from tests.desk.test_answer_links import press
from tests.web.watch.client import ALERT_CODE, Client

from veilleur.cli.guard.desk_child import GUARD_PID
from veilleur.config import load
from veilleur.control.client import ask
from veilleur.guard.passcodes import Passcodes
from veilleur.pbx.registry import sections
from veilleur.words.events import AlertAnswered, AlertSent, OwnerAnswered

pytestmark = pytest.mark.slow
FOREIGN = "000881612345678"  # satellite: dear whoever calls


@pytest.fixture
def box(site: Any) -> Iterator[Box]:
    """Paul is alerted by mail; what he gets is in the box."""
    box = Box()
    with serving(box) as server:
        site.config.write_text(
            site.config.read_text()
            + '[judge]\nmode = "enforce"\n[guard]\nlanguage = "fr"\n'
            + f'[alerts]\nword = "tilleul"\nwait_minutes = 1\n[alerts.mail]\nserver = "127.0.0.1"\n'
            f'port = {server.port}\nsecurity = "none"\nsender = "veilleur@example.org"\n'
            '[[alerts.person]]\nname = "Paul"\nmail = "paul@example.org"\n'
        )
        yield box


def attack(site: Any) -> None:
    site.switch.do(lambda: site.switch.pbx.originate(FOREIGN, 600.0))


def texts(box: Box) -> list[str]:
    return [one.get_body(("plain",)).get_content() for one in box.taken]  # type: ignore[union-attr]


def desk_of(guard: int) -> int:
    """The process id of a guard's desk; 0 while there is none."""
    children = Path(f"/proc/{guard}/task/{guard}/children").read_text().split()
    for child in children:
        if b"desk" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return 0


def test_an_attack_wakes_the_owner_and_one_answer_settles_it(site: Any, box: Box, run: Any) -> None:
    site.guard.start()
    attack(site)
    until(lambda: box.taken, "a mail about the attack")
    assert "tilleul" in texts(box)[0]
    assert "Garage Martin" in str(box.taken[0]["Subject"])

    site.guard.journal.wait_for(
        lambda journal: journal.events(AlertSent), "the proof of when Paul was alerted"
    )
    sent = site.guard.journal.events(AlertSent)[0]
    assert (sent.person, sent.channel, sent.step, sent.why) == ("Paul", "mail", "first", "")

    code, out, err = run("answer", "keep", sent.conversation, "--lang", "fr")
    assert (code, err) == (0, "")
    assert "tout reste bloqué" in out
    assert site.guard.journal.events(AlertAnswered)[0].answer == "keep"
    assert site.guard.stop() == 0


def test_a_desk_that_is_killed_comes_back_and_wakes_nobody_twice(site: Any, box: Box) -> None:
    site.guard.start()
    until(lambda: desk_of(site.guard.pid), "a desk")
    first = desk_of(site.guard.pid)
    attack(site)
    site.guard.journal.wait_for(lambda journal: journal.events(AlertSent), "an alert")
    os.kill(first, signal.SIGKILL)
    until(lambda: desk_of(site.guard.pid) not in (0, first), "another desk")
    until(lambda: site.guard.said.count("Les alertes sont prêtes") == 2, "its reading of the journal")
    assert site.ask("0199001234") == "allow"  # the guard decides all the while
    assert len(box.taken) == 1
    assert site.guard.stop() == 0


def test_a_dead_mail_server_delays_no_decision_and_is_in_the_journal(site: Any, box: Box) -> None:
    site.config.write_text(site.config.read_text().replace('server = "127.0.0.1"', 'server = "127.0.0.2"'))
    site.guard.start()
    attack(site)
    site.guard.journal.wait_for(
        lambda journal: any(event.why for event in journal.events(AlertSent)), "the failure"
    )
    assert site.ask("0112") == "allow"
    assert box.taken == []
    assert site.guard.stop() == 0


def test_a_drill_reaches_a_telephone_and_says_of_each_way_what_it_proved(site: Any, run: Any) -> None:
    """Answered by the button of a push; the gateway of the text messages is gone, and that is said."""
    with HttpStandIn() as ntfy:
        nadia = f'[[alerts.person]]\nname = "Nadia"\nsms = "0639980002"\nntfy = "{ntfy.address}/secret"\n'
        gone = f'[alerts.sms]\nurl = "http://127.0.0.1:{free_port()}/"\nfields = {{ t = "{{text}}" }}\n'
        site.config.write_text(site.config.read_text() + nadia + gone)
        site.guard.start()
        ntfy.answer = press_the_first_button
        code, out, err = run("drill", "--seconds", "60", "--lang", "fr")
        assert (code, err) == (0, ""), out
        assert "Réussi" in out
        assert "Éprouvé par une réponse\u00a0: ntfy (Nadia)." in out
        assert "Ne marche pas, et manquerait la nuit où il le faudrait\u00a0: sms (Nadia)." in out
    assert site.guard.stop() == 0


def press_the_first_button(stand_in: HttpStandIn) -> bytes:
    """What the answer topic holds once the telephone's owner has pressed: the token of the first button."""
    for got in stand_in.requests:
        if got.method == "POST" and got.path == "/":
            token = json.loads(got.body)["actions"][0]["body"]
            return json.dumps({"id": "p1", "event": "message", "message": token}).encode()
    return b""


def test_a_desk_whose_guard_died_before_it_had_begun_ends_too(site: Any, box: Box) -> None:
    """Else the next guard's desk would be the second one, and wake everybody twice."""
    site.guard.start()  # makes the journal's folder
    assert site.guard.stop() == 0
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    words = [sys.executable, "-m", "veilleur", "desk", "--config", str(site.config)]
    desk = subprocess.Popen(
        words,
        env={**os.environ, GUARD_PID: str(gone.pid)},
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    try:
        assert desk.wait(timeout=60) == 0
    finally:
        desk.kill()
        desk.wait()


def test_a_yes_by_a_link_changes_the_running_decision(site: Any, box: Box, run: Any) -> None:
    """A drill opens a link on the telephone; the attack's own link then lets that number through."""
    port = free_port()
    site.config.write_text(
        site.config.read_text().replace(
            "[alerts]\n", f'[page]\nport = {port}\n[alerts]\nanswer_address = "http://127.0.0.1:{port}"\n'
        )
    )
    site.guard.start()
    Passcodes(site.folder / "var" / "codes.json").set("alert", ALERT_CODE)
    telephone = Client(port)
    assert ask(load(site.config, sections()).control_socket, {"do": "drill"}) is not None
    until(lambda: box.taken, "the drill's mail")
    press(telephone, link_in(texts(box)[0]), "seen", ALERT_CODE)
    attack(site)
    until(lambda: len(box.taken) > 1, "a mail about the attack")
    for number in range(12):
        if site.ask(FOREIGN, unique=f"before{number}") != "allow":
            break
        attack(site)
    else:
        pytest.fail("the honest call was never refused")
    reply = press(telephone, link_in(texts(box)[-1]), "allow")
    assert reply.status == 200, reply.text
    assert site.ask(FOREIGN, unique="after") == "allow"
    assert site.guard.journal.events(OwnerAnswered)[0].by == "Paul (link) (page)"
    assert site.guard.stop() == 0


def link_in(text: str) -> str:
    """The path of a mail's link."""
    found = re.search(r"http://127\.0\.0\.1:\d+(/a/\S+)", text)
    assert found is not None, text
    return found[1]
