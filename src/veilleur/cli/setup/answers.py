"""The answers of `veilleur setup`: asked on a terminal, or given as options; written as veilleur.toml.

In: options and a person. Out: the answers, and the text of the configuration. Pitfall: an option that was
given is never asked about, and without a terminal nothing is asked at all.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veilleur.cli.setup.earlier import named_since
from veilleur.cli.setup.hours import hours_lines
from veilleur.cli.setup.plans import tariff_lines
from veilleur.cli.setup.texts import ASK
from veilleur.config import load_text
from veilleur.config.writing import quoted
from veilleur.detection.spending.fitted_limits import FittedLimits
from veilleur.language import say
from veilleur.pbx.setup_port import Option, Setup, Suggestion
from veilleur.words.errors import ConfigError
from veilleur.words.messages import Message
from veilleur.words.money import MICRO_EUROS_PER_EURO, micro_euros
from veilleur.words.site import FITTING_WINDOWS, Limits

MOST_EUROS = 1e6
MOST_NUMBER = 2**31
SITE_QUESTIONS = ("name", "country", "outside_line", "extensions", "trunks", "hours")
LAST_QUESTIONS = ("usual_month", "plan", "ceiling_month")  # after those of the switch


@dataclass(frozen=True, slots=True)
class SiteAnswers:
    """What set-up has to know of a site; every field has the default that is taken when nobody is asked.

    extensions, trunks, emergency_numbers: separated by commas. hours: "mon-fri=08:00-18:30;sat=09:00-12:00"
    or "always". timezone: "" takes the first one of the country. plan: what the telephone plan includes, such
    as "national,mobiles,europe"; "" for what most plans of the country do. usual_month: euros that a usual
    month abroad and at special numbers costs, "" when not known. ceiling_month: euros that no month may ever
    cost.
    """

    name: str = "Mon entreprise"
    country: str = "FR"
    timezone: str = ""
    outside_line: str = "0"
    extensions: str = ""
    trunks: str = ""
    hours: str = ""
    holidays: str = ""
    emergency_numbers: str = ""
    plan: str = ""
    usual_month: str = ""
    ceiling_month: str = ""


def complete(
    given: Mapping[str, object],
    setup: Setup,
    ask: Callable[[str], str] | None,
    lang: str,
    suggestion: Suggestion | None = None,
    earlier: Mapping[str, Any] | None = None,
    explain: Callable[[str], None] = print,
) -> tuple[SiteAnswers, dict[str, Any]]:
    """Those of the site and those of the switch: the options that were given, then what a person answers to
    `ask`, then what was answered before, then what the switch itself suggests, then the defaults.

    explain: says what the switch names since the earlier answers, and why an answer cannot be used before it
    is asked for once more.

    Raises:
        ConfigError: when an option that was given is unprintable.
    """
    known = {key: value for key, value in given.items() if value is not None}
    for key, value in known.items():
        if not str(value).isprintable():
            raise ConfigError(
                "--{option} {value!r}: this holds unprintable characters.",
                option=key.replace("_", "-"),
                value=str(value),
            )
    suggested = suggestion or Suggestion()
    before = dict(earlier or {})
    for key, new in named_since(before, suggested.answers).items():
        if key not in known:
            added = Message(
                "The PBX names since the last set-up: {names}. They are added.", names=", ".join(new)
            )
            explain(added)
            before[key] = ",".join([before[key], *new])
    options = {option.key: option for option in setup.options}
    answers = {
        **dataclasses.asdict(SiteAnswers()),
        **{key: option.default for key, option in options.items()},
        **suggested.answers,
        **before,
        **known,
    }
    if ask is not None:
        questions = {key: ASK[key] for key in SITE_QUESTIONS}
        questions |= {key: option.question for key, option in options.items() if option.question is not None}
        questions |= {key: ASK[key] for key in LAST_QUESTIONS}
        for key, question in questions.items():
            is_settled = key in suggested.settled and answers[key] == suggested.answers.get(key, answers[key])
            if key in known or is_settled:
                continue
            if key in options and not setup.is_asked(key, answers):
                continue
            if key == "plan" and not answers["usual_month"]:
                continue  # who does not know the bill does not know the plan
            if key == "ceiling_month":
                answers[key] = answers[key] or usual_ceiling(str(answers["usual_month"]))
            text = f"{say(question, {}, lang)} [{answers[key]}]: "
            answers[key] = _asked(key, text, answers[key], options.get(key), ask, explain)
    site = SiteAnswers(**{key: answers.pop(key) for key in dataclasses.asdict(SiteAnswers())})
    return site, answers


def _asked(
    key: str,
    question: str,
    default: Any,
    option: Option | None,
    ask: Callable[[str], str],
    explain: Callable[[str], None],
) -> Any:
    """What a person answers, once it can be used; the default for an empty answer."""
    while True:
        answer = ask(question).strip()
        if not answer:
            return default
        try:
            return _usable(key, answer, option)
        except ConfigError as error:
            explain(error.message)


def _usable(key: str, answer: str, option: Option | None) -> str | int:
    """An answer of a person as a value.

    Raises:
        ConfigError: when it cannot be one.
    """
    if not answer.isprintable():
        raise ConfigError("{answer!r} holds unprintable characters; write it again.", answer=answer)
    if key == "outside_line" and answer in ("-", "–"):
        return ""
    if option is None:
        # The configuration's own check, of this answer beside the defaults.
        trial = dataclasses.replace(SiteAnswers(), **{key: answer})
        load_text("\n".join(site_lines(trial)), Path("veilleur.toml"))
    if option is None or option.kind is not int:
        return answer
    least, most = option.least or 0, option.most or MOST_NUMBER
    if not answer.isdecimal() or len(answer) > len(str(most)) or not least <= int(answer) <= most:
        raise ConfigError(
            "{answer!r} is no number; write one such as {default}.", answer=answer, default=option.default
        )
    return int(answer)


def toml(answers: SiteAnswers, of_switch: Sequence[str]) -> str:
    """The text of veilleur.toml; of_switch: the lines of the switch's section.

    Raises:
        ConfigError: when the hours cannot be read.
    """
    return "\n".join([*site_lines(answers), "", *of_switch, ""])


def site_lines(answers: SiteAnswers) -> list[str]:
    """The sections of the site alone: [site], [hours], [tariff], [limits].

    Raises:
        ConfigError: when the hours cannot be read.
    """
    text = json.dumps
    site = [
        "[site]",
        f"name = {quoted(answers.name)}",
        f"country = {quoted(answers.country.upper())}",
        f"timezone = {quoted(answers.timezone or zone_of(answers.country))}",
        f"outside_line = {quoted(answers.outside_line)}",
    ]
    if listed(answers.extensions):
        site.append(f"extensions = {text(listed(answers.extensions))}")
    if listed(answers.trunks):
        site.append(f"trunks = {text(listed(answers.trunks))}")
    if listed(answers.emergency_numbers):
        site.append(f"emergency_numbers = {text(listed(answers.emergency_numbers))}")
    hours = ["", "[hours]", *hours_lines(answers.hours)]
    if answers.holidays:
        hours.append(f"holidays = {quoted('' if answers.holidays == '-' else answers.holidays)}")
    else:
        hours.append(f"holidays = {quoted(_holidays_of(answers.country))}")
    return [*site, *hours, *tariff_lines(answers.plan, answers.country), *_limits(answers)]


def _limits(answers: SiteAnswers) -> list[str]:
    """What the owner says of the limits, which fit themselves from there; none when nothing was said.

    Raises:
        ConfigError: when one is no amount.
    """
    pairs = (("usual_month_eur", answers.usual_month), ("ceiling_month_eur", answers.ceiling_month))
    lines = [f"{key} = {_euros(answer):g}" for key, answer in pairs if answer]
    return ["", "[limits]", *lines] if lines else []


def _euros(answer: str) -> float:
    try:
        amount = float(answer.replace(",", ".").removesuffix("€").strip())
    except ValueError:
        amount = -1.0
    if not 0 <= amount <= MOST_EUROS:
        raise ConfigError("{amount!r} is no amount; write euros a month such as 120.", amount=answer)
    return amount


def usual_ceiling(usual_month: str) -> str:
    """The ceiling that is proposed: ten months of what a usual one gives; "" when none is known."""
    if not usual_month:
        return ""
    limits = Limits(fitting=FITTING_WINDOWS, usual_month=micro_euros(f"{_euros(usual_month):.2f}"))
    return str(FittedLimits(limits).ceiling // MICRO_EUROS_PER_EURO)


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
