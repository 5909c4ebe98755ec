"""The guard speaks TLS with the manager of a real switch: it sees, it cuts, and believes no other."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import subprocess

import pytest
from lab.addresses import free_port
from lab.attacks import HOSTILE_NUMBERS, originate
from lab.company import Company
from lab.install import LabError
from lab.outcome import outcome
from lab.waiting import until

from veilleur.pbx.asterisk.ami.tls import shown_fingerprint

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]


def opened(company: Company) -> tuple[int, str]:
    """The manager speaks TLS too, as its owner sets it up; gives port and fingerprint."""
    etc = company.switch.path(f"{company.switch.home}/etc")
    key, certificate = etc / "key.pem", etc / "certificate.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=pbx"]
    subprocess.run(
        ["openssl", *words, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL
    )
    port, inside = free_port(), f"{company.switch.home}/etc"
    manager = etc / "manager.conf"
    manager.write_text(
        manager.read_text() + f"\n[general](+)\ntlsenable=yes\ntlsbindaddr=127.0.0.1:{port}\n"
        f"tlscertfile={inside}/certificate.pem\ntlsprivatekey={inside}/key.pem\n"
    )
    company.switch.send("Reload", Module="manager")
    shown = ""

    def speaks_tls() -> str:
        nonlocal shown
        shown = asyncio.run(shown_fingerprint("127.0.0.1", port))
        return shown

    until(speaks_tls, "the manager speaks TLS")
    assert shown == hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()
    return port, shown


@pytest.mark.parametrize("belief", ["tls_fingerprint", "tls_ca"])
def test_over_tls_a_call_that_nobody_asked_about_is_cut_as_ever(version: str, belief: str) -> None:
    with Company(version) as company:
        port, shown = opened(company)
        company.guard.stop()
        certificate = company.switch.path(f"{company.switch.home}/etc/certificate.pem")
        value = shown if belief == "tls_fingerprint" else str(certificate)
        settings = company.home / "veilleur.toml"
        plain = f"port = {company.switch.ami_port}"
        settings.write_text(settings.read_text().replace(plain, f'port = {port}\n{belief} = "{value}"', 1))
        company.guard.start()
        originate(company, HOSTILE_NUMBERS[0], 20)
        company.carrier.answered(1)
        assert outcome(company).longest_s < company.within(2.0)
        assert company.journal.decisions("cut")


def test_with_another_certificate_than_the_pinned_one_the_guard_stays_blind_and_says_so(version: str) -> None:
    with Company(version) as company:
        port, shown = opened(company)
        company.guard.stop()
        other = shown[::-1]
        settings = company.home / "veilleur.toml"
        plain = f"port = {company.switch.ami_port}"
        settings.write_text(
            settings.read_text().replace(plain, f'port = {port}\ntls_fingerprint = "{other}"', 1)
        )
        with pytest.raises(LabError, match="another certificate"):
            company.guard.start()
