"""Spoken sentences in the form that Asterisk plays."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import SetupError, prompts


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sentences_are_spoken_as_asterisk_wants_them(tmp_path: Path, language: str) -> None:
    files = prompts.write_prompts(tmp_path, language)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        "veilleur/refused.wav",
        "veilleur/code.wav",
    ]
    with wave.open(str(files[0])) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 8000)
        seconds = sound.getnframes() / 8000
        loudest = max(abs(x) for x in memoryview(sound.readframes(sound.getnframes())).cast("h"))
    assert 4 < seconds < 20
    assert loudest > 3000
    assert prompts.remove_prompts(tmp_path) == files
    assert list(tmp_path.iterdir()) == []


def test_without_the_program_one_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not prompts.can_speak()
    with pytest.raises(SetupError, match="espeak-ng"):
        prompts.write_prompts(tmp_path, "fr")


def test_the_sounds_lie_where_the_configuration_says(tmp_path: Path) -> None:
    (tmp_path / "data" / "sounds").mkdir(parents=True)
    (tmp_path / "asterisk.conf").write_text(f"[directories]\nastdatadir => {tmp_path}/data\n")
    assert prompts.sounds_directory(tmp_path) == tmp_path / "data" / "sounds"
