# ruff: noqa: E501 - a sentence is one line
"""What alerts say, in French and English: short, calm, what happened, what was done, what to do.

In: nothing. Out: sentences with blanks. Pitfall: each of them says that silence is safe; none asks for a
password, a PIN or a card, and none holds a link: `desk/answer_links.py` adds
one to mails and pushes where `answer_address` is set.
"""

from __future__ import annotations

from veilleur.language import Sentence

ALERT = {
    # Subjects stay the same for a whole incident: mail programs make a thread of them.
    "subject_calls": Sentence(
        "[Veilleur] {site}\u00a0: appels {where}, {when}", "[Veilleur] {site}: calls {where}, {when}"
    ),
    "subject_entry": Sentence(
        "[Veilleur] {site}\u00a0: intrusion, {when}", "[Veilleur] {site}: intrusion, {when}"
    ),
    "subject_notice": Sentence("[Veilleur] {site}\u00a0: à savoir", "[Veilleur] {site}: notice"),
    "subject_limit": Sentence(
        "[Veilleur] {site}\u00a0: limite de dépense", "[Veilleur] {site}: spending limit"
    ),
    "subject_blind": Sentence(
        "[Veilleur] {site}\u00a0: standard invisible", "[Veilleur] {site}: PBX not in sight"
    ),
    "subject_drill": Sentence("[Veilleur] {site}\u00a0: exercice", "[Veilleur] {site}: drill"),
    "subject_digest": Sentence("[Veilleur] {site}\u00a0: résumé", "[Veilleur] {site}: summary"),
    "night": Sentence("nuit du {begins} au {ends}", "night of {begins} to {ends}"),
    "day": Sentence("{day|day}", "{day|day}"),
    "abroad": Sentence("vers l’étranger", "abroad"),
    # First lines: they stand alone on a locked telephone.
    "calls_stopped": Sentence(
        "{site}\u00a0: {calls} {where}, de {from|clock} à {to|clock}.{lost}",
        "{site}: {calls} {where}, from {from|clock} to {to|clock}.{lost}",
    ),
    "calls_stopped_at_once": Sentence(
        "{site}\u00a0: {calls} {where} à {to|clock}.{lost}", "{site}: {calls} {where} at {to|clock}.{lost}"
    ),
    "calls_running": Sentence(
        "{site}\u00a0: des appels suspects {where} sont en cours depuis {from|clock}.{lost}",
        "{site}: suspicious calls {where} are running since {from|clock}.{lost}",
    ),
    "protection": Sentence(
        "{site}\u00a0: la protection du standard a été retirée à {to|clock}, sans maintenance annoncée\u00a0: {what}.{lost} Si ce n’est pas vous, traitez-le comme une intrusion et débranchez la ligne extérieure.",
        "{site}: the PBX’s protection was taken away at {to|clock}, and no maintenance was announced: {what}.{lost} If it was not you, treat it as a break-in and disconnect the outside line.",
    ),
    "unconfirmed": Sentence(
        "{site}\u00a0: coupure demandée {where}, pas encore confirmée par le standard.{lost} Débranchez la ligne extérieure si vous le pouvez.",
        "{site}: a cut was ordered {where} and the PBX has not confirmed it yet.{lost} Unplug the outside line if you can.",
    ),
    "entered": Sentence(
        "{site}\u00a0: quelqu’un est entré dans le standard à {to|clock}.{lost}",
        "{site}: somebody got into the PBX at {to|clock}.{lost}",
    ),
    "lost": Sentence(" Perdu\u00a0: {spent|euros}.", " Lost: {spent|euros}."),
    "reminder": Sentence("Rappel\u00a0: {line}", "Reminder: {line}"),
    "again": Sentence("Du nouveau. {line}", "News. {line}"),
    "silence": Sentence(
        "C’est déjà bloqué. Sans réponse, tout reste bloqué.",
        "It is already blocked. Without an answer, everything stays blocked.",
    ),
    "silence_running": Sentence(
        "Sans réponse, Veilleur continue de couper ce qu’il peut.",
        "Without an answer, Veilleur goes on cutting what it can.",
    ),
    "observes": Sentence(
        "Veilleur observe seulement\u00a0: rien n’a été bloqué.",
        "Veilleur only observes: nothing was blocked.",
    ),
    "seen_afterwards": Sentence(
        "Rien n’a été bloqué\u00a0: ce standard ne laisse rien arrêter. Voyez vous-même qui appelle, ou débranchez la ligne extérieure.",
        "Nothing was blocked: nothing can be stopped on this PBX. See yourself who is calling, or unplug the outside line.",
    ),
    "answer_keep_seen_afterwards": Sentence(
        "Pour ne plus être appelé\u00a0: «\u00a0veilleur answer keep {id}\u00a0»\u00a0; cela n’arrête aucun appel.",
        "To be called no more: `veilleur answer keep {id}`; that stops no call.",
    ),
    "button_keep_seen_afterwards": Sentence("Vu, ne plus m’appeler", "Read, call me no more"),
    "keep_seen_afterwards": Sentence("vu, rien n’est bloqué", "read, nothing is blocked"),
    "settled_keep_seen_afterwards": Sentence(
        "{site}\u00a0: vu par {by} à {at|clock}\u00a0; rien n’est bloqué.",
        "{site}: read by {by} at {at|clock}; nothing is blocked.",
    ),
    "claimed_seen_afterwards": Sentence(
        "{by} a répondu à {at|clock}, depuis un appareil inconnu.",
        "{by} answered at {at|clock}, from a device not known.",
    ),
    "who": Sentence("Postes\u00a0: {names}.", "Extensions: {names}."),
    "who_alone": Sentence("Poste\u00a0: {names}.", "Extension: {names}."),
    "numbers": Sentence("Numéros appelés\u00a0: {names}.", "Numbers called: {names}."),
    "forwards": Sentence("Renvoi retiré\u00a0: poste {names}.", "Forward removed: extension {names}."),
    "saw": Sentence("Veilleur a vu\u00a0: {reasons}.", "Veilleur saw: {reasons}."),
    "answer_keep": Sentence(
        "Pour tout garder bloqué et ne plus être appelé\u00a0: «\u00a0veilleur answer keep {id}\u00a0».",
        "To keep all blocked and be called no more: `veilleur answer keep {id}`.",
    ),
    "answer_unknown": Sentence(
        "Si vous ne savez pas\u00a0: «\u00a0veilleur answer unknown {id}\u00a0»\u00a0; la personne suivante est prévenue.",
        "If you do not know: `veilleur answer unknown {id}`; the next person is alerted.",
    ),
    "answer_allow": Sentence(
        "Pour laisser passer un numéro une heure\u00a0: «\u00a0veilleur answer yes --number NUMÉRO\u00a0».",
        "To let a number through for an hour: `veilleur answer yes --number NUMBER`.",
    ),
    "answered": Sentence(
        "Réponse de {by} à {at|clock}\u00a0: {answer}.", "Answer of {by} at {at|clock}: {answer}."
    ),
    "keep": Sentence("tout reste bloqué", "all stays blocked"),
    "allow": Sentence("laissé passer", "let through"),
    "settled_keep": Sentence(
        "{site}\u00a0: déjà réglé par {by} à {at|clock}, tout reste bloqué.",
        "{site}: already settled by {by} at {at|clock}, all stays blocked.",
    ),
    "settled_allow": Sentence(
        "{site}\u00a0: déjà réglé par {by} à {at|clock}, des appels sont autorisés.",
        "{site}: already settled by {by} at {at|clock}, calls were let through.",
    ),
    "settled_change": Sentence(
        "Pour changer\u00a0: «\u00a0veilleur incidents {id}\u00a0», ou la page.",
        "To change it: `veilleur incidents {id}`, or the page.",
    ),
    "digest_answered": Sentence(
        "{day|day} {from|clock}\u00a0: {line} {answered} Reste à faire\u00a0: «\u00a0veilleur incidents {id}\u00a0».",
        "{day|day} {from|clock}: {line} {answered} What is left to do: `veilleur incidents {id}`.",
    ),
    "let_through": Sentence("Encore autorisé\u00a0: {names}.", "Still let through: {names}."),
    "until": Sentence(
        "{what} jusqu’au {day|day}, {until|clock} ({by})", "{what} until {day|day}, {until|clock} ({by})"
    ),
    "for_good": Sentence("{what} sans fin ({by})", "{what} for good ({by})"),
    "claimed": Sentence(
        "{by} a répondu à {at|clock}, depuis un appareil inconnu\u00a0: tout garder bloqué.",
        "{by} answered at {at|clock}, from a device not known: keep all blocked.",
    ),
    "all_of": Sentence("tous les appels {where}", "all calls {where}"),
    "over": Sentence(
        "{site}\u00a0: c’est terminé, plus rien depuis {to|clock}.{lost}",
        "{site}: it is over, nothing since {to|clock}.{lost}",
    ),
    "over_todo": Sentence(
        "«\u00a0veilleur incidents {id}\u00a0» montre chaque étape et ce qui reste à faire.",
        "`veilleur incidents {id}` shows each step and what is left to do.",
    ),
    "notice": Sentence("{site}\u00a0: {what}.", "{site}: {what}."),
    "blind": Sentence(
        "{site}\u00a0: Veilleur ne voit plus le standard ({feed}) depuis {from|clock}. Le plus souvent, c’est le courant ou Internet. Message dès le retour.",
        "{site}: Veilleur has not seen the PBX ({feed}) since {from|clock}. Most often it is power or Internet. Message when it is back.",
    ),
    "sees": Sentence(
        "{site}\u00a0: Veilleur revoit le standard ({feed}) depuis {to|clock}.",
        "{site}: Veilleur sees the PBX ({feed}) again since {to|clock}.",
    ),
    "subject_witness": Sentence(
        "[Veilleur] {site}\u00a0: vu par le témoin", "[Veilleur] {site}: seen by the witness"
    ),
    "witness_silent": Sentence(
        "{site}\u00a0: le témoin n’a plus de nouvelles de Veilleur depuis {at|day}, {at|clock}. Courant ou Internet coupé, ou quelqu’un l’a arrêté.",
        "{site}: the witness has heard nothing of Veilleur since {at|day}, {at|clock}. Power or Internet is gone, or somebody stopped it.",
    ),
    "witness_silent_todo": Sentence(
        "Si ce n’est ni une coupure ni un arrêt voulu, traitez-le comme une intrusion\u00a0: coupez la ligne extérieure du standard, puis appelez votre opérateur et votre installateur.",
        "If it is neither an outage nor a wanted stop, treat it as a break-in: disconnect the PBX’s outside line, then call your operator and your installer.",
    ),
    "witness_back": Sentence(
        "{site}\u00a0: le témoin a de nouveau des nouvelles de Veilleur depuis {at|day}, {at|clock}.",
        "{site}: the witness hears of Veilleur again since {at|day}, {at|clock}.",
    ),
    "witness_back_todo": Sentence(
        "«\u00a0veilleur status\u00a0» y montre ce qui s’est passé entre-temps.",
        "`veilleur status` shows there what happened meanwhile.",
    ),
    "witness_contradicts": Sentence(
        "{site}\u00a0: le journal n’est plus celui que le témoin connaît\u00a0: il a été réécrit, coupé ou remplacé ({at|day}, {at|clock}).",
        "{site}: the journal is no longer the one that the witness knows: it was rewritten, cut or replaced ({at|day}, {at|clock}).",
    ),
    "witness_contradicts_todo": Sentence(
        "Si personne n’a restauré une sauvegarde, quelqu’un est maître de cette machine\u00a0: gardez le fichier du témoin et une copie du journal, «\u00a0veilleur verify --witness\u00a0» les compare.",
        "Unless somebody restored a backup, somebody owns that machine: keep the witness’s file and a copy of the journal; `veilleur verify --witness` compares them.",
    ),
    "moved": Sentence(
        "{site}\u00a0: {person} n’est plus prévenu par ce moyen. Si ce changement n’est pas de vous, appelez votre installateur.",
        "{site}: {person} is no longer alerted by this way. If this change is not yours, call your installer.",
    ),
    "drill": Sentence(
        "EXERCICE. Rien n’est arrivé, rien à payer. Répondez «\u00a0vu\u00a0» pour montrer que ce message vous est parvenu.",
        "DRILL. Nothing happened, nothing to pay. Answer `seen` to show that this message reached you.",
    ),
    "answer_seen": Sentence(
        "Pour répondre\u00a0: «\u00a0veilleur answer seen {id}\u00a0».",
        "To answer: `veilleur answer seen {id}`.",
    ),
    "digest": Sentence(
        "{site}\u00a0: {count|point/points} depuis la dernière ouverture. Rien n’attend de réponse urgente, ce qui était bloqué l’est resté.",
        "{site}: {count|point/points} since the last opening. Nothing needs an urgent answer; what was blocked stayed so.",
    ),
    "digest_held": Sentence(
        "{day|day} {from|clock}\u00a0: {line} Personne n’a répondu\u00a0; «\u00a0veilleur incidents {id}\u00a0».",
        "{day|day} {from|clock}: {line} Nobody answered; `veilleur incidents {id}`.",
    ),
    "digest_line": Sentence("{day|day} {from|clock}\u00a0: {line}", "{day|day} {from|clock}: {line}"),
    "last_today": Sentence(
        "Dernier message du jour\u00a0: la suite attend le résumé de l’ouverture.",
        "The last message of today: what follows waits for the summary at opening.",
    ),
    "word": Sentence("Mot convenu\u00a0: {word}.", "Agreed word: {word}."),
    "installer": Sentence(
        "Un doute\u00a0? Votre installateur\u00a0: {number}.", "Not sure? Your installer: {number}."
    ),
    "no_reply": Sentence(
        "Répondre à ce message ne change rien. Personne ne vous demandera de mot de passe.",
        "A reply to this message changes nothing. Nobody will ask you for a password.",
    ),
    "button_keep": Sentence("Tout garder bloqué", "Keep all blocked"),
    "button_unknown": Sentence("Je ne sais pas", "I don’t know"),
    "button_seen": Sentence("Vu", "Seen"),
    "button_link": Sentence("Répondre sur ce téléphone", "Answer on this telephone"),
}
