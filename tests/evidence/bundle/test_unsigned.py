"""A dossier made where no typesetter and no key is: whole, masked where it is passed around, inert."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace

import pytest
from tests.evidence.dossier import cases

from veilleur.evidence.bundle.unsigned import PAGES, unsigned
from veilleur.evidence.dossier.content import Dossier
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.html import html
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.wording import Words
from veilleur.words.site import Site

RAW = {"raw/01-Master.csv": b"one call"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return cases.dossier(tmp_path_factory.mktemp("dossier"))


def setting(dossier: Dossier, lang: str, *, is_masked: bool) -> Setting:
    return Setting(dossier, Words(lang, dossier.timezone), is_masked=is_masked)


def parts(dossier: Dossier, lang: str, *, is_masked: bool) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(unsigned(setting(dossier, lang, is_masked=is_masked), RAW))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_holds_pages_tables_letters_and_the_hash_of_each(dossier: Dossier, lang: str) -> None:
    found = parts(dossier, lang, is_masked=False)
    sums = dict(line.split("  ")[::-1] for line in found.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    assert {name.rpartition(".")[2] for name in found} >= {"html", "csv", "xlsx", "docx", "json"}
    assert found["raw/01-Master.csv"] == b"one call"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_copy_to_pass_around_holds_no_whole_number_anywhere(dossier: Dossier, lang: str) -> None:
    found = parts(dossier, lang, is_masked=True)
    assert "raw/01-Master.csv" not in found
    texts = [content for name, content in found.items() if not name.endswith((".xlsx", ".docx"))]
    for name in (name for name in found if name.endswith((".xlsx", ".docx"))):
        with zipfile.ZipFile(io.BytesIO(found[name])) as office:
            texts += [office.read(part) for part in office.namelist()]
    whole = re.sub(r"\D", "", b"".join(texts).decode())
    assert dossier.calls
    assert [call.called for call in dossier.calls if call.called.lstrip("+") in whole] == []


def test_a_number_in_the_place_of_an_extension_is_masked_too(dossier: Dossier) -> None:
    """Records without one name the caller there."""
    strange = replace(dossier, calls=[one._replace(extension="0199001234") for one in dossier.calls])
    found = parts(strange, "fr", is_masked=True)
    for name in ("dossier.html", "appels.csv"):
        assert "0199001234" not in re.sub(r"\D", "", found[name].decode())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_says_that_it_is_not_signed_and_names_no_key(dossier: Dossier, lang: str) -> None:
    page = parts(dossier, lang, is_masked=True)[PAGES].decode()
    assert Words(lang, "UTC").say("files.verify_unsigned")[:30] in page
    assert "KEY.pem" not in parts(dossier, lang, is_masked=True)


def test_a_company_without_a_name_stays_in_brackets(dossier: Dossier) -> None:
    nameless = replace(dossier, site_name=Site().name)
    page = html(document(setting(nameless, "fr", is_masked=True)))
    assert "standard de [entreprise à nommer]" in page


def test_what_a_file_holds_is_text_and_nothing_else(dossier: Dossier) -> None:
    evil = replace(
        dossier,
        site_name=EVIL,
        calls=[call._replace(called=EVIL, extension=EVIL) for call in dossier.calls],
        files=[file._replace(kept_as=EVIL) for file in dossier.files],
    )
    page = html(document(setting(evil, "fr", is_masked=False)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
