"""All that the circulated copy says of a file agrees, and holds no whole number of its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.evidence.dossier import cases

from veilleur.evidence.dossier import tables
from veilleur.evidence.dossier.content import ConfigurationCompared, SnapshotTaken, Source
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.figures import figures
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.wording import Words


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_all_that_the_circulated_copy_says_of_a_file_agrees(tmp_path: Path, lang: str) -> None:
    taken = SnapshotTaken(1.0, "start", "ab" * 32, Source("journal", 3, "cd" * 32))
    whole = replace(
        cases.dossier_of(cases.case(tmp_path, "0199001234.csv")),
        compared=ConfigurationCompared(taken, taken, changed=("etc/asterisk/users/0199001234.conf",)),
        snapshots=(taken,),
    )
    whole = replace(whole, files=tuple(file._replace(lines_rejected=2) for file in whole.files))
    setting = Setting(whole, Words(lang, whole.timezone), is_masked=True)
    masked = "raw/01-019900••••.csv"
    said = str(document(setting)) + str(tables.step_rows(setting.dossier))
    said += str(tables.call_rows(setting.dossier, is_masked=True))
    assert "0199001234" not in said
    assert "users/019900••••.conf" in said
    assert setting.dossier.files[0].kept_as == masked
    assert {file["file"] for figure in figures(setting.dossier) for file in figure.data()["files"]} == {
        masked
    }
    assert {call.source.file for call in setting.dossier.calls} == {masked}
    assert "0199001234" in str(document(Setting(whole, Words(lang, whole.timezone), is_masked=False)))


@pytest.mark.parametrize("reference", ["V-i3-12345678", "V-2026-03-14-0300Z-12345678"])
def test_a_reference_that_veilleur_gave_stays(tmp_path: Path, reference: str) -> None:
    dossier = replace(cases.dossier(tmp_path), reference=reference)
    assert Setting(dossier, Words("en", dossier.timezone), is_masked=True).dossier.reference == reference
