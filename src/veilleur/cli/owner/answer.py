"""`veilleur answer yes|no`: the owner says what may be called and what may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.owner.guard_call import asked, print_limits
from veilleur.language import Sentence, masked, say, territory_phrase
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError

_KEPT = {
    True: Sentence(
        "Accepté jusqu’à {until|clock}\u00a0: appels {about}.", "Accepted until {until|clock}: calls {about}."
    ),
    False: Sentence(
        "Refusé jusqu’à {until|clock}\u00a0: appels {about}.", "Refused until {until|clock}: calls {about}."
    ),
}
_FOR_GOOD = {
    True: Sentence(
        "Accepté jusqu’à nouvel ordre\u00a0: appels {about}.", "Accepted until withdrawn: calls {about}."
    ),
    False: Sentence(
        "Refusé jusqu’à nouvel ordre\u00a0: appels {about}.", "Refused until withdrawn: calls {about}."
    ),
}
# Of a PBX that only prints its calls, which lets nothing be stopped.
_UNWANTED = Sentence(
    "C’est noté\u00a0: Veilleur préviendra des appels {about}\u00a0; ce standard ne laisse rien arrêter.",
    "Noted: Veilleur will warn of calls {about}; nothing can be stopped on this PBX.",
)
_ALERT_SEEN_AFTERWARDS = {
    "keep": Sentence(
        "C’est noté\u00a0: personne d’autre n’est appelé. Cela n’arrête aucun appel.",
        "Noted: nobody else is called. That stops no call.",
    ),
    "unknown": Sentence("La personne suivante est prévenue.", "The next person is alerted."),
}
_ABOUT = {
    "number": Sentence("vers le {value}", "to {value}"),
    "extension": Sentence("du poste {value}", "from extension {value}"),
}
_FRENCH = {"oui": "yes", "non": "no", "retirer": "withdraw"}
_WITHDRAWN = Sentence("La réponse est retirée.", "The answer is withdrawn.")
_CLOCK = Sentence(
    "C’est noté\u00a0: la date de cette machine est juste.", "Noted: this machine's date is right."
)
_ALERT = {
    "keep": Sentence(
        "C’est noté\u00a0: tout reste bloqué, personne d’autre n’est appelé.",
        "Noted: all stays blocked, nobody else is called.",
    ),
    "unknown": Sentence(
        "Tout reste bloqué, la personne suivante est prévenue.",
        "All stays blocked, the next person is alerted.",
    ),
    "seen": Sentence("C’est noté.", "Noted."),
}
ALERT_ANSWERS = tuple(_ALERT)
DEFAULT_MINUTES = 60
Text = Optional[str]  # noqa: UP045 - typer reads the annotation at run time


def command(
    what: Annotated[str, typer.Argument(help="yes, no or withdraw; keep, unknown or seen for an alert")],
    alert: Annotated[Text, typer.Argument(help="The alert that is answered, such as i3.")] = None,
    number: Annotated[Text, typer.Option(help="About one number.")] = None,
    territory: Annotated[Text, typer.Option(help="About a country: LV.")] = None,
    extension: Annotated[Text, typer.Option(help="About an extension.")] = None,
    minutes: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, max=525_600, help="A yes holds an hour unless said otherwise."),
    ] = None,
    for_good: Annotated[bool, typer.Option(help="Until it is withdrawn.")] = False,
    once: Annotated[bool, typer.Option(help="For one call only.")] = False,
    clock: Annotated[bool, typer.Option("--clock", help="About this machine's date: it is right.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Accept or refuse a kind of call, or answer an alert. A yes ends by itself after an hour; caps hold."""
    what = _FRENCH.get(what, what)
    if what in ALERT_ANSWERS:
        _answer_alert(what, alert, config, as_json, lang)
        return
    if clock:
        _confirm_clock(what, config, lang)
        return
    named = [(s, v) for s, v in (("number", number), ("territory", territory), ("extension", extension)) if v]
    if what not in ("yes", "no", "withdraw") or len(named) != 1 or alert:
        raise InputError("Write `veilleur answer yes --number 0037129012345`, or no, or withdraw.")
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    scope, value = named[0]
    if scope == "number":
        value = settings.numbering().destination(value).e164 or value
    request: dict[str, object] = {"do": "answer", "scope": scope, "value": value.upper()}
    if what == "withdraw":
        request["do"] = "withdraw"
    else:
        request |= {"accepted": what == "yes", "once": once}
        if minutes or (what == "yes" and not for_good):
            request["minutes"] = minutes or DEFAULT_MINUTES
    answer = asked(settings, request)
    limits = {"limits_reached": answer["limits_reached"]} if "limits_reached" in answer else {}
    if as_json:
        print(json.dumps({"until": answer.get("until"), "on_disk": answer["on_disk"], **limits}))
        return
    about = (
        territory_phrase(value, language)
        if scope == "territory"
        else say(_ABOUT[scope], {"value": masked(value)}, language)
    )
    kept = _KEPT if answer.get("until") else _FOR_GOOD
    text = _WITHDRAWN if what == "withdraw" else kept[what == "yes"]
    if what == "no" and settings.vantage is Vantage.RECORDS:
        text = _UNWANTED
    blanks = {"until": answer.get("until") or 0.0, "about": about}
    print(say(text, blanks, language, settings.site.timezone))
    print_limits(answer, language)


def _answer_alert(what: str, alert: str | None, config: Path | None, as_json: bool, lang: str | None) -> None:
    if not alert:
        raise InputError("Write which alert: `veilleur answer {what} i3`; each alert names it.", what=what)
    settings = settings_required(config)
    name = alert.replace("-", " ")
    answer = asked(settings, {"do": "alert_answered", "conversation": name, "answer": what})
    if as_json:
        print(json.dumps({"on_disk": answer["on_disk"]}))
        return
    texts = _ALERT | _ALERT_SEEN_AFTERWARDS if settings.vantage is Vantage.RECORDS else _ALERT
    print(say(texts[what], {}, language_or_error(lang, settings), settings.site.timezone))


def _confirm_clock(what: str, config: Path | None, lang: str | None) -> None:
    if what != "yes":
        raise InputError("Set this machine's clock, and say `veilleur answer yes --clock` when it is right.")
    settings = settings_required(config)
    asked(settings, {"do": "confirm_clock"})
    print(say(_CLOCK, {}, language_or_error(lang, settings), settings.site.timezone))
