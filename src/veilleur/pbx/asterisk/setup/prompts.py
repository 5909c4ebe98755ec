"""What a caller of the house hears when their call is refused, or needs a code: spoken by espeak-ng.

In: the sounds directory of an Asterisk and a language. Out: `veilleur/refused.wav` and `code.wav` in it.
Pitfall: Asterisk wants 8 000 samples a second, and espeak-ng gives 22 050; without the files the dialplan
falls back to a sentence that Asterisk brings along.
"""

from __future__ import annotations

import array
import contextlib
import os
import re
import shutil
import subprocess
import sys
import wave
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.reading.config_file import MAX_FILE_BYTES
from veilleur.pbx.asterisk.setup.plan import SetupError
from veilleur.pbx.bounded_files import text_of
from veilleur.words.errors import system_cause

FOLDER = "veilleur"
OF_TELEPHONE = "telephone-"  # how the names of the sentences of alert calls begin
SAMPLES_A_SECOND = 8_000
SPEAK_LIMIT_S = 20
TEXTS = {
    "refused": {
        "fr": "Cet appel est arrêté par la protection contre la fraude téléphonique. "
        "Pour le faire autoriser, adressez-vous au responsable de votre téléphonie.",
        "en": "This call was stopped by the protection against telephone fraud. "
        "To have it allowed, please ask whoever looks after your telephones.",
    },
    "code": {
        "fr": "Cet appel demande votre code. Composez-le, puis la touche dièse.",
        "en": "This call needs your code. Please key it, and then the hash key.",
    },
}
_DATA_DIRECTORY = re.compile(r"^\s*astdatadir\s*=>?\s*(\S+)", re.MULTILINE)
_ETC = Path("/etc/asterisk")
_USUAL = ("/usr/share/asterisk/sounds", "/var/lib/asterisk/sounds")


def sounds_directory(etc: Path) -> Path | None:
    """Where the Asterisk of this configuration keeps its sounds; None when it is not on this machine."""
    try:
        text = text_of(etc / "asterisk.conf", MAX_FILE_BYTES)
    except OSError:
        text = ""
    named = _DATA_DIRECTORY.search(text)
    # Another directory than Asterisk's own is a copy or a test: the machine's sounds are none of its.
    places = [f"{named[1]}/sounds"] if named else list(_USUAL) if etc == _ETC else []
    return next((Path(place) for place in places if Path(place).is_dir()), None)


def can_speak() -> bool:
    """Whether espeak-ng is there."""
    return shutil.which("espeak-ng") is not None


def write_prompts(sounds: Path, language: str) -> list[Path]:
    """Speak the sentences into files below the sounds directory; gives the files.

    Raises:
        SetupError: when espeak-ng is missing or fails, or a file cannot be written.
    """
    return speak_into(
        sounds, {name: texts.get(language, texts["en"]) for name, texts in TEXTS.items()}, language
    )


def speak_into(sounds: Path, texts: Mapping[str, str], language: str) -> list[Path]:
    """Speak sentences into files of these names below the sounds directory; gives the files.

    Raises:
        SetupError: when espeak-ng is missing or fails, or a file cannot be written.
    """
    written = []
    for name, text in texts.items():
        path = sounds / FOLDER / f"{name}.wav"
        spoken = _speak(text, language)
        try:
            path.parent.mkdir(mode=0o755, exist_ok=True)
            _put(path, _for_asterisk(spoken))
        except OSError as error:
            raise SetupError(
                "{path} cannot be written: {why}.", path=path, why=system_cause(error)
            ) from error
        written.append(path)
    return written


def _put(path: Path, data: bytes) -> None:
    """Write a file into a folder of the switch's user, who may have left links that lead root elsewhere."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path.name, dir_fd=folder)
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        descriptor = os.open(path.name, how, 0o644, dir_fd=folder)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(data)
    finally:
        os.close(folder)


def remove_prompts(sounds: Path) -> list[Path]:
    """Take the files out again; gives those that were there."""
    folder = sounds / FOLDER
    ours = [folder / f"{name}.wav" for name in TEXTS] + sorted(folder.glob(f"{OF_TELEPHONE}*.wav"))
    removed = [path for path in ours if path.exists()]
    for path in removed:
        path.unlink()
    if removed and not any((sounds / FOLDER).iterdir()):
        (sounds / FOLDER).rmdir()
    return removed


def _speak(text: str, language: str) -> bytes:
    voice = "fr" if language == "fr" else "en"
    command = ["espeak-ng", "-v", voice, "-s", "145", "--stdout", text]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with sentences of our own
            command, capture_output=True, timeout=SPEAK_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError("espeak-ng cannot be run; install it, or go without spoken sentences.") from error
    if done.returncode or not done.stdout:
        raise SetupError("espeak-ng gave no speech; go without spoken sentences.")
    return done.stdout


def _for_asterisk(spoken: bytes) -> bytes:
    """The same speech as one channel of 16 bit at 8 000 samples a second."""
    # espeak-ng cannot know the length of what it is still to speak: the header says far too much.
    start = spoken.index(b"data") + 8
    with wave.open(BytesIO(spoken)) as source:
        rate, channels, width = source.getframerate(), source.getnchannels(), source.getsampwidth()
    if (channels, width) != (1, 2):
        raise SetupError("espeak-ng gave speech of an unknown form; go without spoken sentences.")
    samples = array.array("h", spoken[start : start + (len(spoken) - start) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    step = rate / SAMPLES_A_SECOND
    # Each sample is the mean of those it stands for: that keeps what is too high for a telephone out.
    means = array.array("h")
    for number in range(int(len(samples) / step)):
        piece = samples[int(number * step) : max(int(number * step) + 1, int((number + 1) * step))]
        means.append(sum(piece) // len(piece))
    if sys.byteorder == "big":
        means.byteswap()
    result = BytesIO()
    with wave.open(result, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLES_A_SECOND)
        sound.writeframes(means.tobytes())
    return result.getvalue()
