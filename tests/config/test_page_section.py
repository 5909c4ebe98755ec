"""[page] of veilleur.toml: on this machine alone, or with a certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.config.load import load_text
from veilleur.words.errors import ConfigError

SITE = '[site]\nname = "Garage Martin"\n'


def test_no_page_is_served_unless_it_is_written() -> None:
    settings = load_text(SITE)
    assert settings.page is None
    assert not settings.wants_desk


def test_a_page_is_of_this_machine_alone() -> None:
    settings = load_text(SITE + "[page]\n")
    assert settings.page is not None
    assert (settings.page.address, settings.page.port) == ("127.0.0.1", 8140)
    assert settings.wants_desk
    assert settings.page.hosts == {"127.0.0.1", "::1", "localhost"}


def test_other_machines_reach_it_over_https_only() -> None:
    with pytest.raises(ConfigError, match="passwords would pass in the clear"):
        load_text(SITE + '[page]\naddress = "192.168.1.20"\n')
    with pytest.raises(ConfigError, match="belong together"):
        load_text(SITE + '[page]\ncertificate_file = "page.crt"\n')
    text = '[page]\naddress = "192.168.1.20"\ncertificate_file = "page.crt"\nkey_file = "page.key"\n'
    settings = load_text(SITE + text + 'names = ["Standard.example"]\n', Path("/etc/veilleur/veilleur.toml"))
    assert settings.page is not None
    assert settings.page.certificate == Path("/etc/veilleur/page.crt")
    assert settings.page.is_encrypted
    assert settings.page.hosts >= {"192.168.1.20", "standard.example"}
