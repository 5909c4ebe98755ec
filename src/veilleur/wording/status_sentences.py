# ruff: noqa: E501 - a sentence is one line
"""What `veilleur status` says, in French and English.

Pitfall: the sentences of the laws speak of the switch by the words of its adapter: `{setup}`, the command that
sets it up, and `{login}`, what Veilleur acts with there (pbx.adapter.Adapter.describe).
"""

from __future__ import annotations

from veilleur.language import Sentence

STATE = {
    "stopped": Sentence(
        "{site}\u00a0: VEILLEUR EST ARRÊTÉ. Dernier signe {day} à {clock}. Les appels ne sont pas surveillés\u00a0; lancez «\u00a0veilleur guard\u00a0».",
        "{site}: VEILLEUR IS STOPPED. Last sign {day} at {clock}. Calls are not watched; start `veilleur guard`.",
    ),
    "never": Sentence(
        "{site}\u00a0: Veilleur n’a pas encore tourné ici\u00a0; lancez «\u00a0veilleur guard\u00a0».",
        "{site}: Veilleur has not run here yet; start `veilleur guard`.",
    ),
    "blind": Sentence(
        "{site}\u00a0: AVEUGLE. Le standard n’est pas vu\u00a0: {feeds}.", "{site}: BLIND. Not seen: {feeds}."
    ),
    "partly_blind": Sentence(
        "{site}\u00a0: calme pour ce qui est vu\u00a0; non vu\u00a0: {feeds}.",
        "{site}: quiet in what is seen; not seen: {feeds}.",
    ),
    "attack": Sentence(
        "{site}\u00a0: ATTAQUE en cours ({count}). Détail\u00a0: «\u00a0veilleur incidents\u00a0».",
        "{site}: ATTACK going on ({count}). More: `veilleur incidents`.",
    ),
    "paused": Sentence(
        "{site}\u00a0: EN PAUSE jusqu’à {clock}\u00a0; les limites restent actives.",
        "{site}: PAUSED until {clock}; the limits stay active.",
    ),
    "limit_near": Sentence(
        "{site}\u00a0: UNE LIMITE EST PROCHE. Détail et remède\u00a0: «\u00a0veilleur limits\u00a0».",
        "{site}: A LIMIT IS NEAR. What and what to do: `veilleur limits`.",
    ),
    "limit_reached": Sentence(
        "{site}\u00a0: UNE LIMITE EST PRESQUE ATTEINTE, les appels suivants seront arrêtés. Remède\u00a0: «\u00a0veilleur limits\u00a0».",
        "{site}: A LIMIT IS NEARLY USED UP, calls beyond it will be stopped. What to do: `veilleur limits`.",
    ),
    "limit_used_up": Sentence(
        "{site}\u00a0: UNE LIMITE EST ATTEINTE. {reached}. Les appels qui la dépassent sont arrêtés ou attendent un code\u00a0; «\u00a0veilleur limits\u00a0» l’explique et la relève.",
        "{site}: A LIMIT IS REACHED. {reached}. Calls beyond it are stopped or wait for a code; `veilleur limits` explains and raises it.",
    ),
    "limit_passed": Sentence(
        "{site}\u00a0: UNE LIMITE EST ATTEINTE. {reached}. Ce standard ne laisse rien arrêter\u00a0: voyez vous-même qui appelle.",
        "{site}: A LIMIT IS REACHED. {reached}. Nothing can be stopped on this PBX: see yourself who is calling.",
    ),
    "limit_nearly_passed": Sentence(
        "{site}\u00a0: UNE LIMITE EST PRESQUE ATTEINTE. Ce standard ne laisse rien arrêter\u00a0: voyez vous-même qui appelle.",
        "{site}: A LIMIT IS NEARLY USED UP. Nothing can be stopped on this PBX: see yourself who is calling.",
    ),
    "quiet": Sentence("{site}\u00a0: calme.", "{site}: quiet."),
    "connecting": Sentence(
        "{site}\u00a0: Veilleur démarre, le standard n’est pas encore vu.",
        "{site}: Veilleur is starting, the PBX is not seen yet.",
    ),
}
SAY = {
    "since": Sentence(
        "Veilleur tourne depuis le {day} à {clock}.", "Veilleur has been running since {day} {clock}."
    ),
    "died": Sentence(
        "Il s’est arrêté sans prévenir (panne, coupure, arrêt forcé).",
        "It ended without notice (crash, power cut, killed).",
    ),
    "sees": Sentence(
        "Standard ({feed})\u00a0: surveillé depuis {clock}", "PBX ({feed}): watched since {clock}"
    ),
    "lost": Sentence(
        "Standard ({feed})\u00a0: plus surveillé depuis {clock} ({why})",
        "PBX ({feed}): not watched since {clock} ({why})",
    ),
    "open_until": Sentence(
        "L’entreprise compte comme ouverte jusqu’au {day} à {clock}, sur ordre.",
        "The company counts as open until {day} at {clock}, as ordered.",
    ),
    "observes": Sentence(
        "Période d’apprentissage jusqu’au {day}\u00a0: Veilleur n’arrête encore que ce qui dépasse les limites ou suit une intrusion prouvée.",
        "Learning until {day}: so far Veilleur stops only what exceeds the limits or follows a proved break-in.",
    ),
    "stops_nothing": Sentence(
        "Ici Veilleur ne refuse et ne coupe rien, quel que soit le mode\u00a0: il prévient.",
        "Here Veilleur refuses and cuts nothing, whatever the mode: it warns.",
    ),
    "observes_always": Sentence(
        "Observation\u00a0: Veilleur n’arrête que ce qui dépasse les limites ou suit une intrusion prouvée.",
        "Observing: Veilleur stops only what exceeds the limits or follows a proved break-in.",
    ),
    "gap": Sentence(
        "Sans surveillance du {from|day} {from|clock} au {to|day} {to|clock}\u00a0: {calls|appel/appels} à l’étranger ou à tarif majoré, environ {cost|euros}.",
        "Not watched from {from|day} {from|clock} to {to|day} {to|clock}: {calls|call/calls} abroad or at a premium rate, about {cost|euros}.",
    ),
    "gap_unknown": Sentence(
        "Sans surveillance du {from|day} {from|clock} au {to|day} {to|clock}\u00a0: appels INCONNUS ({why}).",
        "Not watched from {from|day} {from|clock} to {to|day} {to|clock}: calls UNKNOWN ({why}).",
    ),
    "no_calls": Sentence("Aucun appel sortant en cours.", "No outgoing call is running."),
    "calls": Sentence("Appels sortants en cours\u00a0: {count}", "Outgoing calls running: {count}"),
    "calls_unknown": Sentence(
        "Appels en cours\u00a0: inconnus ({count} quand il s’est arrêté).",
        "Calls running: unknown ({count} when it stopped).",
    ),
    "rings": Sentence("sonne", "rings"),
    "caps": Sentence(
        "Dépenses à l’étranger et numéros spéciaux (estimées), et limites\u00a0:",
        "Spent abroad and on special numbers (estimated), and the limits:",
    ),
    "closed_hours": Sentence("depuis la fermeture", "since closing"),
    "day": Sentence("aujourd’hui", "today"),
    "month": Sentence("ce mois", "this month"),
    "of": Sentence(
        "{window}\u00a0: {spent} sur {limit}, reste {left}", "{window}: {spent} of {limit}, {left} left"
    ),
    "plan_minutes": Sentence(
        "forfait, ce mois-ci\u00a0: {used} minutes sur {bound}",
        "the plan, this month: {used} minutes of {bound}",
    ),
    "plan_minutes_beyond": Sentence(
        "forfait, ce mois-ci\u00a0: {used} minutes, au-delà des {bound} comprises",
        "the plan, this month: {used} minutes, beyond the {bound} that it includes",
    ),
    "plan_numbers": Sentence(
        "forfait, ce mois-ci\u00a0: {used} correspondants sur {bound}",
        "the plan, this month: {used} numbers of {bound}",
    ),
    "plan_numbers_beyond": Sentence(
        "forfait, ce mois-ci\u00a0: plus de {bound} correspondants, au-delà de ce qu’il comprend",
        "the plan, this month: more than {bound} numbers, beyond what it includes",
    ),
    "incoming_cost": Sentence(
        "appels reçus sur un numéro gratuit, aujourd’hui\u00a0: {used} sur {bound}",
        "calls from outside to a free number, today: {used} of {bound}",
    ),
    "incoming_cost_beyond": Sentence(
        "appels reçus sur un numéro gratuit, aujourd’hui\u00a0: {used}, au-delà de {bound}",
        "calls from outside to a free number, today: {used}, beyond {bound}",
    ),
    "limit_near": Sentence("- proche", "- near"),
    "limit_reached": Sentence("- presque atteint", "- nearly used up"),
    "locks": Sentence("Verrous\u00a0:", "Locks:"),
    "mailbox": Sentence("messagerie {name}, jusqu’à {clock}", "mailbox {name}, until {clock}"),
    "extension": Sentence(
        "poste {name}, appels nationaux et d’urgence seulement, jusqu’à {clock}",
        "extension {name}, national and emergency calls only, until {clock}",
    ),
    "caller": Sentence(
        "appelant {name}, écarté des messageries, jusqu’à {clock}",
        "caller {name}, kept out of mailboxes, until {clock}",
    ),
    "code": Sentence(
        "poste {name}, plus de code demandé, jusqu’à {clock}",
        "extension {name}, no code is asked for, until {clock}",
    ),
    "maintenance": Sentence(
        "Maintenance annoncée jusqu’à {clock}.", "Maintenance is announced until {clock}."
    ),
    "taken": Sentence("PROTECTION RETIRÉE\u00a0: {what}.", "PROTECTION TAKEN AWAY: {what}."),
    "holds": Sentence("Ce qui tient ici\u00a0:", "What holds here:"),
    "journal": Sentence("Journal\u00a0: {file}", "Journal: {file}"),
    "witness": Sentence(
        "témoin {name}\u00a0: répond du journal jusqu’à l’entrée {seq} ({day}, {clock})",
        "witness {name}: vouches for the journal up to entry {seq} ({day}, {clock})",
    ),
    "witness_not_yet": Sentence(
        "témoin {name}\u00a0: n’a encore rien reçu", "witness {name}: has received nothing yet"
    ),
    "witness_blind": Sentence(
        "NE RÉPOND PLUS ({why})\u00a0: ce qui serait réécrit depuis ne se verrait pas chez lui",
        "OUT OF REACH ({why}): it could not prove what is rewritten since",
    ),
    "faults": Sentence("Fautes de Veilleur lui-même\u00a0: {count}", "Faults of Veilleur’s own: {count}"),
}
LAWS = {
    "emergency_gate": Sentence(
        "Urgences\u00a0: passent toujours, sans question.", "Emergency numbers: always pass, unasked."
    ),
    "emergency_uncut": Sentence(
        "Urgences\u00a0: jamais refusées ni coupées.", "Emergency numbers: never refused nor cut."
    ),
    "cap_guaranteed": Sentence(
        "Limites\u00a0: garanties, la somme est réservée avant de composer\u00a0; dépassement au plus le temps d’une coupure.",
        "Limits: guaranteed, money is reserved before dialling; overshoot at most the time of one cut.",
    ),
    "cap_unproved": Sentence(
        "Limites\u00a0: garanties si le plan d’appels interroge Veilleur\u00a0; vérifiez par «\u00a0{setup} --check\u00a0».",
        "Limits: guaranteed if the dialplan asks Veilleur; see `{setup} --check`.",
    ),
    "cap_bounded": Sentence(
        "Limites\u00a0: tenues par coupure\u00a0; s’y ajoutent les premiers pas de facturation des appels décrochés en moins d’une seconde. Pour une garantie\u00a0: «\u00a0{setup}\u00a0».",
        "Limits: held by cutting; add the first charging steps of calls answered within one second. For a guarantee: `{setup}`.",
    ),
    "cap_alarm": Sentence(
        "Limites\u00a0: ALARME SEULEMENT, {login} ne peut pas couper.",
        "Limits: ALARM ONLY, {login} cannot cut.",
    ),
    "cap_records": Sentence(
        "Limites\u00a0: ALARME SEULEMENT, ce standard ne dit un appel qu’une fois terminé.",
        "Limits: ALARM ONLY, this PBX reports a call once it has ended.",
    ),
    "cut_never": Sentence(
        "Coupures\u00a0: impossibles, ce standard ne prend pas d’ordres.",
        "Cuts: not possible, this PBX takes no orders.",
    ),
    "absent_records": Sentence(
        "Sans Veilleur\u00a0: rien ne change pour les appels\u00a0; les relevés attendent.",
        "Without Veilleur: nothing changes for calls; the records wait.",
    ),
    "cap_blind_asked": Sentence(
        "Limites\u00a0: standard non surveillé, donc tout appel à risque est refusé\u00a0; les appels déjà partis sont comptés sans pouvoir être coupés.",
        "Limits: not watched, so every risky call is refused; calls that left before are counted and cannot be cut.",
    ),
    "cap_blind": Sentence(
        "Limites\u00a0: NON TENUES tant que le standard n’est pas surveillé.",
        "Limits: NOT HELD while the PBX is not seen.",
    ),
    "cap_absent": Sentence(
        "Limites\u00a0: NON TENUES, Veilleur est arrêté.", "Limits: NOT HELD, Veilleur is stopped."
    ),
    "cut_confirmed": Sentence(
        "Coupure\u00a0: répétée jusqu’à confirmation du standard, sinon alarme.",
        "Cut: repeated until the PBX confirms it, else an alarm.",
    ),
    "cut_impossible": Sentence("Coupures\u00a0: impossibles en ce moment.", "Cuts: not possible at present."),
    "journal_kept": Sentence(
        "Journal\u00a0: écrit\u00a0; vérifiez qu’il n’a pas été modifié par «\u00a0veilleur verify\u00a0».",
        "Journal: written; verify that it is unchanged by `veilleur verify`.",
    ),
    "journal_trouble": Sentence("Journal\u00a0: NE PEUT ÊTRE ÉCRIT.", "Journal: CANNOT BE WRITTEN."),
    "gap_counted": Sentence(
        "Après une absence de Veilleur\u00a0: les appels passés sont comptés par les relevés du standard.",
        "After an absence of Veilleur: calls that passed are counted from the PBX’s records.",
    ),
    "gap_unknown": Sentence(
        "Après une absence de Veilleur\u00a0: les appels passés et finis RESTENT INCONNUS ({why}).",
        "After an absence of Veilleur: calls that passed and ended STAY UNKNOWN ({why}).",
    ),
    "absent_rule": Sentence(
        "Sans Veilleur\u00a0: urgences et appels nationaux passent\u00a0; l’étranger et les numéros spéciaux suivent la règle choisie (par défaut, ils attendent son retour hors des heures d’ouverture).",
        "Without Veilleur: emergency and national calls pass; calls abroad and to special numbers follow the chosen rule (by default they wait for its return outside opening hours).",
    ),
    "absent_partly": Sentence(
        "Sans Veilleur\u00a0: les appels par les sorties où une question est posée suivent la règle (urgences et appels nationaux passent\u00a0; l’étranger et les numéros spéciaux selon la règle choisie)\u00a0; par les autres sorties RIEN ne les retient (voir «\u00a0{setup} --check\u00a0»).",
        "Without Veilleur: calls by the ways out that are asked about follow the rule (emergency and national calls pass; calls abroad and to special numbers follow the chosen rule); by the other ways out NOTHING holds them back (see `{setup} --check`).",
    ),
    "absent_open": Sentence(
        "Sans Veilleur\u00a0: RIEN ne retient les appels\u00a0; ajoutez le plan d’appels («\u00a0{setup}\u00a0»).",
        "Without Veilleur: NOTHING holds calls back; add the dialplan pieces (`{setup}`).",
    ),
    "absent_unknown": Sentence(
        "Sans Veilleur\u00a0: selon le plan d’appels, non vérifié.",
        "Without Veilleur: as the dialplan says, not verified.",
    ),
}
