# ruff: noqa: E501 - a sentence is one line
"""The rules of limits: what a cap, a price or a length stops, and why a limit is what it is.

Out: `LIMIT_RULES`. Pitfall: an older journal holds their reasons without amounts, so each has a sentence that
needs none.
"""

from __future__ import annotations

from veilleur.detection.signals.rule import Form, Rule

LIMIT_RULES = (
    Rule(
        code="cap_closed_hours",
        fr="la limite des heures de fermeture est atteinte",
        en="the closed-hours cap is reached",
        forms=(
            Form(
                fr="la limite des heures de fermeture ({limit|euros}) est atteinte depuis {since|day} à {since|clock}",
                en="the closed-hours limit of {limit|euros} was reached on {since|day} at {since|clock}",
                blanks=("limit", "since"),
            ),
            Form(
                fr="l’appel peut dépasser la limite des heures de fermeture ({limit|euros})",
                en="the call may exceed the closed-hours limit of {limit|euros}",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="cap_day",
        fr="la limite du jour est atteinte",
        en="the day’s cap is reached",
        forms=(
            Form(
                fr="la limite du jour ({limit|euros}) est atteinte depuis {since|clock}",
                en="the day’s limit of {limit|euros} was reached at {since|clock}",
                blanks=("limit", "since"),
            ),
            Form(
                fr="l’appel peut dépasser la limite du jour ({limit|euros})",
                en="the call may exceed the day’s limit of {limit|euros}",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="cap_month",
        fr="la limite du mois est atteinte",
        en="the month’s cap is reached",
        forms=(
            Form(
                fr="la limite du mois ({limit|euros}) est atteinte depuis le {since|day}",
                en="the month’s limit of {limit|euros} was reached on {since|day}",
                blanks=("limit", "since"),
            ),
            Form(
                fr="l’appel peut dépasser la limite du mois ({limit|euros})",
                en="the call may exceed the month’s limit of {limit|euros}",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="cap_extension_day",
        fr="la limite du poste est atteinte",
        en="the extension’s cap is reached",
        forms=(
            Form(
                fr="la limite du jour de ce poste ({limit|euros}) est atteinte depuis {since|clock}",
                en="the extension’s limit of {limit|euros} a day was reached at {since|clock}",
                blanks=("limit", "since"),
            ),
            Form(
                fr="l’appel peut dépasser la limite du jour de ce poste ({limit|euros})",
                en="the call may exceed the extension’s limit of {limit|euros} a day",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="cap_extension_quota",
        fr="le poste a dépensé ce que [limits] lui permet en 30 jours",
        en="the extension has spent what [limits] allows it in 30 days",
        forms=(
            Form(
                fr="la limite de 30 jours de ce poste ({limit|euros}) est atteinte depuis {since|day} à {since|clock}",
                en="the extension’s limit of {limit|euros} in 30 days was reached on {since|day} at {since|clock}",
                blanks=("limit", "since"),
            ),
            Form(
                fr="l’appel peut dépasser la limite de 30 jours de ce poste ({limit|euros})",
                en="the call may exceed the extension’s limit of {limit|euros} in 30 days",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="cap_codes",
        fr="les codes de ce poste ont ouvert en 30 jours ce que [limits] leur permet : le responsable décide",
        en="the codes of this extension have opened in 30 days what [limits] allows them: the owner decides",
        forms=(
            Form(
                fr="les codes de ce poste ont ouvert les {limit|euros} que [limits] leur permet en 30 jours : le responsable décide",
                en="the codes of this extension have opened the {limit|euros} that [limits] allows them in 30 days: the owner decides",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="cap_call_length",
        fr="l’appel a duré aussi longtemps que [limits] le permet pour ce genre de numéro",
        en="the call has lasted as long as [limits] allows for this class of number",
        forms=(
            Form(
                fr="l’appel a duré {length|duration}, le plus que [limits] permet pour ce genre de numéro",
                en="the call has lasted {length|duration}, as long as [limits] allows for this class of number",
                blanks=("length",),
            ),
        ),
    ),
    Rule(
        code="cap_class_day",
        fr="la limite de ce genre d’appel est atteinte",
        en="the cap of this class of call is reached",
        forms=(
            Form(
                fr="la limite du jour pour ce genre d’appel ({limit|euros}) est atteinte depuis {since|clock}",
                en="the day’s limit of {limit|euros} for this class of call was reached at {since|clock}",
                blanks=("limit", "since"),
            ),
            Form(
                fr="l’appel peut dépasser la limite du jour pour ce genre d’appel ({limit|euros})",
                en="the call may exceed the day’s limit of {limit|euros} for this class of call",
                blanks=("limit",),
            ),
        ),
    ),
    Rule(
        code="price_too_high",
        fr="ce numéro coûte plus que ce que [limits] permet par minute ou par appel",
        en="this number costs more than [limits] allows a minute or a call",
        forms=(
            Form(
                fr="ce numéro coûte {price|euros} la minute, plus que les {limit|euros} que [limits] permet",
                en="this number costs {price|euros} a minute, more than the {limit|euros} that [limits] allows",
                blanks=("price", "limit"),
            ),
            Form(
                fr="ce numéro coûte {fee|euros} par appel, plus que les {limit|euros} que [limits] permet",
                en="this number costs {fee|euros} a call, more than the {limit|euros} that [limits] allows",
                blanks=("fee", "limit"),
            ),
        ),
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
        code="plan_minutes",
        fr="les {minutes} minutes du forfait sont dépassées ce mois : au-delà, l’opérateur peut facturer",
        en="the {minutes} minutes of the plan are exceeded this month: beyond them the operator may charge",
        blanks=("minutes",),
    ),
    Rule(
        code="plan_numbers",
        fr="plus de {numbers} correspondants ce mois, le plus que le forfait permet : au-delà, l’opérateur peut facturer",
        en="more than {numbers} numbers called this month, the most that the plan allows: beyond it the operator may charge",
        blanks=("numbers",),
    ),
    Rule(
        code="incoming_cost",
        fr="les appels reçus aujourd’hui sur un numéro gratuit coûtent {spent|euros}, plus que les {limit|euros} prévus",
        en="today’s incoming calls to a free number cost {spent|euros}, more than the {limit|euros} expected",
        blanks=("spent", "limit"),
    ),
)
