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


@pytest.mark.parametrize("is_of_the_folder", [False, True], ids=["file", "folder"])
def test_a_link_that_the_switchs_user_left_leads_root_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_of_the_folder: bool
) -> None:
    monkeypatch.setattr(prompts, "_speak", lambda _text, _language: b"")
    monkeypatch.setattr(prompts, "_for_asterisk", lambda _spoken: b"sound")
    sounds, victim = tmp_path / "sounds", tmp_path / "etc"
    sounds.mkdir()
    victim.mkdir()
    (victim / "code.wav").write_text("of somebody else")
    if is_of_the_folder:
        (sounds / "veilleur").symlink_to(victim)
        with pytest.raises(SetupError, match="cannot be written"):
            prompts.write_prompts(sounds, "fr")
    else:
        (sounds / "veilleur").mkdir()
        (sounds / "veilleur" / "code.wav").symlink_to(victim / "code.wav")
        prompts.write_prompts(sounds, "fr")
        assert (sounds / "veilleur" / "code.wav").read_bytes() == b"sound"
    assert [path.name for path in victim.iterdir()] == ["code.wav"]
    assert (victim / "code.wav").read_text() == "of somebody else"
