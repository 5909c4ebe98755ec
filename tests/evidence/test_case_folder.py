"""A case keeps the raw files as they were, and says no more than its hashes prove."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from tests.evidence import stories

from veilleur.evidence import CaseFolder, PastIncident, SeenFile, describe, examine, taught_judge
from veilleur.numbering import DialPlan
from veilleur.records import SortedRecords, read
from veilleur.words.errors import InputError
from veilleur.words.site import Site

SITE = Site(outside_line="", extensions=("1XX",))
READ_AT = 1_795_000_000.0


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return stories.written(tmp_path, "Master.csv", stories.office(), stories.clinic_pump())


@pytest.fixture
def incident(records: Path) -> PastIncident:
    numbering = DialPlan(SITE)
    with SortedRecords(read([records], SITE)) as ordered:
        return examine(ordered, SITE, numbering, taught_judge(ordered, SITE, numbering)).incidents[0]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_kept_file_is_the_file_and_the_manifest_says_so(
    tmp_path: Path, records: Path, incident: PastIncident
) -> None:
    files = describe([SeenFile.of(records)], {str(records): "asterisk-master-csv"}, {}, READ_AT)
    folder = CaseFolder(tmp_path / "cases").open(incident, files, SITE)

    manifest = json.loads((folder / "case.json").read_text())
    kept = folder / manifest["files"][0]["kept_as"]
    assert kept.read_bytes() == records.read_bytes()
    assert manifest["files"][0]["sha256"] == sha256(records)
    assert manifest["files"][0]["size_bytes"] == records.stat().st_size
    assert manifest["files"][0]["format_name"] == "asterisk-master-csv"
    assert manifest["files"][0]["read_at"] == READ_AT
    assert manifest["grade"] == "records_only"
    assert manifest["incident"]["calls"] == len(manifest["calls"]) == len(incident.calls)
    assert (folder / "case.json.sha256").read_text() == f"{sha256(folder / 'case.json')}  case.json\n"


def test_a_second_check_of_the_same_file_leaves_the_case_as_it_is(
    tmp_path: Path, records: Path, incident: PastIncident
) -> None:
    cases = CaseFolder(tmp_path / "cases")
    first = cases.open(incident, describe([SeenFile.of(records)], {}, {}, READ_AT), SITE)
    before = sha256(first / "case.json")
    again = cases.open(incident, describe([SeenFile.of(records)], {}, {}, READ_AT + 1000), SITE)
    assert again == first
    assert sha256(first / "case.json") == before


def test_two_incidents_of_one_file_share_its_copy(
    tmp_path: Path, records: Path, incident: PastIncident
) -> None:
    cases = CaseFolder(tmp_path / "cases")
    files = describe([SeenFile.of(records)], {}, {}, READ_AT)
    later = PastIncident("i2", [one._replace(at=one.at + 86_400) for one in incident.calls])
    first, second = cases.open(incident, files, SITE), cases.open(later, files, SITE)
    assert first != second
    assert (second / "raw/01-Master.csv").samefile(first / "raw/01-Master.csv")


def test_a_log_that_goes_on_growing_is_kept_as_far_as_it_was_read(
    tmp_path: Path, records: Path, incident: PastIncident
) -> None:
    before, seen = records.read_bytes(), [SeenFile.of(records)]
    with records.open("ab") as log:
        log.write(b'"","101","0199000010"\n')
    folder = CaseFolder(tmp_path / "cases").open(incident, describe(seen, {}, {}, READ_AT), SITE)
    assert (folder / "raw/01-Master.csv").read_bytes() == before


def test_a_log_that_was_rotated_meanwhile_is_not_kept_for_another(tmp_path: Path, records: Path) -> None:
    seen = [SeenFile.of(records)]
    records.rename(tmp_path / "Master.csv.1")
    records.write_text("")
    with pytest.raises(InputError, match="replaced while it was read"):
        describe(seen, {}, {}, READ_AT)


def test_a_case_that_was_cut_off_while_it_was_written_is_begun_anew(
    tmp_path: Path, records: Path, incident: PastIncident
) -> None:
    cases, files = CaseFolder(tmp_path / "cases"), describe([SeenFile.of(records)], {}, {}, READ_AT)
    folder = cases.open(incident, files, SITE)
    (folder / "case.json").unlink()
    (folder / "raw/01-Master.csv").chmod(0o600)
    (folder / "raw/01-Master.csv").write_bytes(b"half")
    assert cases.open(incident, files, SITE) == folder
    assert sha256(folder / "raw/01-Master.csv") == sha256(records)


def test_no_place_to_write_is_one_sentence(tmp_path: Path, records: Path, incident: PastIncident) -> None:
    (tmp_path / "cases").write_text("a file stands here")
    with pytest.raises(InputError, match="--cases"):
        CaseFolder(tmp_path / "cases").open(incident, describe([SeenFile.of(records)], {}, {}, READ_AT), SITE)
