"""The options of `veilleur setup`: those of the command itself, of the site, and of each adapter there is.

In: a command that takes the last two by name. Out: the same, with a signature that lists them, which is what
typer builds options from. Pitfall: the signature is made when the command is loaded; an adapter that is
found later has no options there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Optional

import typer

from veilleur.pbx.registry import setups
from veilleur.pbx.setup_port import Option

SITE_OPTIONS = {
    "name": "Name of the company.",
    "country": "Two letters, such as FR.",
    "timezone": "Such as Europe/Paris; else the country's first.",
    "outside_line": 'Digit to get out; "" for none.',
    "extensions": "Such as 2XX,301.",
    "trunks": 'Such as "PJSIP/carrier*".',
    "hours": "mon-fri=08:00-18:30;sat=09:00-12:00, or always.",
    "holidays": "Country of the holidays; - for none.",
    "emergency_numbers": "Beside those of the country, such as 3237.",
    "plan": "What the telephone plan includes: national, mobiles, dom, europe, 100 (fixed lines of 76 "
    "territories), or none; with commas.",
    "usual_month": "Euros of a usual month abroad and at special numbers; limits start from it.",
    "ceiling_month": "Euros that no month may ever cost abroad and at special numbers.",
}
_NAMED = inspect.Parameter.KEYWORD_ONLY


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command, whose `**given` are an option for each key of the site and of an adapter."""
    own = inspect.signature(command, eval_str=True).parameters.values()
    listed = [one for one in own if one.kind is not inspect.Parameter.VAR_KEYWORD]
    options = [Option(key, str, text) for key, text in SITE_OPTIONS.items()]
    options += [option for _adapter, setup in setups() for option in setup.options]
    by_key = {option.key: option for option in reversed(options)}  # two adapters may share one
    listed += [
        inspect.Parameter(key, _NAMED, default=None, annotation=_annotation(by_key[key]))
        for key in dict.fromkeys(option.key for option in options)
    ]
    command.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in listed}
    return command


def _annotation(option: Option) -> Any:
    settings: dict[str, Any] = {"help": option.help}
    if option.kind is int:
        settings |= {"min": option.least, "max": option.most}
    # Without flags of its own typer would give a switch an opposite, such as --no-gates.
    flags = option.flags or ((f"--{option.key.replace('_', '-')}",) if option.kind is bool else ())
    return Annotated[Optional[option.kind], typer.Option(*flags, **settings)]  # noqa: UP045
