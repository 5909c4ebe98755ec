"""JSON that somebody else may have written, read with one kind of error.

In: a text. Out: plain data, or ValueError. Pitfall: thousands of brackets in a row end in a RecursionError,
which is no ValueError and passes by whoever catches what `json` documents.
"""

from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:
    """The data of a JSON text.

    Raises:
        ValueError: when it is none, or is nested too deep.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
