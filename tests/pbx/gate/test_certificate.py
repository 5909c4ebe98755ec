"""A gate's certificate that expires is said beforehand."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from veilleur.numbering import DialPlan
from veilleur.pbx.adapter import Answer, GuardHooks
from veilleur.pbx.gate.certificate import CertificateWatch, certificate_of, valid_until
from veilleur.pbx.gate.setup.plan import GatePlan, Trunk, files
from veilleur.words.site import Site

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
DAY_S = 86_400.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gate's folder as set-up writes it, with a certificate of ninety days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gate")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, MADE_AT, MADE_AT + timedelta(days=90))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "gate.pem").write_bytes(pem)
    plan = GatePlan(
        trunks=(Trunk("sip.op.example"),),
        secret="0123456789abcdef",
        transports=("udp", "tls"),
        certificate=str(tmp_path / "gate.pem"),
        key=str(tmp_path / "key.pem"),
    )
    for file, text in files(plan).items():
        (tmp_path / file).write_text(text)
    return tmp_path


def said(folder: Path, day: float) -> list[str]:
    """What a guard says on a day of the certificate's life."""
    sentences: list[str] = []
    hooks = GuardHooks(
        decide=lambda _event: Answer("allow"),
        code_is_right=lambda *_words: False,
        emit=lambda _event: None,
        now=lambda: MADE_AT.timestamp() + day * DAY_S,
        chance=lambda: 0.0,
        numbering=DialPlan(Site()),
        say=sentences.append,
        note=lambda _note: None,
        on_fault=lambda *_words: None,
    )
    CertificateWatch(str(folder), hooks).look()
    return sentences


@pytest.mark.parametrize(("day", "is_said"), [(1, False), (68, False), (70, True), (89, True), (91, True)])
def test_three_weeks_before_and_until_it_is_renewed(folder: Path, day: float, is_said: bool) -> None:
    assert [("2026-04-01" in one) for one in said(folder, day)] == [True] * is_said


@pytest.mark.parametrize(("day", "word"), [(89, "expires on 2026-04-01"), (90, "expired on 2026-04-01")])
def test_one_that_has_expired_is_not_said_to_expire(folder: Path, day: float, word: str) -> None:
    assert word in said(folder, day)[0]


def test_a_certificate_of_an_unknown_version_ends_no_guard(folder: Path) -> None:
    certificate = x509.load_pem_x509_certificate((folder / "gate.pem").read_bytes())
    der = certificate.public_bytes(serialization.Encoding.DER)
    of_a_later_version = der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    lines = base64.encodebytes(of_a_later_version).decode()
    text = f"-----BEGIN CERTIFICATE-----\n{lines}-----END CERTIFICATE-----\n"
    (folder / "gate.pem").write_text(text)
    assert valid_until(folder / "gate.pem") is None
    assert said(folder, 89) == []


def test_a_gate_without_tls_and_files_that_cannot_be_read_say_nothing(folder: Path, tmp_path: Path) -> None:
    assert certificate_of(str(folder)) == folder / "gate.pem"
    (folder / "gate.pem").write_text("no certificate")
    assert valid_until(folder / "gate.pem") is None
    assert said(folder, 89) == []
    (folder / "tls.cfg").unlink()
    assert said(folder, 89) == []
    assert said(tmp_path / "nowhere", 89) == []
