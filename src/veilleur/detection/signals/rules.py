"""The rules: what decides without evidence, a record each, with the sentence shown to people.

Out: `RULES`. Pitfall: a rule has no weight; what has one is a signal (`witnessed.py`, `computed.py`).
"""

from __future__ import annotations

from veilleur.detection.signals.configuration_rules import CONFIGURATION_RULES
from veilleur.detection.signals.limit_rules import LIMIT_RULES
from veilleur.detection.signals.rule import Rule

_DECLARED = (
    *LIMIT_RULES,
    Rule(
        code="extension_locked",
        fr="le poste est verrouillé",
        en="the extension is locked",
    ),
    Rule(
        code="mailbox_locked",
        fr="la messagerie est verrouillée",
        en="the mailbox is locked",
    ),
    Rule(
        code="caller_locked",
        fr="cet appelant extérieur a essayé trop de codes",
        en="this outside caller tried too many PINs",
    ),
    Rule(
        code="code_locked",
        fr="trop de codes faux ont été donnés sur ce poste",
        en="too many wrong codes were keyed at this extension",
    ),
    Rule(
        code="code_guessing",
        fr="le code demandé avant l’appel est cherché par essais",
        en="the code asked before a call is being guessed",
    ),
    Rule(
        code="too_many_calls",
        fr="trop d’appels partent à la fois",
        en="too many calls leave at once",
    ),
    Rule(
        code="national_alarm",
        fr="les appels nationaux du jour coûtent plus que prévu",
        en="the day’s national calls cost more than expected",
    ),
    Rule(
        code="forward_in_telephone",
        fr="le renvoi est réglé dans le téléphone lui-même : il faut l’y retirer",
        en="the forward is set in the telephone itself: remove it there",
    ),
    Rule(
        code="forward_found",
        fr="ce renvoi existait déjà : vérifiez s’il est voulu",
        en="this forward was already there: check whether it is wanted",
    ),
    Rule(
        code="attack_probing",
        fr="quelqu’un essaie d’entrer",
        en="somebody tries to get in",
    ),
    Rule(
        code="attack_entered",
        fr="quelqu’un est entré, ou a laissé une porte ouverte",
        en="somebody got in, or left a door open",
    ),
    Rule(
        code="attack_calling",
        fr="des appels suspects sont arrêtés",
        en="suspicious calls are being stopped",
    ),
    Rule(
        code="feed_blind",
        fr="le standard n’est plus visible",
        en="the switch cannot be seen",
    ),
    Rule(
        code="protection_lost",
        fr="ce qui protège le standard a été retiré, sans maintenance annoncée",
        en="what protects the switch was taken away, and no maintenance was announced",
    ),
    Rule(
        code="protection_dialplan",
        fr="le plan d’appels n’interroge plus Veilleur",
        en="the dialplan asks Veilleur no more",
    ),
    Rule(
        code="protection_login",
        fr="le standard refuse le compte de Veilleur",
        en="the switch refuses Veilleur’s login",
    ),
    Rule(
        code="protection_log",
        fr="le journal des codes faux a été vidé ou retiré",
        en="the log of wrong PINs was emptied or taken away",
    ),
    Rule(
        code="protection_gate",
        fr="le portier sur la ligne de l’opérateur ne répond plus",
        en="the gate on the operator’s trunk does not answer",
    ),
    Rule(
        code="protection_files",
        fr="un fichier de Veilleur a été modifié",
        en="a file of Veilleur was changed",
    ),
    Rule(
        code="protection_journal",
        fr="le journal de Veilleur a été retiré ou remplacé",
        en="Veilleur’s journal was taken away or replaced",
    ),
    Rule(
        code="cut_unconfirmed",
        fr="la coupure n’est pas confirmée",
        en="the cut is not confirmed",
    ),
    Rule(
        code="forward_unconfirmed",
        fr="le retrait ou le retour du renvoi n’est pas confirmé",
        en="removing or restoring the forward is not confirmed",
    ),
    Rule(
        code="emergency_needs_line",
        fr="la place est donnée à un appel d’urgence",
        en="room is made for an emergency call",
    ),
    Rule(
        code="alert_needs_line",
        fr="la place est donnée à l’appel qui vous alerte",
        en="room is made for the call that alerts you",
    ),
    Rule(
        code="owner_refused",
        fr="le responsable a refusé",
        en="the owner refused",
    ),
    Rule(
        code="owner_accepted",
        fr="le responsable a accepté",
        en="the owner accepted",
    ),
    Rule(
        code="paused",
        fr="la surveillance est en pause",
        en="the watch is paused",
    ),
    Rule(
        code="passed_unwatched",
        fr="l’appel est passé sans surveillance",
        en="the call passed unwatched",
    ),
    Rule(
        code="unwatched_calls",
        fr=(
            "pendant que Veilleur ne regardait pas, du {from|day} à {from|clock} au {to|day} à "
            "{to|clock}, il est passé {calls|appel/appels} à l’étranger ou à tarif majoré, pour "
            "environ {cost|euros}"
        ),
        en=(
            "while Veilleur was not watching, from {from|day} {from|clock} to {to|day} {to|clock}, "
            "{calls|call/calls} abroad or at a premium rate passed, about {cost|euros}"
        ),
        blanks=("from", "to", "calls", "cost"),
    ),
    Rule(
        code="unwatched_unknown",
        fr=(
            "Veilleur n’a pas regardé du {from|day} à {from|clock} au {to|day} à {to|clock}, et les "
            "relevés du standard ne disent pas quels appels sont passés"
        ),
        en=(
            "Veilleur was not watching from {from|day} {from|clock} to {to|day} {to|clock}, and the "
            "PBX’s records do not tell which calls passed"
        ),
        blanks=("from", "to"),
    ),
    Rule(
        code="pin_guessing",
        fr="des codes de messagerie sont essayés",
        en="voicemail PINs are being guessed",
    ),
    Rule(
        code="faulty_dialler",
        fr="un appareil appelle seul ce numéro, encore et encore",
        en="a machine calls this number by itself, over and over",
    ),
    Rule(
        code="wave_of_new_places",
        fr="plusieurs pays chers, jamais appelés auparavant, l’ont été en quelques jours",
        en="several dear countries that were never called before were called within a few days",
    ),
    Rule(
        code="call_of_hours",
        fr="un seul appel a duré {length|duration}, vers une destination jamais appelée : {place|territory}",
        en="a single call lasted {length|duration}, to a place never called before: {place|territory}",
        blanks=("length", "place"),
    ),
    Rule(
        code="pump_to_one_number",
        fr="{calls|appel/appels} vers un seul numéro ({number|masked}) pendant une fermeture",
        en="{calls|call/calls} to a single number ({number|masked}) while the company was closed",
        blanks=("calls", "number"),
    ),
    Rule(
        code="code_not_known",
        fr="qui a appelé ce numéro auparavant ne connaissait pas le code",
        en="whoever called this number before did not know the code",
    ),
    Rule(
        code="unknown_detour",
        fr=(
            "appel venu d’aucun poste connu, vers un numéro inconnu de l’entreprise : au responsable de "
            "l’accepter"
        ),
        en="a call from no known telephone to a number the company does not know: the owner has to accept it",
    ),
    Rule(
        code="new_habit",
        fr="ce numéro devient une habitude coûteuse dont personne n’a répondu",
        en="this number becomes a costly habit that nobody has vouched for",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in (*_DECLARED, *CONFIGURATION_RULES)}
