"""Options that several commands share, so that they are spelt and explained in one place.

Pitfall: `veilleur --help` imports this module too, so it imports the configuration only to read it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from veilleur.words.errors import ConfigError

if TYPE_CHECKING:
    from veilleur.config import Settings

ConfigOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option(
        "--config", "-c", help="The configuration; else ./veilleur.toml, /etc/veilleur/veilleur.toml."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON Lines for machines.")]
LangOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--lang", metavar="fr|en", help="fr or en; else by the locale."),
]


def settings_or_default(option: Path | None) -> Settings:
    """Settings of the configuration in use; safe defaults when there is none at all.

    Raises:
        ConfigError: when the configuration cannot be used.
    """
    from veilleur.config import Settings, find_config, load

    path = find_config(option)
    if path is None:
        return Settings()
    from veilleur.pbx.registry import sections

    return load(path, sections())


def settings_required(option: Path | None, *, has_files: bool = False) -> Settings:
    """Settings of the configuration in use. has_files: call records were given, which `check` reads without.

    Raises:
        ConfigError: when there is none, or it cannot be used.
    """
    from veilleur.config import find_config, load
    from veilleur.pbx.registry import sections, speaking_of

    path = find_config(option)
    if path is None and has_files:
        raise ConfigError(
            "There is no veilleur.toml here, and no guard that could learn: `veilleur check FILE` reads call"
            " records without one, of hosted telephony too. For a guard of your own PBX run `{command}`, or"
            " name a configuration with --config.",
            command=speaking_of(None).setup_command,
        )
    if path is None:
        raise ConfigError(
            "There is no veilleur.toml here; run `{command}`, or name one with --config.",
            command=speaking_of(None).setup_command,
        )
    return load(path, sections())


def language_or_error(option: str | None, settings: Settings | None = None) -> str:
    """ "fr" or "en": the option, then the configuration, then the locale.

    Raises:
        ConfigError: for another word.
    """
    import os

    from veilleur.language import pick_language

    if option is not None and option not in ("fr", "en"):
        raise ConfigError("--lang {word}: write fr or en.", word=option)
    return pick_language(option or (settings.language if settings else "") or None, os.environ)
