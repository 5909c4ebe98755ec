# ruff: noqa: E501 - a sentence is one line
"""What `veilleur status` says, in French and English.

Pitfall: the sentences of the laws speak of the switch by the words of its adapter: `{setup}`, the command that
sets it up, and `{login}`, what Veilleur acts with there (pbx.adapter.Adapter.describe).
"""

from __future__ import annotations

from veilleur.language import Sentence

STATE = {
    "stopped": Sentence(
        "{site}\u00a0: AUCUN GARDIEN ne tourne. Dernier signe {day} à {clock}. Les appels ne sont pas surveillés\u00a0; lancez «\u00a0veilleur guard\u00a0».",
        "{site}: NO GUARD is running. Last sign {day} at {clock}. Calls are not watched; start `veilleur guard`.",
    ),
    "never": Sentence(
        "{site}\u00a0: aucun gardien ne tourne et le journal est vide\u00a0; lancez «\u00a0veilleur guard\u00a0».",
        "{site}: no guard is running and the journal is empty; start `veilleur guard`.",
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
        "{site}\u00a0: EN PAUSE jusqu’à {clock}\u00a0; seuls les plafonds tiennent.",
        "{site}: PAUSED until {clock}; only the caps hold.",
    ),
    "limit_near": Sentence(
        "{site}\u00a0: UNE LIMITE EST PROCHE. Détail et remède\u00a0: «\u00a0veilleur limits\u00a0».",
        "{site}: A LIMIT IS NEAR. What and what to do: `veilleur limits`.",
    ),
    "limit_reached": Sentence(
        "{site}\u00a0: UNE LIMITE EST PRESQUE ATTEINTE, les appels suivants seront arrêtés. Remède\u00a0: «\u00a0veilleur limits\u00a0».",
        "{site}: A LIMIT IS NEARLY USED UP, calls beyond it will be stopped. What to do: `veilleur limits`.",
    ),
    "quiet": Sentence("{site}\u00a0: calme.", "{site}: quiet."),
    "connecting": Sentence(
        "{site}\u00a0: le gardien démarre, le standard n’est pas encore vu.",
        "{site}: the guard is starting, the PBX is not seen yet.",
    ),
}
SAY = {
    "since": Sentence("Gardien en marche depuis {day} {clock}.", "Guard running since {day} {clock}."),
    "died": Sentence(
        "Il s’est arrêté sans prévenir (panne, coupure, arrêt forcé).",
        "It ended without notice (crash, power cut, killed).",
    ),
    "sees": Sentence("{feed}\u00a0: vu depuis {clock}", "{feed}: seen since {clock}"),
    "lost": Sentence("{feed}\u00a0: aveugle depuis {clock} ({why})", "{feed}: blind since {clock} ({why})"),
    "observes": Sentence(
        "Le juge observe seulement jusqu’au {day}\u00a0; plafonds et preuves d’intrusion agissent déjà.",
        "The judge only observes until {day}; caps and proved break-ins act already.",
    ),
    "observes_always": Sentence(
        "Le juge observe seulement\u00a0; plafonds et preuves d’intrusion agissent.",
        "The judge only observes; caps and proved break-ins act.",
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
        "Dépensé et réservé, contre les plafonds\u00a0:", "Spent and reserved, against the caps:"
    ),
    "closed_hours": Sentence("fermeture en cours", "this closed period"),
    "day": Sentence("aujourd’hui", "today"),
    "month": Sentence("ce mois", "this month"),
    "of": Sentence(
        "{window}\u00a0: {spent} sur {limit}, reste {left}", "{window}: {spent} of {limit}, {left} left"
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
    "holds": Sentence("Ce qui tient ici\u00a0:", "What holds here:"),
    "journal": Sentence("Journal\u00a0: {file}", "Journal: {file}"),
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
        "Plafonds\u00a0: garantis, la somme est réservée avant de composer\u00a0; dépassement au plus le temps d’une coupure.",
        "Caps: guaranteed, money is reserved before dialling; overshoot at most the time of one cut.",
    ),
    "cap_unproved": Sentence(
        "Plafonds\u00a0: garantis si le plan de numérotation interroge Veilleur\u00a0; vérifiez par «\u00a0{setup} --check\u00a0».",
        "Caps: guaranteed if the dialplan asks Veilleur; see `{setup} --check`.",
    ),
    "cap_bounded": Sentence(
        "Plafonds\u00a0: tenus par coupure\u00a0; s’y ajoutent les premiers pas de facturation des appels décrochés en moins d’une seconde. Pour une garantie\u00a0: «\u00a0{setup}\u00a0».",
        "Caps: held by cutting; add the first charging steps of calls answered within one second. For a guarantee: `{setup}`.",
    ),
    "cap_alarm": Sentence(
        "Plafonds\u00a0: ALARME SEULEMENT, {login} ne peut pas couper.",
        "Caps: ALARM ONLY, {login} cannot cut.",
    ),
    "cap_records": Sentence(
        "Plafonds\u00a0: ALARME SEULEMENT, ce standard ne dit un appel qu’une fois terminé.",
        "Caps: ALARM ONLY, this PBX tells of a call once it has ended.",
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
        "Plafonds\u00a0: aveugle, donc tout appel à risque est refusé\u00a0; les appels déjà partis sont comptés sans pouvoir être coupés.",
        "Caps: blind, so every risky call is refused; calls that left before are counted and cannot be cut.",
    ),
    "cap_blind": Sentence(
        "Plafonds\u00a0: NON TENUS tant que le standard n’est pas vu.",
        "Caps: NOT HELD while the PBX is not seen.",
    ),
    "cap_absent": Sentence(
        "Plafonds\u00a0: NON TENUS, aucun gardien ne tourne.", "Caps: NOT HELD, no guard is running."
    ),
    "cut_confirmed": Sentence(
        "Coupures\u00a0: crues seulement quand le standard les confirme, sinon répétées puis alarme.",
        "Cuts: believed only when the PBX confirms them, else repeated, then an alarm.",
    ),
    "cut_impossible": Sentence("Coupures\u00a0: impossibles en ce moment.", "Cuts: not possible at present."),
    "journal_kept": Sentence(
        "Journal\u00a0: écrit\u00a0; prouvez-le par «\u00a0veilleur verify\u00a0».",
        "Journal: written; prove it by `veilleur verify`.",
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
        "Sans Veilleur\u00a0: le standard laisse passer urgences et appels nationaux, le reste suit la règle choisie.",
        "Without Veilleur: the PBX lets emergency and national calls pass, the rest follows the chosen rule.",
    ),
    "absent_open": Sentence(
        "Sans Veilleur\u00a0: RIEN ne retient les appels\u00a0; ajoutez le plan de numérotation («\u00a0{setup}\u00a0»).",
        "Without Veilleur: NOTHING holds calls back; add the dialplan pieces (`{setup}`).",
    ),
    "absent_unknown": Sentence(
        "Sans Veilleur\u00a0: selon le plan de numérotation, non vérifié.",
        "Without Veilleur: as the dialplan says, not verified.",
    ),
}
