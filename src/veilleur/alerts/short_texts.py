# ruff: noqa: E501 - a sentence is one line
"""What a text message says, in French and English: one message of 160 characters, without a link.

In: nothing. Out: sentences with blanks. Pitfall: written around the letters that the alphabet of text messages
does not have; whoever changes one finds by tests/alerts/test_short_messages.py whether it still fits.
"""

from __future__ import annotations

from veilleur.language import Sentence

SHORT = {
    "head": Sentence("VEILLEUR {site} {clock}: {what}", "VEILLEUR {site} {clock}: {what}"),
    "calls_stopped": Sentence("{calls} {where}", "{calls} {where}"),
    "calls_running": Sentence("appels suspects {where} en cours", "suspicious calls {where} running"),
    "unconfirmed": Sentence(
        "coupure {where} pas encore confirmée, débranchez la ligne extérieure si possible",
        "cut {where} not confirmed yet, unplug the outside line if you can",
    ),
    "entered": Sentence("quelqu'un est entré dans le standard", "somebody got into the PBX"),
    "settled_keep": Sentence(
        "déjà réglé par {by} à {clock}, tout reste bloqué",
        "already settled by {by} at {clock}, all stays blocked",
    ),
    "settled_keep_seen_afterwards": Sentence(
        "vu par {by} à {clock}, rien n'est bloqué", "read by {by} at {clock}, nothing is blocked"
    ),
    "settled_allow": Sentence(
        "déjà réglé par {by} à {clock}, des appels sont permis",
        "already settled by {by} at {clock}, calls were let through",
    ),
    "over": Sentence("c'est terminé, plus rien depuis {clock}", "it is over, nothing since {clock}"),
    "blind": Sentence(
        "Veilleur ne voit plus le standard. Souvent le courant ou Internet. Message au retour",
        "the PBX is not in sight. Most often power or Internet. Message when it is back",
    ),
    "sees": Sentence("Veilleur revoit le standard", "the PBX is in sight again"),
    "drill": Sentence("EXERCICE, rien n'est arrivé, rien à payer", "DRILL, nothing happened, nothing to pay"),
    "digest": Sentence(
        "{count|point/points} depuis la dernière ouverture, rien d'urgent, ce qui était bloqué l'est resté",
        "{count|point/points} since the last opening, nothing urgent, what was blocked stayed so",
    ),
    "digest_seen_afterwards": Sentence(
        "{count|point/points} depuis la dernière ouverture, rien d'urgent; ce standard ne permet aucune coupure",
        "{count|point/points} since the last opening, nothing urgent; nothing can be stopped on this PBX",
    ),
    "week": Sentence(
        "la semaine: {count|incident/incidents}, appels bloqués: {blocked}. Un lundi sans ce SMS n'est pas normal",
        "the week: {count|incident/incidents}, calls blocked: {blocked}. A Monday without this SMS is not normal",
    ),
    "moved": Sentence(
        "{person} n'est plus prévenu par ce moyen. Pas de vous ? Appelez l'installateur",
        "{person} is no longer alerted by this way. Not yours? Call the installer",
    ),
    "abroad": Sentence("à l'étranger", "abroad"),
    "countries": Sentence("vers {count|pays/pays}", "to {count|country/countries}"),
    "lost": Sentence("Perdu {spent|euros}.", "Lost {spent|euros}."),
    "blocked": Sentence("Sans réponse, tout reste bloqué.", "Without an answer all stays blocked."),
    "running": Sentence("Veilleur continue de couper.", "Veilleur goes on cutting."),
    "observes": Sentence(
        "Veilleur observe, rien n'est bloqué.", "Veilleur only observes, nothing is blocked."
    ),
    "calls_you": Sentence("Votre standard vous appelle.", "Your own PBX is calling you."),
    "last_today": Sentence("Dernier SMS du jour.", "Last SMS of today."),
    "word": Sentence("Mot: {word}", "Word: {word}"),
}
