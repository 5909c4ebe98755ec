"""The part of veilleur.toml about the last resort: what is done by itself when the protection is taken away.

In: a filled [last_resort]. Out: `LastResort`. Pitfall: everything here is off unless it is written: an
outage that looks like an attack must not shut a company's telephones by default. Which operators there are,
and what each needs, is known to their modules alone (response/operator_api).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import Section, UnusableError


class LastResortModel(Section):
    """[last_resort]."""

    close_gate: bool = False
    operator: Annotated[str, Field(max_length=40)] = ""
    armed: bool = False
    account: dict[str, Annotated[str, Field(min_length=1, max_length=200, pattern="^[A-Za-z0-9._-]+$")]] = (
        Field(default_factory=dict, max_length=10)
    )


@dataclass(frozen=True, slots=True)
class LastResort:
    """close_gate: while the protection is gone, only emergency and national calls pass where we are asked.

    operator: whose API closes the way abroad then, "" for none; account: what its module needs to know.
    """

    close_gate: bool = False
    operator: str = ""
    account: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def last_resort(section: LastResortModel) -> LastResort:
    """Settings of a filled section.

    Raises:
        UnusableError: when an operator is named and not armed, which would do nothing.
    """
    if section.operator and not section.armed:
        raise UnusableError(
            ["last_resort", "operator"],
            "operator = {name!r} closes nothing until it is armed; write armed = true, or leave it out.",
            name=section.operator,
        )
    return LastResort(section.close_gate, section.operator, MappingProxyType(dict(section.account)))
