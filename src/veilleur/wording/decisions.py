"""Decisions and the guard's own sentences, in French and English; numbers always masked."""

from __future__ import annotations

from collections.abc import Callable

from veilleur.detection.signals.catalog import sentence
from veilleur.language import Sentence, masked, say
from veilleur.wording import limits
from veilleur.words.decisions import Decision, DecisionKind, Subject

SAY = {
    "watching": Sentence(
        "Veilleur surveille {site}. Journal\u00a0: {journal}", "Veilleur watches {site}. Journal: {journal}"
    ),
    "stopped": Sentence(
        "Veilleur s’arrête, le journal est complet.", "Veilleur stops; the journal is complete."
    ),
    "blind": Sentence(
        "{clock} Standard ({feed})\u00a0: plus surveillé ({why}). Veilleur réessaie.",
        "{clock} PBX ({feed}): not watched ({why}). Veilleur tries again.",
    ),
    "more": Sentence("{line} ({count} fois en une seconde)", "{line} ({count} times in one second)"),
    "sees": Sentence("{clock} Standard ({feed})\u00a0: surveillé.", "{clock} PBX ({feed}): watched."),
}

DECIDED: dict[tuple[DecisionKind, Subject], Sentence] = {
    (DecisionKind.REFUSE, Subject.REQUEST): Sentence("Appel refusé", "Call refused"),
    (DecisionKind.ASK, Subject.REQUEST): Sentence("Code demandé", "Asked for a code"),
    (DecisionKind.ALLOW, Subject.REQUEST): Sentence("Autorisé", "Allowed"),
    (DecisionKind.CUT, Subject.CALL): Sentence("Coupure de l’appel", "Cutting the call"),
    (DecisionKind.CUT, Subject.CHANNEL): Sentence("Appelant raccroché", "Caller hung up"),
    (DecisionKind.UNDO, Subject.FORWARD): Sentence("Renvoi retiré", "Forward removed"),
    (DecisionKind.RESTORE, Subject.FORWARD): Sentence("Renvoi remis", "Forward put back"),
    (DecisionKind.LOCK, Subject.MAILBOX): Sentence(
        "Messagerie verrouillée pour l’extérieur", "Mailbox locked to outside callers"
    ),
    (DecisionKind.LOCK, Subject.EXTENSION): Sentence(
        "Poste limité aux appels nationaux et d’urgence", "Extension held to national and emergency calls"
    ),
    (DecisionKind.LOCK, Subject.CALLER): Sentence(
        "Appelant écarté de toutes les messageries", "Caller kept out of all mailboxes"
    ),
    (DecisionKind.UNLOCK, Subject.CALLER): Sentence("Appelant de nouveau admis", "Caller admitted again"),
    (DecisionKind.UNLOCK, Subject.MAILBOX): Sentence("Messagerie déverrouillée", "Mailbox unlocked"),
    (DecisionKind.UNLOCK, Subject.EXTENSION): Sentence("Poste déverrouillé", "Extension unlocked"),
    (DecisionKind.LIMIT, Subject.SITE): Sentence("Limite en vigueur", "Limit in force"),
}
_ALERT = Sentence("Alerte", "Alert")
_ANOTHER_TRY = Sentence("nouvel essai {attempt}", "try {attempt}")
_WOULD = Sentence("(observation seule, rien n’est fait)", "(observing only, nothing is done)")
_EXTENSION = Sentence("poste {name}", "extension {name}")
_MAILBOX = Sentence("messagerie {name}", "mailbox {name}")


_OF_A_CALL = (Subject.REQUEST, Subject.CALL)
REASONS_MAX = 3  # the heaviest come first; --json gives all


def decision_line(
    decision: Decision,
    lang: str,
    show: Callable[[str], str] = masked,
    place: Callable[[str], str] = lambda number: "",
) -> str:
    """ "Call refused to Latvia (+371 2901 ••••), extension 104: the company is closed"

    show: how a number is shown, masked. place: where it is, "to Latvia"; "" where that is not known.
    """
    said = say(DECIDED.get((decision.kind, decision.subject), _ALERT), {}, lang)
    where = ""
    if decision.number and decision.subject in _OF_A_CALL and decision.kind is not DecisionKind.ALERT:
        where = place(decision.number)
    if where:
        said += f" {where} ({show(decision.number)})"
    parts = [said]
    if decision.attempt > 1:
        parts.append(say(_ANOTHER_TRY, {"attempt": decision.attempt}, lang))
    if decision.kind is DecisionKind.LIMIT:
        parts.append(f"{limits.amount(decision.amount, lang)} {limits.window(decision.target, lang)}")
    if decision.subject is Subject.MAILBOX:
        parts.append(say(_MAILBOX, {"name": decision.target.partition("@")[0]}, lang))
    elif decision.extension:
        parts.append(say(_EXTENSION, {"name": decision.extension}, lang))
    if decision.number and not where:
        parts.append(show(decision.number))
    elif decision.subject is Subject.CALLER:
        parts.append(show(decision.target))
    sentences = list(dict.fromkeys(sentence(reason, lang) for reason in decision.reasons))
    between = "\u00a0; " if lang == "fr" else "; "
    because = between.join(sentences[:REASONS_MAX]) + (" …" if len(sentences) > REASONS_MAX else "")
    line = ", ".join(parts) + ((f"\u00a0: {because}" if lang == "fr" else f": {because}") if because else "")
    return line + (f" {say(_WOULD, {}, lang)}" if decision.observed else "")
