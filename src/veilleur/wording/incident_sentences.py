# ruff: noqa: E501 - a sentence is one line
"""What `veilleur incidents` says, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

INCIDENT = {
    "none": Sentence("Aucun incident dans ce journal.", "No incident in this journal."),
    "row": Sentence(
        "{id}  {day} {from}–{to}  {who}  {stopped}  perte {spent}, évité (estimation) {saved}  {state}",
        "{id}  {day} {from}–{to}  {who}  {stopped}  lost {spent}, saved (estimate) {saved}  {state}",
    ),
    "open": Sentence("en cours", "open"),
    "over": Sentence("terminé", "over"),
    "forming": Sentence("à surveiller", "to be watched"),
    "title": Sentence(
        "Incident {id}, du {day} à {from} au {day_to} à {to}\u00a0: {state}.",
        "Incident {id}, from {day} {from} to {day_to} {to}: {state}.",
    ),
    "title_of_a_day": Sentence(
        "Incident {id}, {day}, de {from} à {to}\u00a0: {state}.",
        "Incident {id}, {day}, from {from} to {to}: {state}.",
    ),
    "money": Sentence(
        "Perte\u00a0: {spent}. Pertes évitées, estimation\u00a0: {saved}. {stopped}.",
        "Lost: {spent}. Saved (estimate): {saved}. {stopped}.",
    ),
    "who": Sentence("Concernés\u00a0: {who}.", "Concerned: {who}."),
    "seen": Sentence("vu", "seen"),
    "done": Sentence("fait", "done"),
    "until": Sentence("{text} (jusqu’à {clock})", "{text} (until {clock})"),
    "times": Sentence("{text} ({times} fois, jusqu’à {clock})", "{text} ({times} times, until {clock})"),
    "taken_back": Sentence("{text} (annulé depuis)", "{text} (undone since)"),
    "more": Sentence(
        "… et {count} autres lignes (--json les donne toutes)", "… and {count} more lines (--json gives all)"
    ),
    "todo": Sentence("À faire\u00a0:", "To do:"),
    "todo_pin": Sentence(
        "Changer le code de la messagerie {name} (5 minutes).",
        "Change the code of mailbox {name} (5 minutes).",
    ),
    "todo_forward": Sentence(
        "Vérifier le renvoi du poste {name}\u00a0; s’il était voulu\u00a0: «\u00a0veilleur undo {decision}\u00a0».",
        "Look at the forward of extension {name}; if it was wanted: `veilleur undo {decision}`.",
    ),
    "todo_complaint": Sentence(
        "Assurance\u00a0: portez plainte dans les 72\u00a0heures, avant le soir du {day}.",
        "Insurance: file a complaint within 72\u00a0hours, before the evening of {day}.",
    ),
    "unknown": Sentence("inconnu", "unknown"),
    "extensions": Sentence("poste {name}", "extension {name}"),
    "mailboxes": Sentence("messagerie {name}", "mailbox {name}"),
    "numbers": Sentence("numéro {name}", "number {name}"),
}
