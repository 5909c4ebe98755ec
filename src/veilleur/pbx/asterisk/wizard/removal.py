"""`veilleur setup asterisk --remove`: the pieces and the spoken sentences taken out again."""

from __future__ import annotations

from pathlib import Path

from veilleur.config import Settings
from veilleur.language import say
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import edits_that_go, lines_left, prompts, remove
from veilleur.pbx.asterisk.wizard.sentences import SAY
from veilleur.pbx.asterisk.wizard.snippets import listed_lines
from veilleur.pbx.setup_port import RemovalReport
from veilleur.words.errors import ConfigError

DEFAULT_DIRECTORY = Path("/etc/asterisk")


def take_out(settings: Settings | None, write: Path | None, language: str) -> RemovalReport:
    """Take the pieces out of a directory of Asterisk.

    Raises:
        ConfigError: when there is no such directory.
        SetupError: when a file cannot be changed safely.
    """
    directory = _directory(settings, write)
    gone: dict[Path, list[str]] = {}
    for path, line in edits_that_go(directory):
        gone.setdefault(path, []).append(line)
    changed = list(remove(directory))
    sounds = prompts.sounds_directory(directory)
    if sounds is not None:
        changed += prompts.remove_prompts(sounds)
    left = [f"{path}:{line}: {text}" for path, line, text in lines_left(directory)]
    sentence = say(SAY["reload" if changed else "nothing_to_remove"], {"path": str(directory)}, language)
    for path, lines in gone.items():
        blanks = {"path": str(path), "lines": listed_lines(lines)}
        sentence = "\n".join([say(SAY["own_lines_gone"], blanks, language), sentence])
    if left:
        sentence = "\n".join([say(SAY["lines_left"], {}, language), *left, sentence])
    return RemovalReport(
        paths=tuple(changed), sentence=sentence, data={"directory": str(directory), "left": left}
    )


def _directory(settings: Settings | None, write: Path | None) -> Path:
    """Where the pieces are: the option, else where set-up last wrote them, else Asterisk's own."""
    directory = write
    if directory is None:
        switch = settings.switch if settings is not None else None
        written = switch.directory if isinstance(switch, AsteriskSettings) else ""
        directory = Path(written) if written else DEFAULT_DIRECTORY
    if not directory.is_dir():
        raise ConfigError("{path}: this is no directory; name Asterisk's with --write.", path=directory)
    return directory
