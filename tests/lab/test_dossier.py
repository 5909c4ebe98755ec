"""The dossier of the real attack on a real switch: every figure in it is computed again from its raw records.

Nothing of the dossier's own code is used for that: the entries of the journal as the archive holds them, read
as JSON, and the price of the site's own numbering.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab.company import Company
from lab.configuration import RECEPTION
from lab.guard import COMMAND, JournalView
from lab.outcome import ended
from tests.lab.test_chain import LUCKY, NUMBER, PUMPED, VERSIONS, enter, is_gone

from lab import attacks
from veilleur.evidence.bundle.standalone import verifier
from veilleur.words.events import CallEnded, CallStarted

pytestmark = [pytest.mark.lab, pytest.mark.slow]
Story = Callable[[str], str]


def are_over(journal: JournalView) -> bool:
    """Whether the journal knows the end of each call that it knows the start of."""
    over = {event.call for event in journal.events(CallEnded) if isinstance(event, CallEnded)}
    started = {event.call for event in journal.events(CallStarted) if isinstance(event, CallStarted)}
    return bool(started) and started <= over


def made(company: Company) -> zipfile.ZipFile:
    """The sealed dossier of the incident, confirmed by both verifiers."""
    out = company.home / "dossier"
    config = str(company.settings.source)
    words = [COMMAND, "dossier", "i1", "--config", config, "--out", str(out), "--lang", "fr", "--json"]
    said = subprocess.run(words, capture_output=True, text=True, check=True)
    path = json.loads(said.stdout)["zip"]
    for command in ([COMMAND, "verify", path], [sys.executable, verifier.__file__, path]):
        checked = subprocess.run(command, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    return zipfile.ZipFile(io.BytesIO(Path(path).read_bytes()))


def raw_entries(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    """The entries of the journal, public and personal part together."""
    lines = map(json.loads, archive.read("journal/chain.jsonl").splitlines())
    return [
        {
            "seq": line["seq"],
            "hash": line["hash"],
            "kind": line["kind"],
            **json.loads(line["public"]),
            **json.loads(line.get("personal", "{}")),
        }
        for line in lines
    ]


def hostile_legs(entries: list[dict[str, Any]]) -> dict[str, float]:
    """Call -> answered seconds, of all legs to the attacker's number."""
    answered: dict[str, float] = {}
    seconds: dict[str, float] = {}
    for one in entries:
        event, call = one.get("event"), one.get("call", "")
        if event == "CallStarted" and one["number"].endswith(NUMBER[2:]):
            seconds[call] = 0.0
        elif event == "CallAnswered" and call in seconds:
            answered.setdefault(call, one["seen_at"])
        elif event == "CallEnded" and call in answered and not seconds[call]:
            seconds[call] = max(0.0, one["seen_at"] - answered[call])
    return seconds


def every_figure_of_the_dossier_is_that_of_the_raw_records(version: str) -> str:
    with Company(version, asks=False) as company:
        enter(company, LUCKY)
        attacks.pump(company, PUMPED).wait()
        company.journal.wait_for(lambda _j: is_gone(company), "the forward gone")
        # The forward may be gone before the first call reaches it; this one leaves in any case.
        company.dial(RECEPTION, f"0{NUMBER}", holds_s=1.0).wait()
        carried = ended(company)
        company.journal.wait_for(are_over, "the end of each call")
        company.guard.stop()
        archive, numbering = made(company), company.settings.numbering()
    entries = raw_entries(archive)
    legs = hostile_legs(entries)
    figures = {one["name"]: one for one in json.loads(archive.read("chiffres.json"))}
    calls = list(csv.DictReader(io.StringIO(archive.read("appels.csv").decode("utf-8-sig"))))

    assert {row["call_id"] for row in calls} == set(legs)
    assert len(legs) >= max(1, len(carried))
    assert figures["calls_tried"]["value"] == len(legs)
    assert figures["calls_answered"]["value"] == sum(seconds > 0 for seconds in legs.values())
    assert figures["seconds"]["value"] == pytest.approx(sum(legs.values()), abs=1e-6)
    prices = {one["call"]: one["number"] for one in entries if one.get("event") == "CallStarted"}
    due = sum(numbering.destination(prices[call]).usual.cost(seconds) for call, seconds in legs.items())
    assert sum(figures[name]["value"] for name in figures if name in PRICED) == due
    assert sum(round(float(row["cost_eur"]) * 1e6) for row in calls) == due

    by_number = {one["seq"]: one for one in entries}
    for figure in figures.values():
        for number, digest in figure["entries"]:
            assert by_number[number]["hash"] == digest
    steps = list(csv.DictReader(io.StringIO(archive.read("chronologie.csv").decode("utf-8-sig"))))
    assert all(by_number[int(row["source_line"])]["hash"] == row["source_sha256"] for row in steps)
    done = {row["text_fr"].split(",")[0] for row in steps if row["kind"] == "done"}
    assert {"Renvoi retiré", "Messagerie verrouillée pour l’extérieur"} <= done
    return f"dossier: {len(legs)} calls, {due / 1e6:.2f} EUR, each figure computed again"


PRICED = {"cost_bill", "cost_deck", "cost_estimate"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "story", [every_figure_of_the_dossier_is_that_of_the_raw_records], ids=lambda story: story.__name__
)
def test_the_dossier_of_an_attack(
    story: Story, version: str, record_property: Callable[[str, object], None]
) -> None:
    record_property("account", f"Asterisk {version}, {story(version)}")
