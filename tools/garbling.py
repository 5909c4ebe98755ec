"""What a fuzzer makes of sound input: garbled bytes, odd values, other shapes of sound data.

In: a chance, sound input. Out: garbled input. Pitfall: all chance comes from what is given, so that a case
can be made again.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

ODD = (
    *(
        b'"',
        b"\n",
        b"\r",
        b"\0",
        b"\f",
        b"<!",
        b"{",
        b"[[",
        b"'(",
        b"\xff\xfe",
        b"\t",
        b",",
        b";",
        b" " * 300,
    ),
    *(
        b"nan",
        b"inf",
        b"-1",
        b"1e400",
        b"9" * 30,
        b"9" * 5000,
        b"\xd9\xa3",
        b"\xc2\xb2",
        b"\x1a",
        b"%s",
        b"\r\n\r\n",
        b"''",
    ),
)


def garbled(chance: Random, raw: bytes) -> bytes:
    """The bytes with spots changed, taken out, doubled, swapped, or with odd values in them."""
    text = bytearray(raw)
    for _ in range(chance.randrange(1, 10)):
        at = chance.randrange(len(text) + 1)
        how = chance.randrange(6)
        if how == 0:
            text[at : at + chance.randrange(5)] = chance.randbytes(chance.randrange(5))
        elif how == 1:
            del text[at : at + chance.randrange(200)]
        elif how == 2:
            text[at:at] = text[at : at + chance.randrange(400)]
        elif how == 3:
            text[at:at] = bytes([chance.randrange(256)]) * chance.randrange(1, 3000)
        else:
            text[at : at + chance.randrange(12)] = chance.choice(ODD)
    return bytes(text)


def with_odd_values(chance: Random, value: Any, share: float = 0.02) -> Any:
    """JSON data with some of its values replaced by ones of another kind."""
    if chance.random() < share:
        return chance.choice(
            (
                None,
                -1,
                0,
                1e300,
                math.inf,
                math.nan,
                "",
                "x" * 50,
                "9" * 5000,
                "²",
                [],
                {},
                True,
                [[]],
                10**30,
            )
        )
    if isinstance(value, dict):
        return {name: with_odd_values(chance, one, share) for name, one in value.items()}
    if isinstance(value, list):
        return [with_odd_values(chance, one, share) for one in value]
    return value
