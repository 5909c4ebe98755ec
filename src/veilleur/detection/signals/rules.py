"""The rules: what decides without evidence, a record each, with the sentence shown to people.

Out: `RULES`. Pitfall: a rule has no weight; what has one is a signal (`witnessed.py`, `computed.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.language import Sentence


class Rule(NamedTuple):
    """One rule. fr, en: its sentence in both languages; blanks: the values that the sentence needs."""

    code: str
    fr: str
    en: str
    blanks: tuple[str, ...] = ()

    @property
    def text(self) -> Sentence:
        """The sentence."""
        return Sentence(self.fr, self.en)


_DECLARED = (
    Rule(
        code="cap_closed_hours",
        fr="la limite des heures de fermeture est atteinte",
        en="the closed-hours cap is reached",
    ),
    Rule(
        code="cap_day",
        fr="la limite du jour est atteinte",
        en="the day’s cap is reached",
    ),
    Rule(
        code="cap_month",
        fr="la limite du mois est atteinte",
        en="the month’s cap is reached",
    ),
    Rule(
        code="cap_extension_day",
        fr="la limite du poste est atteinte",
        en="the extension’s cap is reached",
    ),
    Rule(
        code="cap_extension_quota",
        fr="le poste a dépensé ce que [limits] lui permet en 30 jours",
        en="the extension has spent what [limits] allows it in 30 days",
    ),
    Rule(
        code="cap_codes",
        fr="les codes de ce poste ont ouvert en 30 jours ce que [limits] leur permet : le responsable décide",
        en="the codes of this extension have opened in 30 days what [limits] allows them: the owner decides",
    ),
    Rule(
        code="cap_call_length",
        fr="l’appel a duré aussi longtemps que [limits] le permet pour ce genre de numéro",
        en="the call has lasted as long as [limits] allows for this class of number",
    ),
    Rule(
        code="cap_class_day",
        fr="la limite de ce genre d’appel est atteinte",
        en="the cap of this class of call is reached",
    ),
    Rule(
        code="price_too_high",
        fr="ce numéro coûte plus que ce que [limits] permet par minute ou par appel",
        en="this number costs more than [limits] allows a minute or a call",
    ),
    Rule(
        code="limit_near",
        fr="{spent|euros} dépensés ou réservés sur une limite de {limit|euros}",
        en="{spent|euros} spent or reserved of a limit of {limit|euros}",
        blanks=("spent", "limit"),
    ),
    Rule(
        code="limit_reached",
        fr="limite presque atteinte : {spent|euros} sur {limit|euros}, les appels suivants seront arrêtés ;"
        " « veilleur limits » l’explique et la relève",
        en="a limit is nearly used up: {spent|euros} of {limit|euros}, calls beyond it will be stopped;"
        " `veilleur limits` explains and raises it",
        blanks=("spent", "limit"),
    ),
    Rule(
        code="limit_fitted",
        fr="ajustée au passé, dont la période la plus chère a coûté {dearest|euros}",
        en="fitted to the past, whose dearest period cost {dearest|euros}",
        blanks=("dearest",),
    ),
    Rule(
        code="limit_start",
        fr="de départ : moins d’un mois de passé est connu ; « veilleur learn » le donne",
        en="as at the start: less than a month of the past is known; `veilleur learn` gives it",
    ),
    Rule(
        code="limit_least",
        fr="au plus bas : le passé connu n’a rien coûté ici",
        en="at its lowest: the known past cost nothing here",
    ),
    Rule(
        code="limit_from_past",
        fr="ajustée aux relevés donnés ({days|jour/jours})",
        en="fitted to the records given ({days|day/days})",
        blanks=("days",),
    ),
    Rule(
        code="limit_extended",
        fr="un code juste a été donné : la limite cède jusqu’à la fin de la période",
        en="a right code was keyed: the limit gives way until its period ends",
    ),
    Rule(
        code="limit_gave_way",
        fr="des appels honnêtes étaient en cours : la limite cède un peu jusqu’à la fin de la période",
        en="honest calls were under way: the limit gives way a little until its period ends",
    ),
    Rule(
        code="limit_window_ended",
        fr="la période pour laquelle elle avait cédé est finie",
        en="the period for which it had given way is over",
    ),
    Rule(
        code="limit_ordered",
        fr="fixée par le responsable, pour un temps",
        en="set by the owner, for a time",
    ),
    Rule(
        code="limit_order_ended",
        fr="le temps fixé par le responsable est passé",
        en="the time set by the owner is over",
    ),
    Rule(
        code="limit_written",
        fr="écrite dans veilleur.toml",
        en="written in veilleur.toml",
    ),
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
            "l’appel vient d’ailleurs que d’un poste connu et va vers un numéro inconnu de "
            "l’entreprise : au responsable de l’accepter"
        ),
        en=(
            "the call does not come from a known telephone and goes to a number the company does not "
            "know: the owner has to accept it"
        ),
    ),
    Rule(
        code="new_habit",
        fr="ce numéro devient une habitude coûteuse dont personne n’a répondu",
        en="this number becomes a costly habit that nobody has vouched for",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _DECLARED}
