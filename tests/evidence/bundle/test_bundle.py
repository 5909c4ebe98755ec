"""One flipped bit anywhere is found and named, by our verifier and by the second one alike."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path
from random import Random

import pytest

from veilleur.evidence.bundle.checking import check
from veilleur.evidence.bundle.container import CONTAINER, packed, unpacked
from veilleur.evidence.bundle.names import KEY, MANIFEST
from veilleur.evidence.bundle.packing import bundle
from veilleur.evidence.bundle.parts import second_verifier
from veilleur.evidence.bundle.signature import SigningKey, is_signed
from veilleur.evidence.bundle.standalone import verifier
from veilleur.evidence.bundle.time_stamps import stamp
from veilleur.journal import chain

CORRUPTIONS = int(os.environ.get("VEILLEUR_CORRUPTIONS", "3000"))  # a hundred thousand in `make nightly`
LINES_MOST = 200


def journal_extract(entries: int = 12) -> tuple[bytes, dict[str, object]]:
    """Some entries of a chain, one of them with its personal part."""
    previous, lines = "ab" * 32, []
    for seq in range(40, 40 + entries):
        personal, salt = ('{"number":"0037129990000"}', b"\x01" * 16) if seq == 43 else ("", b"")
        fields = {
            "seq": seq,
            "site": "Garage Martin",
            "at": 1.5 + seq,
            "kind": "event",
            "public": '{"event":"Tick"}',
            "commitment": chain.commitment(salt, personal),
            "previous": previous,
        }
        previous = chain.entry_hash(
            seq=seq,
            site="Garage Martin",
            at=1.5 + seq,
            kind="event",
            public='{"event":"Tick"}',
            personal_commitment=str(fields["commitment"]),
            previous=str(fields["previous"]),
        )
        whole = {**fields, "hash": previous}
        if personal:
            whole |= {"personal": personal, "salt": salt.hex()}
        lines.append(chain.canonical(whole))
    text = "".join(f"{line}\n" for line in lines).encode()
    return text, {"first": 40, "last": 39 + entries, "head": previous}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return SigningKey.at(tmp_path_factory.mktemp("key") / "dossier.key")


@pytest.fixture(scope="module")
def archive(key: SigningKey) -> bytes:
    journal, about = journal_extract()
    parts = {
        "dossier.pdf": Random(1).randbytes(900),
        "appels.csv": b"number\r\n1\r\n",
        "raw/01-relevé.csv": b"a;b;c\n" * 40,
        "journal/chain.jsonl": journal,
    }
    return bundle(parts, {"reference": "V-1", "journal": about}, key, (), stamp)[0]


def named(data: bytes, expected_key: str = "") -> set[str]:
    """What ours names, once the second verifier has named the same."""
    ours = {finding.part for finding in check(data, expected_key).findings}
    theirs = {part for part, _what in verifier.faults(data, expected_key)}
    assert ours == theirs
    return ours


def test_a_whole_archive_is_whole_and_any_program_opens_it(archive: bytes) -> None:
    assert named(archive) == set()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert opened.read("raw/01-relevé.csv").startswith(b"a;b;c")


def test_every_single_bit_is_found_and_its_part_named(archive: bytes) -> None:
    """Every bit of a small archive, whatever it stands for."""
    parts = unpacked(archive)
    assert parts is not None
    owner = {place: part.name for part in parts for place in range(part.at, part.at + len(part.content))}
    step = max(1, len(archive) * 8 // CORRUPTIONS)
    for bit in range(Random(7).randrange(step), len(archive) * 8, step):
        data = bytearray(archive)
        data[bit // 8] ^= 1 << bit % 8
        found = named(bytes(data))
        expected = owner.get(bit // 8, CONTAINER)
        assert expected in found, (bit // 8, expected, found)


def test_random_corruptions_of_many_bytes_are_found(archive: bytes) -> None:
    rng = Random(11)
    for _ in range(CORRUPTIONS):
        data = bytearray(archive)
        kind = rng.randrange(4)
        at = rng.randrange(len(data))
        if kind == 0:
            del data[at : at + rng.randrange(1, 60)]
        elif kind == 1:
            data[at:at] = rng.randbytes(rng.randrange(1, 40))
        elif kind == 2:
            length = min(rng.randrange(1, 30), len(data) - at)
            data[at : at + length] = rng.randbytes(length)
        else:
            other = rng.randrange(len(data) - 20)
            data[at : at + 20] = archive[other : other + 20]
        if bytes(data) != archive:
            assert named(bytes(data)), (kind, at)


def test_a_part_that_is_changed_with_its_check_sum_is_named(archive: bytes) -> None:
    parts = [(part.name, part.content) for part in unpacked(archive) or []]
    for place, (name, content) in enumerate(parts):
        changed = [*parts]
        changed[place] = (name, content + b" ")
        assert name in {*named(packed(changed)), *([MANIFEST] if name.endswith(".sig") else [])} or (
            name.endswith(".sig") and named(packed(changed))
        )
        assert named(packed([*parts[:place], *parts[place + 1 :]])), f"{name} removed"
    assert "more.txt" in named(packed([*parts, ("more.txt", b"?")]))
    assert CONTAINER in named(packed([*parts, parts[0]]))


def test_whoever_signs_again_has_another_key(archive: bytes, key: SigningKey, tmp_path: Path) -> None:
    forged, _ = bundle(
        {"dossier.pdf": b"other"}, {"reference": "V-1"}, SigningKey.at(tmp_path / "k"), (), stamp
    )
    assert named(forged) == set()
    assert named(forged, key.fingerprint) == {KEY}
    assert named(archive, key.fingerprint) == set()


def test_a_rewritten_journal_is_named_with_its_entry(archive: bytes) -> None:
    parts = {part.name: part.content for part in unpacked(archive) or []}
    lines = parts["journal/chain.jsonl"].splitlines(keepends=True)
    for changed in (
        lines[:3] + lines[4:],
        lines[1:],
        lines[:-1],
        [*lines[:2], lines[3], lines[2], *lines[4:]],
    ):
        altered = {**parts, "journal/chain.jsonl": b"".join(changed)}
        assert "journal/chain.jsonl" in named(packed(list(altered.items())))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + bytes(18), bytes(5_000), b'{"a":' * 30_000])
def test_no_file_ends_a_verifier(data: bytes) -> None:
    named(data)
    hostile = packed([(MANIFEST, data), ("STAMPS.json", b'{"stamps":[1,{"file":2},{"file":"x","ca":[]}]}')])
    assert named(hostile)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "dossier.key"
    first, second = SigningKey.at(path), SigningKey.at(path)
    assert first.fingerprint == second.fingerprint == hashlib.sha256(first.public_pem).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    assert is_signed(first.public_pem, second.sign(b"x"), b"x")
    assert not is_signed(first.public_pem, second.sign(b"x"), b"y")


def test_the_second_verifier_fits_its_annex_and_needs_nothing_of_ours() -> None:
    source = second_verifier()
    assert len(source.splitlines()) <= LINES_MOST
    assert "veilleur." not in source.replace("Veilleur.", "")
    assert all(len(line) <= 110 for line in source.splitlines())
