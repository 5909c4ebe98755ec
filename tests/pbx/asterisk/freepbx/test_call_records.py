"""FreePBX's own call records: what left, with the number that the carrier got, and nothing else."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lab.freepbx.database import FreePbxDatabase

from veilleur.cli import main
from veilleur.config import load_text
from veilleur.pbx.adapter import PastCall
from veilleur.pbx.asterisk.freepbx.call_records import FreePbxPastCalls, trouble_with_database
from veilleur.words.calls import Origin
from veilleur.words.site import Site

pytestmark = pytest.mark.slow

NIGHT = datetime(2026, 7, 4, 1, 0, tzinfo=ZoneInfo("Europe/Paris")).timestamp()
LATVIA = "0037129011234"
REFUSED = {
    "dstchannel": "",
    "lastapp": "Playback",
    "lastdata": "all-circuits-busy-now&please-try-call-later, noanswer",
}


@pytest.fixture
def site() -> Site:
    return load_text(
        '[site]\nname = "x"\noutside_line = "0"\nextensions = ["2XX"]\ntrunks = ["PJSIP/carrier"]\n'
    ).site


@pytest.fixture
def login_file(database: FreePbxDatabase, tmp_path: Path) -> Path:
    path = tmp_path / "freepbx.conf"
    path.write_text(database.login_file)
    return path


def row(after_s: float, dialled: str = LATVIA, *, zone: str = "Europe/Paris", **more: Any) -> dict[str, Any]:
    """One row as FreePBX writes it of a call by telephone 203: `src` is the trunk's caller id."""
    at = NIGHT + after_s
    return {
        "calldate": datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S"),
        "clid": '"Atelier" <0199001200>',
        "src": "0199001200",
        "dst": "0" + dialled,
        "dcontext": "from-internal",
        "channel": "PJSIP/203-00000001",
        "dstchannel": "PJSIP/carrier-00000002",
        "lastapp": "Dial",
        "lastdata": f"PJSIP/{dialled}@carrier,300,TU(sub-send-obroute-email^x)",
        "duration": 65,
        "billsec": 60,
        "disposition": "ANSWERED",
        "amaflags": 3,
        "uniqueid": f"{int(at)}.{int(after_s) % 1000}",
        "linkedid": f"{int(at)}.{int(after_s) % 1000}",
        "cnum": "203",
        **more,
    }


def passed(database: FreePbxDatabase, path: Path, site: Site, *rows: dict[str, Any]) -> list[PastCall]:
    database.add("asteriskcdrdb", {"cdr": rows})
    return FreePbxPastCalls(path, site).between(NIGHT, NIGHT + 3_600)


def test_a_call_that_left_is_known_with_its_telephone_and_the_number_of_the_carrier(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    (one,) = passed(database, login_file, site, row(60))
    assert (one.record.extension, one.sent, one.channel) == ("203", LATVIA, f"{int(NIGHT) + 60}.60")
    assert (one.record.at, one.record.answered, one.record.billed_s) == (NIGHT + 60, True, 61.0)


def test_a_refusal_that_was_answered_by_the_busy_sentence_is_no_call(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    assert passed(database, login_file, site, row(60, **REFUSED)) == []


def test_a_call_to_a_colleague_and_one_that_came_in_did_not_leave(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    inside = row(60, dst="204", dstchannel="PJSIP/204-00000003", lastdata="PJSIP/204/sip:204@192.0.2.3,15")
    came_in = row(
        70,
        channel="PJSIP/carrier-00000004",
        dstchannel="PJSIP/204-00000005",
        dst="204",
        src=LATVIA,
        cnum=LATVIA,
    )
    assert passed(database, login_file, site, inside, came_in) == []


def test_a_prefix_of_the_house_s_own_is_not_what_the_carrier_got(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    (one,) = passed(database, login_file, site, row(60, dst="77" + LATVIA))
    assert one.sent == LATVIA


def test_a_carrier_s_prefix_is_taken_off_and_one_that_may_begin_a_number_is_not(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    carriers = row(60, dst="00199001234", lastdata="PJSIP/99990199001234@carrier,300")
    abroad = row(70, dst="0371290112", lastdata="PJSIP/00371290112@carrier,300")
    first, second = passed(database, login_file, site, carriers, abroad)
    assert (first.sent, second.sent) == ("0199001234", "00371290112")


def test_a_custom_trunk_and_a_local_leg_of_a_forward_are_calls_that_left(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    caller = row(
        60,
        channel="PJSIP/carrier-0000000a",
        dst="203",
        src="0612345678",
        cnum="0612345678",
        dstchannel="Local/x@from-internal-0001;1",
        lastdata="Local/x@from-internal/n,20",
    )
    leg = row(61, channel="Local/x@from-internal-0001;2", lastdata=f"PJSIP/carrier/{LATVIA},300")
    (one,) = passed(database, login_file, site, caller, leg)
    assert (one.sent, one.record.outside_caller, one.record.extension) == (LATVIA, "0612345678", "203")


def test_a_leg_that_a_program_placed_on_the_trunk_itself_left_too(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    (one,) = passed(
        database,
        login_file,
        site,
        row(
            60,
            channel="PJSIP/carrier-0000000b",
            dstchannel="",
            lastapp="AppDial2",
            lastdata="(Outgoing Line)",
            src="",
            cnum="",
        ),
    )
    assert one.record.origin is Origin.UNKNOWN


def test_two_numbers_of_one_channel_are_two_calls_and_two_tries_of_one_are_one(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    first = row(60, disposition="NO ANSWER", billsec=0, sequence=1)
    tried_again = row(60, lastdata=f"PJSIP/{LATVIA}@carrier,30", sequence=2)
    other = row(60, lastdata="PJSIP/0037129011001@carrier,30", dst="00037129011001", sequence=3)
    calls = passed(database, login_file, site, first, tried_again, other)
    assert len({one.record.call for one in calls}) == 2
    again = FreePbxPastCalls(login_file, site).between(NIGHT, NIGHT + 3_600)
    assert again == calls


def test_a_table_that_is_written_in_utc_proves_itself(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    (one,) = passed(database, login_file, site, row(60, zone="UTC"))
    assert one.record.at == NIGHT + 60


def test_only_the_time_that_is_asked_for_counts_and_a_call_that_ran_into_it(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    long_one = row(-7_000, duration=7_100, billsec=7_090)
    found = passed(database, login_file, site, row(-600), long_one, row(4_000))
    assert [one.record.at for one in found] == [NIGHT - 7_000]


def test_what_keeps_the_records_from_being_read_is_one_sentence(
    database: FreePbxDatabase, login_file: Path, site: Site
) -> None:
    assert trouble_with_database(login_file) == ""
    database.run("asteriskcdrdb", "DROP TABLE cdr")
    assert "cannot be read" in trouble_with_database(login_file)
    assert "freepbx.conf" in FreePbxPastCalls(login_file.with_name("no-freepbx.conf"), site).trouble()


def test_learn_reads_the_records_of_the_pbx_itself_and_learns_no_refusal(
    database: FreePbxDatabase,
    login_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = datetime.now(UTC).timestamp()
    office = [
        row(
            now - NIGHT - day * 86_400,
            "0049301234567",
            uniqueid=f"{int(now) - day}.1",
            linkedid="",
            sequence=day,
        )
        for day in range(20, 60)
    ]
    refused = [row(now - NIGHT - day * 86_400, **REFUSED) for day in range(30, 35)]
    database.add("asteriskcdrdb", {"cdr": [*office, *refused]})
    config = tmp_path / "veilleur.toml"
    config.write_text(
        '[site]\nname = "x"\noutside_line = "0"\nextensions = ["2XX"]\n[hours]\nalways = true\n'
        f"[asterisk]\ncdr_database = '{login_file}'\n[journal]\nfile = '{tmp_path / 'journal.db'}'\n"
    )
    monkeypatch.setattr(sys, "argv", ["veilleur", "learn", "--from-pbx", "--config", str(config), "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    out = capsys.readouterr()
    assert ended.value.code == 0, out.err
    assert json.loads(out.out)["summary"]["calls_learned"] == len(office)
