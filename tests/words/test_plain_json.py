"""JSON of others ends in data or in one kind of error."""

from __future__ import annotations

import pytest

from veilleur.words.plain_json import parsed


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"a":' * 100_000, "9" * 10_000, b"\xff\xfe", "nul", "1 2"]
)
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is all that is promised
        parsed(text)


def test_data_comes_back_as_it_was() -> None:
    assert parsed('{"a": [1, "b", null]}') == {"a": [1, "b", None]}
