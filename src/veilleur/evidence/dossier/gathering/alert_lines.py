"""Alerts and their answers as sentences of a time-line. In: events. Out: (French, English)."""

from __future__ import annotations

from veilleur.words.events import AlertAnswered, AlertSent, UndoRequested

_CHANNELS = {
    "sms": ("SMS", "SMS"),
    "mail": ("e-mail", "e-mail"),
    "telephone": ("téléphone", "telephone"),
}
_ANSWERS = {
    "keep": ("tout garder bloqué", "keep everything blocked"),
    "allow": ("laisser passer", "let calls through"),
    "unknown": ("ne sait pas", "does not know"),
    "seen": ("vu", "seen"),
    "unproven": (
        "tout garder bloqué, depuis un appareil inconnu",
        "keep everything blocked, from an unknown device",
    ),
}


def sent(event: AlertSent) -> tuple[str, str]:
    """ "Alerte à Paul par SMS." A program has no name."""
    fr_to, en_to = (event.person, event.person) if event.person else ("un programme", "a program")
    fr_by, en_by = _CHANNELS.get(event.channel, (event.channel, event.channel))
    fr_failed, en_failed = (
        (f"\u00a0: échec ({event.why})", f": failed ({event.why})") if event.why else ("", "")
    )
    return f"Alerte à {fr_to} par {fr_by}{fr_failed}.", f"Alert to {en_to} by {en_by}{en_failed}."


def answered(event: AlertAnswered) -> tuple[str, str]:
    """ "Réponse de Paul : tout garder bloqué." """
    fr, en = _ANSWERS.get(event.answer, (event.answer, event.answer))
    by = event.by
    return (
        f"Réponse de {by}\u00a0: {fr}." if by else f"Réponse d’une personne non nommée\u00a0: {fr}.",
        f"Answer from {by or 'a person not named'}: {en}.",
    )


def undone(event: UndoRequested) -> tuple[str, str]:
    """ "Décision d12 annulée par Paul." """
    by = event.by
    return (
        f"Décision {event.decision} annulée par {by or 'une personne non nommée'}.",
        f"Decision {event.decision} undone by {by or 'a person not named'}.",
    )
