"""`veilleur limits`: what may be spent, what is used of it, and why; raise, lower, reset, fit, import.

In: nothing, or `raise|lower month|day|closed 900 --for 7d`, `reset month`, `fit FILE...`, `import FILE`. Out:
the limits as lines or JSON Lines; an order to the running guard, journalled; or the limits that fit call
records, or that a table of OpenSIPS holds, written into veilleur.toml. Exit 0; 2 unusable. Pitfall: an order
holds for a time only and never above the ceiling; what shall hold for good is written in the file.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.language import Sentence, clock_in_sentence, day, euros, json_line, say
from veilleur.words.errors import InputError
from veilleur.words.money import micro_euros

if TYPE_CHECKING:
    from veilleur.config import Settings

WINDOWS = {"day": "day", "month": "month", "closed": "closed_hours", "closed_hours": "closed_hours"}
AT_REST = ("limit_least", "limit_start")
DEFAULT_FOR = "7d"
ANSWERS_WITHIN_S = 5.0
_SPAN = re.compile(r"^(\d{1,4})\s*([hdj])$")
_HOURS = {"h": 1, "d": 24, "j": 24}
_LINE = Sentence(
    "{limit} {window}\u00a0: {spent} dépensés ou réservés ({percent}\u00a0%). {why}",
    "{limit} {window}: {spent} spent or reserved ({percent}%). {why}",
)
_UNTIL = Sentence("jusqu’au {day} à {clock}", "until {day} at {clock}")
_WRITTEN = Sentence("{limit}. Écrit dans veilleur.toml.", "{limit}. Written in veilleur.toml.")
_CEILING = Sentence(
    "Plafond absolu de ce qui s’ajuste\u00a0: {ceiling}. Relever pour un temps\u00a0: «\u00a0veilleur limits"
    " raise month MONTANT --for 7d\u00a0».",
    "Ceiling of all that moves: {ceiling}. To raise one for a time: `veilleur limits raise month AMOUNT"
    " --for 7d`.",
)
_ORDERED = Sentence(
    "C’est fait\u00a0: {limit} {window}, jusqu’au {day} à {clock}.",
    "Done: {limit} {window}, until {day} at {clock}.",
)
_OPEN = Sentence(
    "C’est fait\u00a0: l’entreprise compte comme ouverte jusqu’au {day} à {clock}, puis ses horaires"
    " s’appliquent de nouveau.",
    "Done: the company counts as open until {day} at {clock}; then its hours hold again.",
)
_HOURS_RESET = Sentence(
    "C’est fait\u00a0: les horaires de l’entreprise s’appliquent de nouveau.",
    "Done: the company’s hours hold again.",
)
_RESET = Sentence("C’est fait\u00a0: {limit} {window} de nouveau.", "Done: {limit} {window} again.")
_NO_GUARD = Sentence(
    "Veilleur ne tourne pas ici\u00a0: ce sont les limites de son dernier état.",
    "No guard runs here: these are the limits of its last state.",
)


def command(
    action: Annotated[
        Optional[str],  # noqa: UP045 - typer reads the annotation at run time
        typer.Argument(
            help="Nothing to show them; raise, lower, open, reset, fit or import.", metavar="[ACTION]"
        ),
    ] = None,
    words: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(
            help="month 900, 23:00 to be open until then, the call records to fit to, or the table "
            "fraud_detection of OpenSIPS to import.",
            metavar="[WINDOW AMOUNT | FILE...]",
        ),
    ] = None,
    span: Annotated[str, typer.Option("--for", help="How long an order holds: 12h, 7d.")] = DEFAULT_FOR,
    yes: Annotated[
        bool, typer.Option("--yes", "--write", help="Write what fits, or is imported, without asking.")
    ] = False,
    profile: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=0, max=4_294_967_295, help="The profile of the imported table."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show what may be spent and why, move a limit for a time, fit limits to call records, or import some."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    given = words or []
    if action is None:
        _show(settings, language, as_json=as_json)
    elif action == "fit" and given:
        from veilleur.cli.owner.limits_fit import fit

        fit([Path(word) for word in given], settings, language, as_json=as_json, may_write=yes)
    elif action == "import" and len(given) == 1:
        from veilleur.cli.owner.opensips.command import import_rules

        import_rules(Path(given[0]), settings, language, profile=profile, as_json=as_json, may_write=yes)
    elif action in ("raise", "lower") and len(given) == 2 and given[0] in WINDOWS:
        _order(settings, language, action=action, words=given, span=span, as_json=as_json)
    elif action == "open" and len(given) == 1:
        _open(settings, language, given[0], as_json=as_json)
    elif action == "reset" and given == ["hours"]:
        _reset_hours(settings, language, as_json=as_json)
    elif action == "reset" and len(given) == 1 and given[0] in WINDOWS:
        _reset(settings, language, WINDOWS[given[0]], as_json=as_json)
    else:
        raise InputError(
            "Write `veilleur limits`, `veilleur limits raise month 900 --for 7d` (or lower; day, month or "
            "closed), `veilleur limits reset month`, `veilleur limits open 23:00` or `reset hours`, "
            "`veilleur limits fit FILE` or `veilleur limits import FILE`."
        )


def _show(settings: Settings, language: str, *, as_json: bool) -> None:
    from veilleur.control.client import ask
    from veilleur.history.status import of_stopped

    answer = ask(settings.control_socket, {"do": "status"}, ANSWERS_WITHIN_S)
    status: dict[str, Any] = answer["status"] if answer else of_stopped(settings, time.time())
    found = status["limits"]
    if as_json:
        print(json_line({"running": status["running"], **found}))
        return
    if not status["running"]:
        print(say(_NO_GUARD, {}, language))
    for one in found["windows"]:
        if one["window"].startswith("class ") and not one["spent_eur"] and one["why"] in AT_REST:
            continue  # never called, at its start or lowest: nothing to say of it
        print(_line(one, settings.site.timezone, language))
    from veilleur.wording.limits import written

    for line in written(settings.site.limits, language):
        print(say(_WRITTEN, {"limit": line}, language))
    print(say(_CEILING, {"ceiling": euros(micro_euros(found["ceiling_eur"]), language)}, language))


def _line(one: dict[str, Any], timezone: str, language: str) -> str:
    from veilleur.detection.signals.catalog import sentence
    from veilleur.wording.limits import window
    from veilleur.words.decisions import Reason

    why = sentence(Reason(one["why"], 0, tuple(one["values"].items())), language)
    if one["until"]:
        why += ", " + say(_UNTIL, _when(one["until"], timezone, language), language)
    blanks = {
        "limit": euros(micro_euros(one["limit_eur"]), language),
        "window": window(one["window"], language),
        "spent": euros(micro_euros(one["spent_eur"]), language),
        "percent": str(round(100 * one["spent_eur"] / one["limit_eur"])) if one["limit_eur"] else "100",
        "why": why[:1].upper() + why[1:] + ".",
    }
    return say(_LINE, blanks, language)


def _order(
    settings: Settings, language: str, *, action: str, words: list[str], span: str, as_json: bool
) -> None:
    from veilleur.cli.owner.guard_call import asked

    window = WINDOWS[words[0]]
    try:
        amount = float(words[1].replace(",", ".").removesuffix("€").strip())
    except ValueError:
        amount = -1.0
    if not 0 <= amount <= 1e6:
        raise InputError("{amount!r} is no amount; write euros such as 900.", amount=words[1][:40])
    match = _SPAN.match(span.strip().lower())
    if match is None:
        raise InputError("--for {span!r}: write hours or days, such as 12h or 7d.", span=span[:40])
    request = {"do": "limit", "way": action, "window": window, "amount_eur": amount}
    answer = asked(settings, {**request, "hours": int(match[1]) * _HOURS[match[2]]})
    _report(answer, _ORDERED, settings, language, window=window, as_json=as_json)


def _reset(settings: Settings, language: str, window: str, *, as_json: bool) -> None:
    from veilleur.cli.owner.guard_call import asked

    answer = asked(settings, {"do": "limit", "way": "reset", "window": window})
    _report(answer, _RESET, settings, language, window=window, as_json=as_json)


def _open(settings: Settings, language: str, clock: str, *, as_json: bool) -> None:
    """Tonight the company is open for longer than its hours say."""
    from veilleur.cli.owner.guard_call import asked
    from veilleur.detection.business_hours import next_clock

    now = time.time()
    minutes = (next_clock(clock, settings.site.timezone, now) - now) / 60
    answer = asked(settings, {"do": "hours", "minutes": minutes})
    if as_json:
        print(json_line({"open_until": answer["open_until"], "on_disk": answer["on_disk"]}))
        return
    print(say(_OPEN, _when(answer["open_until"], settings.site.timezone, language), language))


def _reset_hours(settings: Settings, language: str, *, as_json: bool) -> None:
    from veilleur.cli.owner.guard_call import asked

    answer = asked(settings, {"do": "hours"})
    if as_json:
        print(json_line({"open_until": None, "on_disk": answer["on_disk"]}))
        return
    print(say(_HOURS_RESET, {}, language))


def _report(
    answer: dict[str, Any],
    text: Sentence,
    settings: Settings,
    language: str,
    *,
    window: str,
    as_json: bool,
) -> None:
    from veilleur.wording import limits as wording

    limit, until = answer["limit_eur"], answer.get("until")
    if as_json:
        print(json_line({"window": window, "limit_eur": limit, "until": until, "on_disk": answer["on_disk"]}))
        return
    amount = wording.amount(None if limit is None else micro_euros(limit), language)
    blanks = {"limit": amount, "window": wording.window(window, language)}
    print(say(text, {**blanks, **_when(until or 0.0, settings.site.timezone, language)}, language))


def _when(at: float, timezone: str, language: str) -> dict[str, str]:
    return {"day": day(at, timezone, language), "clock": clock_in_sentence(at, timezone, language)}
