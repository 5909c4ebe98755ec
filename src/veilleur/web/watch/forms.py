"""Posted forms, read with bounds.

In: a request. Out: its fields, each once. Pitfall: a body is hostile bytes; what is too long, has too many
fields or is no form is refused before anything looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

BODY_MOST = 16_384
FIELDS_MOST = 60
FORM_TYPE = "application/x-www-form-urlencoded"


class NoFormError(Exception):
    """A body that is no form of ours."""


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a posted form; of one that comes twice the last.

    Raises:
        NoFormError: when it is none, or too long.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise NoFormError
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_MOST:
            raise NoFormError
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MOST)
    except ValueError as error:
        raise NoFormError from error
    return {name: value.replace("\0", "").strip() for name, value in fields}
