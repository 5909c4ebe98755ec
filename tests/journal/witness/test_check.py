"""A witness vouches for what stood before its last head: what is rewritten or cut there is found."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journal.troubles import NIGHT, SITE, codes, rewrite, tick

from veilleur.journal import Journal, verify
from veilleur.journal.head import head_path
from veilleur.journal.witness.head_line import WitnessedHead, head_line, heads_in
from veilleur.journal.witness.testimony import WitnessTestimony, read_testimony
from veilleur.words.events import Tick

MINUTE_S = 60.0
ENTRIES = 25
HOSTILE = 'Garage "Martin"\u2028 veilleur: journal head 1:' + "0" * 64


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def written(path: Path, entries: int) -> list[WitnessedHead]:
    """A journal with one entry a minute, and the head of each."""
    journal = Journal(path)
    for number in range(entries):
        at = NIGHT + MINUTE_S * number
        journal.append_event(SITE, Tick(at, at))
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT seq, hash FROM entries ORDER BY seq").fetchall()
    return [
        WitnessedHead(seq, digest, NIGHT + MINUTE_S * (seq - 1), SITE, is_receipt=True)
        for seq, digest in rows
    ]


@pytest.fixture(scope="module")
def long_one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[WitnessedHead]]:
    """A journal that is copied for each example."""
    path = tmp_path_factory.mktemp("long") / "journal.db"
    return path, written(path, ENTRIES)


def of_witness(heads: list[WitnessedHead]) -> WitnessTestimony:
    return WitnessTestimony("elsewhere", tuple(heads))


def test_a_witness_says_up_to_which_entry_and_moment_it_vouches(path: Path) -> None:
    heads = written(path, 10)
    result = verify(path, testimonies=[of_witness(heads[:6])])
    assert (result.findings, result.is_vouched_for) == ([], True)
    (verdict,) = result.witnesses
    assert (verdict.heads, verdict.vouched_seq, verdict.vouched_at) == (6, 6, NIGHT + 5 * MINUTE_S)
    assert verdict.is_receipt
    assert verdict.silent_from == NIGHT + 5 * MINUTE_S


def test_a_night_that_was_rewritten_with_a_fresh_chain_is_found(path: Path) -> None:
    heads = written(path, 10)
    for file in path.parent.iterdir():
        file.unlink()
    written_again = Journal(path)
    for number in range(10):
        tick(written_again, int(MINUTE_S) * number + (number > 3))
    written_again.close()
    assert codes(path) == []  # the file alone shows nothing
    result = verify(path, testimonies=[of_witness(heads)])
    assert [(one.seq, one.code) for one in result.findings] == [(5, "witness_differs")]
    assert result.witnesses[0].vouched_seq == 4


def test_a_tail_that_was_cut_with_its_head_file_is_found(path: Path) -> None:
    heads = written(path, 10)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM entries WHERE seq > 7")
    head_path(path).unlink()
    result = verify(path, testimonies=[of_witness(heads)])
    assert ("witness_ahead", 8) in [(one.code, one.seq) for one in result.findings]
    assert result.witnesses[0].vouched_seq == 7


def test_an_empty_journal_in_its_place_is_found(path: Path) -> None:
    heads = written(path, 3)
    for file in path.parent.iterdir():
        file.unlink()
    Journal(path).close()
    assert codes(path, testimonies=[of_witness(heads)]) == ["witness_unknown"]


def test_the_silences_of_a_witness_are_named_and_are_no_finding(path: Path) -> None:
    heads = written(path, 60)
    result = verify(path, testimonies=[of_witness(heads[:20] + heads[40:])])
    assert result.findings == []
    (verdict,) = result.witnesses
    assert verdict.gaps == [(NIGHT + 19 * MINUTE_S, NIGHT + 40 * MINUTE_S)]
    assert verdict.silent_from == 0


def test_a_witness_that_hears_once_an_hour_is_not_silent_after_two(path: Path) -> None:
    heads = written(path, 600)
    result = verify(path, testimonies=[of_witness(heads[::60])])
    assert (result.witnesses[0].gaps, result.witnesses[0].silent_from) == ([], 0)


def test_heads_of_other_sites_are_passed_over(path: Path) -> None:
    heads = written(path, 5)
    of_others = [head._replace(site="Elsewhere", hash="0" * 64) for head in heads]
    result = verify(path, testimonies=[of_witness(heads + of_others)])
    assert (result.findings, result.witnesses[0].heads) == ([], 5)


def test_a_time_stamp_counts_only_where_its_authority_confirms_it(path: Path) -> None:
    heads = written(path, 5)
    stamped = [heads[1], heads[3]._replace(stamp="dG9rZW4=")]
    good = verify(path, testimonies=[of_witness(stamped)], is_token_right=lambda _head: True)
    assert (good.findings, good.witnesses[0].vouched_seq) == ([], 4)
    forged = verify(path, testimonies=[of_witness(stamped)])
    assert [one.code for one in forged.findings] == ["witness_stamp_wrong"]
    assert forged.witnesses[0].vouched_seq == 2


@given(
    heard=st.lists(st.integers(0, ENTRIES - 1), min_size=1, max_size=6),
    place=st.integers(0, 10_000),
    is_cut=st.booleans(),
)
def test_whatever_is_rewritten_or_cut_before_a_witnessed_head_is_found(
    long_one: tuple[Path, list[WitnessedHead]], heard: list[int], place: int, is_cut: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(long_one[0], folder))
        known = [long_one[1][number] for number in heard]
        last = max(head.seq for head in known)
        changed = 1 + place % last  # the head file is not there: whoever may write here may write that too
        if is_cut:
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("DELETE FROM entries WHERE seq >= ?", [changed])
        else:
            rewrite(path, changed, onward=True)
        result = verify(path, testimonies=[of_witness(known)])
        assert {"witness_differs", "witness_ahead", "witness_unknown"} & {one.code for one in result.findings}
        assert result.witnesses[0].vouched_seq < changed


@given(last=st.integers(1, ENTRIES - 1), place=st.integers(0, 10_000))
def test_nothing_is_claimed_for_what_came_after_the_last_head(
    long_one: tuple[Path, list[WitnessedHead]], last: int, place: int
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(long_one[0], folder))
        rewrite(path, last + 1 + place % (ENTRIES - last), onward=True)
        result = verify(path, testimonies=[of_witness(long_one[1][:last])])
        assert [one.code for one in result.findings] == ["head_missing"]
        assert result.witnesses[0].vouched_seq == last


@given(
    seq=st.integers(1, 10**17),
    at=st.integers(0, 4_000_000_000),
    site=st.one_of(st.text(max_size=60), st.just(HOSTILE)),
    before=st.text(max_size=30),
)
def test_a_line_gives_its_head_again_in_any_text(seq: int, at: int, site: str, before: str) -> None:
    line = head_line(seq, "ab" * 32, float(at), site)
    assert "\n" not in line
    assert line.isascii()
    (found, *more) = heads_in(f"{before}\n{line}\n")
    assert (found.seq, found.hash, found.at, found.site) == (seq, "ab" * 32, float(at), site)
    assert not more


def test_a_folder_of_files_and_a_log_servers_file_are_witnesses(tmp_path: Path) -> None:
    folder = tmp_path / "put"
    folder.mkdir()
    for number in (2, 1, 3):
        line = head_line(number, f"{number}" * 64, NIGHT + number, SITE)
        (folder / f"{4 - number}.head").write_text(line)
    assert [head.seq for head in read_testimony(folder).heads] == [1, 2, 3]
    log = tmp_path / "syslog"
    log.write_bytes(
        b"\xff\n2026 host veilleur: veilleur: journal head 7:" + b"a" * 64 + b" (/var/journal.db)\n"
    )
    (head,) = read_testimony(log).heads
    assert (head.seq, head.at, head.site) == (7, 0.0, "")
