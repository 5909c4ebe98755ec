"""Time-stamps of authorities: received, kept, checked from the file alone, missed when they are gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.evidence.bundle.authority import LocalAuthority
from tests.evidence.bundle.test_bundle import journal_extract, named

from veilleur.evidence.bundle import time_stamps
from veilleur.evidence.bundle.checking import check
from veilleur.evidence.bundle.container import packed, unpacked
from veilleur.evidence.bundle.names import STAMPS
from veilleur.evidence.bundle.packing import bundle
from veilleur.evidence.bundle.signature import SigningKey
from veilleur.evidence.bundle.time_stamps import Authority, stamp


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture(scope="module")
def two(folder: Path) -> Iterator[list[Authority]]:
    with LocalAuthority(folder / "one", "One") as one, LocalAuthority(folder / "two", "Two") as other:
        yield [Authority(each.url, each.certificate.read_bytes()) for each in (one, other)]


@pytest.fixture(scope="module")
def archive(folder: Path, two: list[Authority]) -> bytes:
    journal, about = journal_extract()
    parts = {"dossier.pdf": b"pages", "journal/chain.jsonl": journal}
    made, stamps = bundle(parts, {"journal": about}, SigningKey.at(folder / "key"), two, stamp)
    assert [one.why for one in stamps] == [None] * 4
    return made


def test_each_authority_stamps_the_manifest_and_the_head(archive: bytes, two: list[Authority]) -> None:
    checked = check(archive)
    assert named(archive) == set()
    assert {(authority, over) for authority, _part, over in checked.stamps} == {
        (one.url, over) for one in two for over in ("manifest", "head")
    }


def test_a_token_of_something_else_or_of_somebody_else_is_named(archive: bytes) -> None:
    parts = {part.name: part.content for part in unpacked(archive) or []}
    swapped = {**parts, "timestamps/1-head.tsr": parts["timestamps/1-manifest.tsr"]}
    assert "timestamps/1-head.tsr" in named(packed(list(swapped.items())))
    swapped = {**parts, "timestamps/1-ca.pem": parts["timestamps/2-ca.pem"]}
    assert "timestamps/1-manifest.tsr" in named(packed(list(swapped.items())))


def test_a_token_that_is_taken_out_is_missed(archive: bytes) -> None:
    parts = {part.name: part.content for part in unpacked(archive) or []}
    del parts["timestamps/2-manifest.tsr"]
    assert named(packed(list(parts.items()))) == {"timestamps/2-manifest.tsr"}
    unstamped = {**parts, STAMPS: b'{"stamps": []}'}
    assert STAMPS in named(packed(list(unstamped.items())))


def test_flipped_bits_in_tokens_and_certificates_are_found(archive: bytes) -> None:
    rng = Random(3)
    parts = {part.name: part for part in unpacked(archive) or []}
    for name in [name for name in parts if name.startswith("timestamps/")]:
        for _ in range(12):
            at = parts[name].at + rng.randrange(len(parts[name].content))
            data = bytearray(archive)
            data[at] ^= 1 << rng.randrange(8)
            assert name in named(bytes(data))


def test_without_an_answer_the_dossier_is_made_and_says_why(folder: Path, two: list[Authority]) -> None:
    gone = Authority("http://127.0.0.1:9/tsa", two[0].ca)
    with LocalAuthority(folder / "broken", is_broken=True) as broken:
        nonsense = Authority(broken.url, broken.certificate.read_bytes())
        made, stamps = bundle(
            {"dossier.pdf": b"pages"},
            {"journal": None},
            SigningKey.at(folder / "key"),
            [gone, nonsense],
            stamp,
        )
    assert [one.reply for one in stamps] == [b"", b""]
    assert named(made) == set()
    assert [authority for authority, _why in check(made).unstamped] == [gone.url, nonsense.url]
    listed = json.loads({part.name: part.content for part in unpacked(made) or []}[STAMPS])
    assert "no answer" in listed["stamps"][0]["why"]


def test_without_openssl_no_authority_is_asked(two: list[Authority], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_stamps.shutil, "which", lambda _name: None)
    assert stamp(two[0], "ab" * 32).why is not None
