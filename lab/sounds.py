"""The sentences of alert calls as short hums, so that a hundred talks take seconds.

Out: a folder of sounds for a switch of the laboratory. Pitfall: what people hear is tested elsewhere.
"""

from __future__ import annotations

import wave
from pathlib import Path

from veilleur.pbx.asterisk.telephone.prompts import sentences

HUM_S = 0.3


def hums(folder: Path) -> None:
    """Write them."""
    folder.mkdir(parents=True)
    for name in sentences("", "", "en", ()):
        with wave.open(str(folder / f"{name}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8_000)
            sound.writeframes(b"\x10\x00" * round(HUM_S * 8_000))
