# ruff: noqa: E501 - a sentence is one line
"""What an alert call says, as sentences to be spoken: who calls, what happened, which keys answer.

In: the site's name, the agreed word, a language. Out: a sentence for each sound. Pitfall: a mailbox may record
it and a stranger hear that, so no number, no extension and no amount is said; and a key is a sound of its own,
since it is another one in each round.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from veilleur.language import NO_BREAK, territory_phrase
from veilleur.pbx.telephone_port import name_sound


class _Spoken(NamedTuple):
    french: str
    english: str


_WHO = _Spoken("Veilleur, {site}.", "Veilleur, {site}.")
_WORD = _Spoken(" Mot convenu : {word}.", " Agreed word: {word}.")
_SENTENCES = {
    "calls-stopped": _Spoken("Des appels suspects ont été coupés.", "Suspicious calls were cut."),
    "calls-running": _Spoken("Des appels suspects sont en cours.", "Suspicious calls are running."),
    "unconfirmed": _Spoken(
        "Une coupure est demandée, et le standard ne l'a pas encore confirmée. Débranchez la ligne extérieure si vous le pouvez.",
        "A cut was ordered and the PBX has not confirmed it yet. Unplug the outside line if you can.",
    ),
    "entered": _Spoken("Quelqu'un est entré dans le standard.", "Somebody got into the PBX."),
    "notice": _Spoken("Un message vous attend.", "A message waits for you."),
    "moved": _Spoken(
        "Vous n'êtes plus prévenu sur ce téléphone. Si ce changement n'est pas de vous, appelez votre installateur.",
        "You are no longer alerted on this telephone. If this change is not yours, call your installer.",
    ),
    "drill": _Spoken(
        "Ceci est un exercice. Rien n'est arrivé, rien à payer.",
        "This is a drill. Nothing happened, nothing to pay.",
    ),
    "blocked": _Spoken(
        "Tout est bloqué, et le reste sans réponse.", "All is blocked, and stays so without an answer."
    ),
    "running": _Spoken(
        "Sans réponse, Veilleur continue de couper ce qu'il peut.",
        "Without an answer, Veilleur goes on cutting what it can.",
    ),
    "observes": _Spoken(
        "Veilleur observe seulement : rien n'a été bloqué.", "Veilleur only observes: nothing was blocked."
    ),
    "keep": _Spoken("Pour tout garder bloqué, tapez", "To keep all blocked, press"),
    "unknown": _Spoken("Si vous ne savez pas, tapez", "If you do not know, press"),
    "seen": _Spoken(
        "Pour montrer que ce téléphone vous réveille, tapez", "To show that this telephone wakes you, press"
    ),
    "allow": _Spoken(
        "Pour laisser passer une heure, dans vos limites, les appels",
        "To let calls through for an hour, within your limits,",
    ),
    "type": _Spoken("tapez", "press"),
    "code": _Spoken("Votre code d'alerte, puis dièse.", "Your alert code, then hash."),
    "wrong-code": _Spoken(
        "Ce n'est pas ce code. Rien n'a changé, tout reste bloqué.",
        "That is not the code. Nothing changed, all stays blocked.",
    ),
    "no-code": _Spoken("Tout reste bloqué.", "All stays blocked."),
    "kept": _Spoken("C'est noté, tout reste bloqué. Bonne nuit.", "Noted, all stays blocked. Good night."),
    "next": _Spoken(
        "Tout reste bloqué, j'appelle la personne suivante.",
        "All stays blocked, I am calling the next person.",
    ),
    "allowed": _Spoken(
        "C'est noté : ces appels passent pendant une heure.", "Noted: these calls pass for an hour."
    ),
    "noted": _Spoken("C'est noté, merci.", "Noted, thank you."),
    "settled": _Spoken("C'est déjà réglé.", "It is settled already."),  # alone, or before the next ones
    "settled-by": _Spoken("Par", "By"),
    "settled-keep": _Spoken("Tout reste bloqué. Bonne nuit.", "All stays blocked. Good night."),
    "settled-allow": _Spoken(
        "Des appels sont permis pour un temps. Bonne nuit.", "Calls pass for a while. Good night."
    ),
    "again": _Spoken(
        "Je n'ai pas compris. Je répète, les touches ont changé.",
        "I did not understand. Once more, with other keys.",
    ),
    "unheard": _Spoken(
        "Rien à faire sur ce message : tout reste comme annoncé, et je rappelle.",
        "Nothing to do on this message: all stays as said, and I will call again.",
    ),
}
_DIGITS = _Spoken(
    "zéro un deux trois quatre cinq six sept huit neuf", "zero one two three four five six seven eight nine"
)


def sentences(
    site: str, word: str, language: str, territories: Iterable[str], people: Iterable[str] = ()
) -> dict[str, str]:
    """The sentence of each sound, by its name."""

    def said(one: _Spoken) -> str:
        return one.french if language == "fr" else one.english

    who = said(_WHO).format(site=site) + (said(_WORD).format(word=word) if word else "")
    found = {"telephone-who": who}
    found |= {f"telephone-{name}": said(one) for name, one in _SENTENCES.items()}
    found |= {f"telephone-key-{digit}": name for digit, name in enumerate(said(_DIGITS).split())}
    for territory in territories:
        found[f"telephone-to-{territory}"] = territory_phrase(territory, language).replace(NO_BREAK, " ")
    found |= {name_sound(person): f"{person}." for person in people}
    return found
