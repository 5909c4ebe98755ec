"""The rules of a changed configuration, a record each, with the sentence shown to people.

Out: `CONFIGURATION_RULES`. Pitfall: names come from the switch's files, so they are quoted as they are.
"""

from __future__ import annotations

from veilleur.detection.signals.rule import Rule

_BLANKS = ("count", "names")

CONFIGURATION_RULES = (
    Rule(
        code="new_administrator",
        fr="{count|nouvel accès/nouveaux accès} d’administration au standard ({names}) : est-ce vous ?",
        en="{count|new administrator/new administrators} of the PBX ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_job",
        fr="{count|nouvelle tâche planifiée/nouvelles tâches planifiées} sur la machine du standard "
        "({names}) : est-ce vous ?",
        en="{count|new scheduled job/new scheduled jobs} on the PBX’s machine ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_page",
        fr="{count|nouvelle page/nouvelles pages} sur le serveur web du standard ({names}) : est-ce vous ?",
        en="{count|new page/new pages} on the PBX’s web server ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_trunk",
        fr="{count|nouvelle ligne/nouvelles lignes} d’opérateur dans le standard ({names}) : est-ce vous ?",
        en="{count|new trunk/new trunks} in the PBX ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_route",
        fr="{count|nouveau chemin/nouveaux chemins} vers l’extérieur dans le standard ({names}) : "
        "est-ce vous ?",
        en="{count|new way out/new ways out} of the PBX ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_destination",
        fr="{count|nouvelle destination/nouvelles destinations} d’appels entrants ({names}) : est-ce vous ?",
        en="{count|new destination/new destinations} of incoming calls ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_account",
        fr="{count|nouveau compte/nouveaux comptes} de téléphone dans le standard ({names}) : est-ce vous ?",
        en="{count|new telephone account/new telephone accounts} in the PBX ({names}): was it you?",
        blanks=_BLANKS,
    ),
    Rule(
        code="module_changed",
        fr="{count|module du standard modifié ou ajouté/modules du standard modifiés ou ajoutés} ({names}) : "
        "est-ce une mise à jour ?",
        en="{count|module changed or added/modules changed or added} in the PBX ({names}): was it an update?",
        blanks=_BLANKS,
    ),
    Rule(
        code="new_unread",
        fr="la configuration du standard est devenue trop grande pour être surveillée en entier ({names}) : "
        "ce qui y change peut rester inaperçu",
        en="the PBX’s configuration has grown too large to be watched as a whole ({names}): "
        "what changes there may go unseen",
        blanks=("names",),
    ),
    Rule(
        code="new_weakness",
        fr="l’audit du jour trouve {count|faiblesse/faiblesses} de plus ({names}) : "
        "« veilleur audit » les explique",
        en="today’s audit finds {count|weakness/weaknesses} more ({names}): `veilleur audit` explains them",
        blanks=_BLANKS,
    ),
    Rule(
        code="dialplan_changed",
        fr="le plan d’appel du standard a été modifié ({names}) : est-ce vous ?",
        en="the PBX’s dialplan was changed ({names}): was it you?",
        blanks=("names",),
    ),
    Rule(
        code="files_changed",
        fr="la configuration du standard a été modifiée ({names}) : est-ce vous ?",
        en="the PBX’s configuration was changed ({names}): was it you?",
        blanks=("names",),
    ),
)
