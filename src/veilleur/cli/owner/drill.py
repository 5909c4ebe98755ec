# ruff: noqa: E501 - a sentence is one line
"""`veilleur drill`: a harmless rehearsal of the whole chain of alerts, timed.

Out: who was reached by what and when, and who answered. Exit 0 when somebody answered, 1 when nobody did.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.owner.guard_call import asked
from veilleur.config import Settings
from veilleur.journal import JournalReader
from veilleur.language import Sentence, printable, say
from veilleur.words.errors import ConfigError
from veilleur.words.events import AlertAnswered, AlertSent

LOOK_S = 0.5
WAITS_S = 300
REPORTS_WITHIN_S = 30.0  # a mail server that hangs has been given up by then
WAYS = ("telephone", "sms", "mail", "ntfy", "apprise")
_BEGUN = Sentence(
    "Exercice\u00a0: Veilleur prévient {people}. Répondez sur le téléphone, ou par «\u00a0veilleur answer seen {name}\u00a0».",
    "Drill: Veilleur alerts {people}. Answer on the telephone, or by `veilleur answer seen {name}`.",
)
_SENT = Sentence(
    "  {after|duration}  {person}, {channel}\u00a0: pris en charge.",
    "  {after|duration}  {person}, {channel}: taken.",
)
_FAILED = Sentence(
    "  {after|duration}  {person}, {channel}\u00a0: {why}.", "  {after|duration}  {person}, {channel}: {why}."
)
_CALLED = {
    "answered": Sentence(
        "  {after|duration}  {person}, téléphone\u00a0: quelqu’un, ou un répondeur, a décroché.",
        "  {after|duration}  {person}, telephone: somebody, or a mailbox, picked up.",
    ),
    "no_answer": Sentence(
        "  {after|duration}  {person}, téléphone\u00a0: il a sonné, personne n’a décroché.",
        "  {after|duration}  {person}, telephone: it rang, nobody picked up.",
    ),
    "busy": Sentence(
        "  {after|duration}  {person}, téléphone\u00a0: occupé.",
        "  {after|duration}  {person}, telephone: busy.",
    ),
}
_PASSED = Sentence(
    "Réussi\u00a0: {by} a répondu en {after|duration}.", "Passed: {by} answered in {after|duration}."
)
_PROVED = Sentence("  Éprouvé par une réponse : {ways}.", "  Proved by an answer: {ways}.")
_TAKEN = Sentence(
    "  Message pris, voyez s’il est arrivé : {ways}.", "  Message taken, see whether it came: {ways}."
)
_UNHEARD = Sentence(
    "  A sonné, et personne n’a décroché : {ways}.",
    "  It rang, and nobody picked up: {ways}.",
)
_ENGAGED = Sentence(
    "  Occupé, et n’a donc prévenu personne : {ways}.",
    "  Busy, and so nobody was alerted: {ways}.",
)
_LOST = Sentence(
    "  Ne marche pas, et manquerait la nuit où il le faudrait : {ways}.",
    "  Does not work, and would be missing in the night that needs it: {ways}.",
)
_BY_ANSWER, _TOOK, _FAILS = "by answer", "took", "fails"
_HOW = {
    _BY_ANSWER: _PROVED,
    _TOOK: _TAKEN,
    "no_answer": _UNHEARD,
    "busy": _ENGAGED,
    _FAILS: _LOST,
}
_NOBODY = Sentence(
    "Personne n’a répondu en {after|duration}. Vérifiez le téléphone, ou ajoutez une deuxième personne.",
    "Nobody answered in {after|duration}. Look at the telephone, or add a second person.",
)


def command(
    seconds: Annotated[int, typer.Option(min=5, max=3600, help="How long to wait for an answer.")] = WAITS_S,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Rehearse the chain of alerts: nothing is blocked, nobody pays. Say how long each step took."""
    settings = settings_required(config)
    rehearse(settings, language_or_error(lang, settings), seconds=seconds, as_json=as_json)


def rehearse(settings: Settings, language: str, *, seconds: float, as_json: bool = False) -> None:
    """One rehearsal, reported as it goes.

    Raises:
        ConfigError: when nobody is to be alerted.
        typer.Exit: with 1 when nobody answered.
    """
    if not settings.alerts.people:
        raise ConfigError(
            "There is nobody to alert; write [[alerts.person]] in {path}.", path=settings.source
        )
    found = _Found({})
    drill = str(asked(settings, {"do": "drill"})["conversation"])
    began = time.time()
    if not as_json:
        people = ", ".join(person.name for person in settings.alerts.people)
        print(say(_BEGUN, {"people": people, "name": drill.replace(" ", "-")}, language), flush=True)
    answer: AlertAnswered | None = None
    until = began + seconds

    def is_over() -> bool:
        """Nobody answered in time; or somebody did, and each way to them has said how it went."""
        now = time.time()
        if answer is None:
            return now >= until
        return not found.missing(settings, answer.by) or now >= answer.at + REPORTS_WITHIN_S

    for event in _of_drill(settings, drill, is_over):
        after = max(0.0, event.at - began)
        if as_json:
            print(json.dumps(_plain(event, after)), flush=True)
        elif isinstance(event, AlertSent):
            values: dict[str, str | float] = {
                "after": after,
                "person": event.person,
                "channel": event.channel,
                "why": event.why,
            }
            sentence = _FAILED if event.why else _CALLED.get(event.outcome, _SENT)
            print(printable(say(sentence, values, language)), flush=True)
        if isinstance(event, AlertSent):
            found.ways[event.person, event.channel] = _outcome(event)
        elif event.answer == "seen" and answer is None:
            answer = event
            if not as_json:
                print(printable(say(_PASSED, {"by": event.by, "after": after}, language)), flush=True)
    if answer is not None:
        if not as_json:
            for line in found.lines(answer, language):
                print(printable(line))
        return
    if not as_json:
        print(say(_NOBODY, {"after": float(seconds)}, language))
    raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Found:
    """ways: by person and channel, how it went, as a key of `_HOW`."""

    ways: dict[tuple[str, str], str]

    def missing(self, settings: Settings, name: str) -> list[str]:
        """The ways to somebody that have not said yet how it went."""
        people = [person for person in settings.alerts.people if person.name == name]
        wanted = [way for person in people for way in WAYS if getattr(person, way)]
        return [way for way in wanted if (name, way) not in self.ways]

    def lines(self, answer: AlertAnswered, language: str) -> Iterator[str]:
        """What was proved, what was only taken, what reached nobody, and what is lost."""
        proved = (answer.by, answer.channel)
        for how, sentence in _HOW.items():
            ways = [
                f"{channel} ({person})"
                for (person, channel), went in self.ways.items()
                if how == (_BY_ANSWER if (person, channel) == proved else went)
            ]
            if ways:
                yield say(sentence, {"ways": ", ".join(ways)}, language)


def _outcome(event: AlertSent) -> str:
    """How a way went, as a key of `_HOW`: a telephone that nobody picked up has taken nothing."""
    if event.why:
        return _FAILS
    return event.outcome if event.outcome in _HOW else _TOOK


def _of_drill(
    settings: Settings, drill: str, is_over: Callable[[], bool]
) -> Iterator[AlertSent | AlertAnswered]:
    """What the journal says of a drill, as it comes."""
    reader = JournalReader(settings.journal.file)
    try:
        read = reader.before(time.time() - 60)
        while not is_over():
            for entry in reader.entries(after=read, site=settings.site.name, kind="event", holding=drill):
                read = entry.seq
                event = entry.event()
                if isinstance(event, AlertSent | AlertAnswered):
                    yield event
            time.sleep(LOOK_S)
    finally:
        reader.close()


def _plain(event: AlertSent | AlertAnswered, after: float) -> dict[str, object]:
    if isinstance(event, AlertAnswered):
        return {"type": "answered", "by": event.by, "answer": event.answer, "after_s": round(after, 3)}
    return {
        "type": "sent",
        "person": event.person,
        "channel": event.channel,
        "why": event.why,
        "outcome": event.outcome,
        "after_s": round(after, 3),
    }
