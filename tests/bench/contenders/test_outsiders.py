"""Anybody can bring an attacker or a program of theirs without touching a file of ours."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from veilleur.bench.contenders import external_rule
from veilleur.bench.contenders.rules import CONTENDERS
from veilleur.bench.measure import Setting, measure
from veilleur.simulation import attacks
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError

ATTACKER = "tests.bench.contenders.outside_attacker"
# Refuses every call to a number that begins with 00; says nothing about anything else.
REFUSER = """
import json, sys
for line in sys.stdin:
    event = json.loads(line)
    hit = event["event"] == "CallRequested" and event["number"].lstrip("0").startswith("960")
    print(json.dumps([{"id": "1", "at": event["at"], "kind": "refuse", "subject": "request",
        "target": event["request"]}] if hit else []), flush=True)
"""
# Alerts at each record of a call of ten minutes or more.
READER = """
import csv, json, os, subprocess, sys
follow = ["tail", "-n", "+1", f"--pid={os.getpid()}", "-f", sys.argv[1]]
with subprocess.Popen(follow, stdout=subprocess.PIPE, text=True) as grown:
    for line in grown.stdout:
        row = next(csv.reader([line]))
        hit = int(row[13]) >= 600
        print(json.dumps([{"id": "1", "at": float(row[16].split(".")[0]), "kind": "alert",
            "subject": "site", "target": ""}] if hit else []), flush=True)
"""


@pytest.fixture
def outsiders() -> Iterator[None]:
    attackers, rules = dict(attacks.ATTACKS), dict(CONTENDERS)
    yield
    for table, before in ((attacks.ATTACKS, attackers), (CONTENDERS, rules)):
        table.clear()
        table.update(before)


def setting(rule: str, *vantages: Vantage) -> Setting:
    return Setting(days=5, rules=(rule,), vantages=vantages, attacks=("X-outside",))


def test_an_attacker_from_outside_is_measured_like_ours(outsiders: None) -> None:
    assert attacks.load(ATTACKER).id == "X-outside"
    (unwatched,), _ = measure("office", 1, setting("nothing"))
    assert unwatched.euros > 0
    (watched,), _ = measure("office", 1, setting("Veilleur", Vantage.ASKED))
    assert watched.detected
    assert watched.euros < unwatched.euros


@pytest.mark.parametrize("module", ["no.such.module", "json"])
def test_a_module_without_an_attacker_is_named_in_one_sentence(module: str) -> None:
    with pytest.raises(InputError, match=module):
        attacks.load(module)


def test_a_program_that_reads_events_is_obeyed(outsiders: None, tmp_path: Path) -> None:
    attacks.load(ATTACKER)
    script = tmp_path / "refuser.py"
    script.write_text(REFUSER)
    rule = external_rule.add(f"acme={sys.executable} {script}")
    assert rule.vantages == (Vantage.ASKED,)
    (unwatched,), _ = measure("office", 2, setting("nothing"))
    (found,), (life,) = measure("office", 2, setting("acme"))
    assert unwatched.passed > 0
    if found.passed == 0:  # half of the seeds dial other countries than the attacker's own
        assert (found.detected, found.by) == (True, "refuse")
    assert life.counts.get("refused", 0) == 0


def test_a_program_that_reads_master_csv_alerts_after_the_record(outsiders: None, tmp_path: Path) -> None:
    attacks.load(ATTACKER)
    script = tmp_path / "reader.py"
    script.write_text(READER)
    rule = external_rule.add(f"reader={sys.executable} {script} {{master.csv}}")
    assert rule.vantages == (Vantage.RECORDS,)
    (found,), _ = measure("office", 1, setting("reader"))
    assert (found.detected, found.by, found.records) == (True, "alert", 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [("acme", "names no program"), ("acme=/no/such/program", "cannot be started"),
     ("acme=true", "has ended"), ("acme=cat", "is no JSON list")],
)  # fmt: skip
def test_a_program_that_is_of_no_use_stops_the_run_in_one_sentence(
    outsiders: None, text: str, why: str
) -> None:
    def run() -> None:
        external_rule.add(text)
        measure("craftsman", 1, setting("acme"))

    with pytest.raises(InputError, match=why):
        run()
