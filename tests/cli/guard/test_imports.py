"""An idle guard holds no library that only others need: a small machine runs it beside its PBX."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# What draws pages, signs, reads tables and files of strangers, knows the calendars of the world. A guard
# needs pydantic for its configuration, typer for its command, sqlalchemy for its journal, h11 to be asked.
HEAVY = {
    "apprise",
    "argon2",
    "babel",
    "cryptography",
    "dateutil",
    "fastapi",
    "holidays",
    "jinja2",
    "markupsafe",
    "matplotlib",
    "numpy",
    "pdfplumber",
    "polars",
    "pymysql",
    "pyotp",
    "rich",
    "segno",
    "serial",
    "starlette",
    "tomlkit",
    "typst",
    "uvicorn",
}
GUARD = """
import asyncio, sys
from pathlib import Path
import veilleur.cli.guard.command
from veilleur.cli.options import settings_required
from veilleur.guard import Guard
from veilleur.words.events import GuardStarted

async def begin():
    guard = Guard(settings_required(Path(sys.argv[1])))
    guard.receive(GuardStarted(1_790_000_000.0, 1_790_000_000.0, "1", None))  # a Monday in September 2026
    guard.keep_state()
    guard.journal.close()

asyncio.run(begin())
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
SWITCHES = {
    "asterisk": '[asterisk]\nsecret = "x"\n',
    "freeswitch": "[freeswitch]\n",
    "gate": "[gate]\n",
    "http": "[http]\n",
    "gate before an asterisk": '[gate]\n[asterisk]\nsecret = "x"\n',
}
SITES = {
    "as installed": "",
    "hours": '[hours]\nmon-fri = "08:00-18:30"\nholidays = "FR"\nclosed = ["2026-08-03/2026-08-21"]\n',
}


def loaded_by_a_guard(folder: Path, text: str) -> set[str]:
    """The libraries in the memory of a guard that has begun."""
    for secret in ("gate-secret", "http-tokens.json", "freeswitch-secret"):
        (folder / secret).write_text("0123456789abcdef\n" if "json" not in secret else "{}\n")
        (folder / secret).chmod(0o600)
    (folder / "veilleur.toml").write_text(text)
    words = [sys.executable, "-c", GUARD, str(folder / "veilleur.toml")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("site", SITES.values(), ids=SITES.keys())
@pytest.mark.parametrize("switch", SWITCHES.values(), ids=SWITCHES.keys())
def test_a_guard_without_a_page_holds_nothing_heavy(tmp_path: Path, switch: str, site: str) -> None:
    found = loaded_by_a_guard(tmp_path, switch + site)
    assert "veilleur" in found
    assert found & HEAVY == set()


def test_the_calendars_of_the_world_are_loaded_for_another_country_alone(tmp_path: Path) -> None:
    assert "holidays" in loaded_by_a_guard(tmp_path, '[site]\ncountry = "DE"\n' + SWITCHES["asterisk"])


def test_a_gate_that_speaks_tls_has_loaded_what_reads_certificates_before_a_caller_waits(
    tmp_path: Path,
) -> None:
    (tmp_path / "tls.cfg").write_text(f"certificate = {tmp_path}/gate.pem\n")
    assert "cryptography" in loaded_by_a_guard(tmp_path, '[gate]\ndirectory = "."\n')
