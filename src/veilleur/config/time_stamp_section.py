"""The part of veilleur.toml about time-stamping authorities of RFC 3161: who vouches for a dossier's date.

In: filled [[timestamps]]. Out: `TimeStampSettings`. Pitfall: without the certificates of an authority its
tokens prove nothing, so both are written; none is configured by default, and dossiers say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import FileContext, Section, UnusableError


class TimeStampModel(Section):
    """One of [[timestamps]]."""

    url: Annotated[str, Field(min_length=8, max_length=500)]
    certificates_file: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class TimeStampSettings:
    """One authority. certificates: PEM file that its tokens are checked against."""

    url: str
    certificates: Path


def time_stamp_settings(
    sections: list[TimeStampModel], context: FileContext
) -> tuple[TimeStampSettings, ...]:
    """Settings of filled sections.

    Raises:
        UnusableError: when an address is none of HTTP.
    """
    for place, section in enumerate(sections):
        if not section.url.startswith(("https://", "http://")):
            raise UnusableError(
                ["timestamps", str(place), "url"],
                "{url} is no address of a time-stamping authority; write http://... or https://...",
                url=section.url,
            )
    return tuple(
        TimeStampSettings(section.url, Path(context.path(section.certificates_file))) for section in sections
    )
