"""The answers of `veilleur setup`: asked on a terminal, or given as options; written as veilleur.toml.

In: options and a person. Out: `Answers`, and the text of the configuration. Easily got wrong: an option
that was given is never asked about, and without a terminal nothing is asked at all.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veilleur.cli.setup.texts import ASK
from veilleur.config.switch_section import LOOPBACK
from veilleur.detection.spending.recommended_limits import limits_after
from veilleur.language import say
from veilleur.pbx.asterisk.section import CDR_FILE
from veilleur.words.errors import ConfigError
from veilleur.words.money import MICRO_EUROS_PER_EURO
from veilleur.words.site import Limits

DEAREST_DAY_OF_MONTH = 0.15  # who spends a month's money on few days; by hand
MOST_USUAL_EUROS = 1e6
SECRET_BYTES = 24
SECRET_FILE = "ami-secret"  # noqa: S105 - a name of a file
_FRENCH_DAYS = {
    "lun": "mon",
    "mar": "tue",
    "mer": "wed",
    "jeu": "thu",
    "ven": "fri",
    "sam": "sat",
    "dim": "sun",
}
_ALWAYS = {"always", "toujours", "24/7"}
QUESTIONS = (
    "name",
    "country",
    "outside_line",
    "extensions",
    "trunks",
    "hours",
    "host",
    "port",
    "user",
    "cdr_file",
    "usual_month",
)

# The keys of a switch's section that set-up asks, and therefore changes or takes out when it runs again.
KEYS = {
    "asterisk": frozenset(
        "host port username secret secret_file agi_port log_file own_log cdr_file directory".split()
    )
}


@dataclass(frozen=True, slots=True)
class Answers:
    """All that set-up has to know; every field has the default that is taken when nobody is asked.

    extensions, trunks: separated by commas. hours: "mon-fri=08:00-18:30;sat=09:00-12:00" or "always".
    timezone: "" takes the first one of the country. cdr_file: Asterisk's call records, "-" for none.
    usual_month: euros that a usual month abroad and at special numbers costs, "" when not known.
    """

    name: str = "Mon entreprise"
    country: str = "FR"
    timezone: str = ""
    outside_line: str = "0"
    extensions: str = ""
    trunks: str = ""
    hours: str = ""
    holidays: str = ""
    host: str = "127.0.0.1"
    port: int = 5038
    user: str = "veilleur"
    agi_port: int = 4573
    log_file: str = ""
    directory: str = ""
    usual_month: str = ""
    cdr_file: str = CDR_FILE


def complete(given: dict[str, object], ask: Callable[[str], str] | None, lang: str) -> Answers:
    """The options that were given, then what a person answers to `ask`, then the defaults.

    Raises:
        ConfigError: when an answer to a question is no number where one is needed.
    """
    known = {key: value for key, value in given.items() if value is not None}
    for key, value in known.items():
        if not str(value).isprintable():
            raise ConfigError(f"--{key.replace('_', '-')} {str(value)!r}: this holds unprintable characters.")
    answers = dataclasses.replace(Answers(), **known)  # type: ignore[arg-type]
    if ask is None:
        return answers
    for key in QUESTIONS:
        if key in known or (key == "cdr_file" and answers.host not in LOOPBACK):
            continue
        default = str(getattr(answers, key))
        answer = ask(f"{say(ASK[key], {}, lang)} [{default}]: ").strip()
        if not answer:
            continue
        if not answer.isprintable():
            raise ConfigError(f"{answer!r} holds unprintable characters; write it again.")
        if key == "outside_line" and answer in ("-", "–"):
            answer = ""
        if key == "port" and not answer.isdigit():
            raise ConfigError(f"{answer!r} is no port; write a number such as 5038.")
        chosen: Any = int(answer) if key == "port" else answer
        answers = dataclasses.replace(answers, **{key: chosen})
    return answers


def toml(answers: Answers, secret_file: Path, config: Path) -> str:
    """The text of veilleur.toml.

    Raises:
        ConfigError: when the hours cannot be read.
    """
    text = json.dumps
    site = [
        "[site]",
        f"name = {_quoted(answers.name)}",
        f"country = {_quoted(answers.country.upper())}",
        f"timezone = {_quoted(answers.timezone or zone_of(answers.country))}",
        f"outside_line = {_quoted(answers.outside_line)}",
    ]
    if listed(answers.extensions):
        site.append(f"extensions = {text(listed(answers.extensions))}")
    if listed(answers.trunks):
        site.append(f"trunks = {text(listed(answers.trunks))}")
    hours = ["", "[hours]", *_hours(answers.hours)]
    if answers.holidays:
        hours.append(f"holidays = {_quoted('' if answers.holidays == '-' else answers.holidays)}")
    else:
        hours.append(f"holidays = {_quoted(_holidays_of(answers.country))}")
    asterisk = [
        "",
        "[asterisk]",
        f"host = {_quoted(answers.host)}",
        f"port = {answers.port}",
        f"username = {_quoted(answers.user)}",
        f"secret_file = {_quoted(_beside(secret_file, config))}",
        f"agi_port = {answers.agi_port}",
    ]
    if answers.log_file:
        asterisk += [f"log_file = {_quoted(answers.log_file)}", "own_log = true"]
    if answers.host in LOOPBACK or answers.cdr_file != CDR_FILE:  # files of another machine are not ours
        asterisk.append(f"cdr_file = {_quoted('' if answers.cdr_file == '-' else answers.cdr_file)}")
    if answers.directory:
        asterisk.append(f"directory = {_quoted(answers.directory)}  # where set-up wrote its pieces")
    return "\n".join([*site, *hours, *_limits(answers.usual_month), *asterisk, ""])


def _limits(usual_month: str) -> list[str]:
    """The limits for a company whose usual month costs so much; none when the defaults do.

    Raises:
        ConfigError: when it is no amount.
    """
    if not usual_month:
        return []
    try:
        euros = float(usual_month.replace(",", ".").removesuffix("€").strip())
    except ValueError:
        euros = -1.0
    if not 0 <= euros <= MOST_USUAL_EUROS:
        raise ConfigError(f"{usual_month!r} is no amount; write euros a month such as 120.")
    month = int(euros * MICRO_EUROS_PER_EURO)
    fitting, default = limits_after(0, int(month * DEAREST_DAY_OF_MONTH), month), Limits()
    pairs = (
        ("closed_hours_eur", fitting.closed_hours, default.closed_hours),
        ("day_eur", fitting.day, default.day),
        ("month_eur", fitting.month, default.month),
    )
    lines = [
        f"{key} = {wanted // MICRO_EUROS_PER_EURO}"
        for key, wanted, least in pairs
        if wanted and wanted != least
    ]
    return ["", "[limits]", *lines] if lines else []


def listed(words: str) -> list[str]:
    """ "2XX, 301" as a list."""
    return [word.strip() for word in words.split(",") if word.strip()]


def zone_of(country: str) -> str:
    """The first time zone of a country; that of Paris when the country has none."""
    table = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) > 2 and columns[0] == country.upper():
            return columns[2]
    return "Europe/Paris"


def _holidays_of(country: str) -> str:
    """The country when its public holidays are known, else "" for none."""
    import holidays  # heavy: set-up only

    return country.upper() if country.upper() in holidays.list_supported_countries() else ""


def read_or_make_secret(path: Path) -> tuple[str, bool]:
    """The manager's secret, and whether it was made now; a new file is readable by its owner only.

    Raises:
        ConfigError: when the file cannot be read or made, or holds nothing.
    """
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        write_new(path, secret + "\n", 0o600)
        return secret, True
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "not text"
        raise ConfigError(
            f"{path}: the secret cannot be read ({cause}); check the path and its rights."
        ) from error
    if not secret or re.search(r"\s", secret):
        raise ConfigError(
            f"{path}: this file must hold one secret on one line; delete it to have one made, or write one."
        )
    return secret, False


def write_new(path: Path, text: str, mode: int) -> None:
    """Write a file whole or not at all.

    Raises:
        ConfigError: when it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ConfigError(
            f"{path}: this file cannot be written ({error.strerror}); check the path, its rights, the space."
        ) from error


def _hours(words: str) -> list[str]:
    if not words:
        return ['mon-fri = "08:00-18:30"']
    if words.strip().lower() in _ALWAYS:
        return ["always = true"]
    lines = []
    for piece in words.split(";"):
        match = re.match(r"^\s*([A-Za-z-]+)\s*[= ]\s*(.+?)\s*$", piece)
        if match is None:
            raise ConfigError(
                f"--hours {words}: write mon-fri=08:00-18:30;sat=09:00-12:00, or always, "
                f"instead of {piece.strip()!r}."
            )
        days = "-".join(_FRENCH_DAYS.get(day[:3], day) for day in match[1].lower().split("-"))
        lines.append(f"{days} = {_quoted(match[2])}")
    return lines


def _quoted(value: str) -> str:
    """A basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _beside(path: Path, config: Path) -> str:
    folder = config.absolute().parent
    whole = path.absolute()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)
