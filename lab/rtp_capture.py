"""RTP as SIPp plays it: captures made here, of greetings, tones, music, and keys as RFC 4733 events.

In: pieces of sound in order. Out: the bytes of a capture file. Pitfall: keys that a person types are events
beside the sound; the same tones within the sound (in-band) are what a mailbox may play, and are no keys.
"""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterable
from dataclasses import dataclass

RATE = 8_000
FRAME = 160  # samples: 20 ms
ALAW, EVENTS = 8, 101  # payload types, as Asterisk offers them
KEYS = "0123456789*#ABCD"
KEY_MS, GAP_MS = 100, 120
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_PAD = ("123A", "456B", "789C", "*0#D")


@dataclass(frozen=True)
class Sound:
    """Samples from -1 to 1."""

    samples: tuple[float, ...]


@dataclass(frozen=True)
class Keys:
    """Keys typed one after another, as events."""

    digits: str
    key_ms: int = KEY_MS


Piece = Sound | Keys


def tone(seconds: float, *frequencies: float, level: float = 0.3) -> Sound:
    """Tones at once."""
    return Sound(
        tuple(
            sum(level * math.sin(2 * math.pi * one * n / RATE) for one in frequencies)
            for n in range(round(seconds * RATE))
        )
    )


def silence(seconds: float) -> Sound:
    """Nothing to hear, in packets all the same."""
    return Sound((0.0,) * round(seconds * RATE))


def beep() -> Sound:
    """What a mailbox plays before it records."""
    return tone(0.4, 1_000)


def inband(digits: str, seconds: float = 0.12) -> Sound:
    """The tones of keys within the sound."""
    samples: list[float] = []
    for digit in digits:
        row = next(n for n, keys in enumerate(_PAD) if digit in keys)
        column = _PAD[row].index(digit)
        samples += tone(seconds, _ROWS[row], _COLUMNS[column], level=0.35).samples
        samples += silence(0.1).samples
    return Sound(tuple(samples))


def voice(seconds: float, seed: int) -> Sound:
    """Something like a voice: a pitch with overtones, in syllables."""
    rng = random.Random(seed)
    samples: list[float] = []
    while len(samples) < seconds * RATE:
        pitch, length = rng.uniform(95, 230), round(rng.uniform(0.08, 0.25) * RATE)
        for n in range(length):
            swell = math.sin(math.pi * n / length)
            samples.append(
                swell * sum(0.25 / k * math.sin(2 * math.pi * pitch * k * n / RATE) for k in range(1, 6))
            )
        samples += [0.0] * round(rng.uniform(0.02, 0.12) * RATE)
    return Sound(tuple(samples[: round(seconds * RATE)]))


def music(seconds: float) -> Sound:
    """A tune: what somebody on hold hears."""
    notes = (262, 330, 392, 523, 392, 330)
    samples: list[float] = []
    while len(samples) < seconds * RATE:
        note = notes[len(samples) // (RATE // 4) % len(notes)]
        samples += tone(0.25, note, 2 * note, level=0.2).samples
    return Sound(tuple(samples[: round(seconds * RATE)]))


def capture(pieces: Iterable[Piece], first: int = 1) -> bytes:
    """A capture file. first: number of the first packet; a later file of a call goes on from higher ones."""
    packets: list[tuple[float, bytes]] = []
    at, stamp, number = 0.0, first * FRAME, first
    for piece in pieces:
        if isinstance(piece, Sound):
            for start in range(0, len(piece.samples), FRAME):
                frame = piece.samples[start : start + FRAME]
                payload = bytes(_alaw(one) for one in frame).ljust(FRAME, b"\xd5")
                packets.append((at, _rtp(ALAW, number, stamp, payload)))
                at, stamp, number = at + 0.02, stamp + FRAME, number + 1
            continue
        for digit in piece.digits:
            steps = max(1, piece.key_ms // 20)
            for step in range(steps + 3):
                is_end = step >= steps
                event = struct.pack(
                    "!BBH",
                    KEYS.index(digit),
                    (0x80 if is_end else 0) | 10,
                    FRAME * min(step + 1, steps),
                )
                packets.append((at, _rtp(EVENTS, number, stamp, event, marker=step == 0)))
                number += 1
                at += 0.02 if step < steps - 1 else 0.001
            stamp += FRAME * (steps + GAP_MS // 20)
            at += GAP_MS / 1_000
    return _file(packets)


def _alaw(sample: float) -> int:
    value = max(-32_767, min(32_767, int(sample * 32_767)))
    sign = 0x80 if value >= 0 else 0
    value = min(abs(value) >> 3, 0xFFF)
    if value >= 32:
        exponent = value.bit_length() - 5
        coded = (exponent << 4) | ((value >> exponent) & 0x0F)
    else:
        coded = value >> 1
    return (coded | sign) ^ 0x55


def _rtp(kind: int, number: int, stamp: int, payload: bytes, *, marker: bool = False) -> bytes:
    return (
        struct.pack("!BBHII", 0x80, (0x80 if marker else 0) | kind, number & 0xFFFF, stamp, 0x1AB) + payload
    )


def _file(packets: Iterable[tuple[float, bytes]]) -> bytes:
    found = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)]
    for at, rtp in packets:
        udp = struct.pack("!HHHH", 4_000, 4_002, 8 + len(rtp), 0) + rtp
        header = struct.pack(
            "!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1"
        )
        frame = b"\0" * 12 + b"\x08\0" + header + udp
        seconds = int(at)
        found.append(struct.pack("<IIII", seconds, round((at - seconds) * 1e6), len(frame), len(frame)))
        found.append(frame)
    return b"".join(found)
