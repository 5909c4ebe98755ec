# ruff: noqa: E501 - a sentence is one line
"""What `veilleur setup gate` asks and says, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

ASK = {
    "pbx": Sentence(
        "Adresse SIP du standard (adresse ou adresse:port)",
        "SIP address of the PBX (address or address:port)",
    ),
    "operator": Sentence(
        "Domaine ou adresse de l’opérateur, tel que le standard le nomme",
        "Domain or address of the operator, as the PBX names it",
    ),
    "gate": Sentence(
        "Adresse de cette machine, vue du standard", "Address of this machine, as the PBX sees it"
    ),
}
SAY = {
    "secret_made": Sentence(
        "Secret de la porte créé et gardé dans {path} (lisible par vous seul).",
        "Secret of the gate made and kept in {path} (readable by you alone).",
    ),
    "no_kamailio": Sentence(
        "Kamailio n’est pas installé ici, la configuration n’a donc pas été vérifiée\u00a0: apt install kamailio kamailio-extra-modules kamailio-tls-modules",
        "Kamailio is not installed here, so the configuration was not checked: apt install kamailio kamailio-extra-modules kamailio-tls-modules",
    ),
    "certificate": Sentence("son certificat est valable", "its certificate is valid"),
    "expires_soon": Sentence(
        "Le certificat de la porte expire le {day}\u00a0: renouvelez-le et relancez la porte (systemctl restart veilleur-gate), sinon aucun appel ne passe plus en TLS.",
        "The gate’s certificate expires on {day}: renew it and restart the gate (systemctl restart veilleur-gate), else no call passes over TLS.",
    ),
    "checked": Sentence("Kamailio accepte la configuration.", "Kamailio accepts the configuration."),
    "anybody": Sentence(
        "L’adresse de l’opérateur n’a pas pu être trouvée\u00a0: nommez les réseaux d’où il appelle par --operator-networks, sinon aucun appel entrant ne passe.",
        "The operator’s address could not be found: name the networks from which it calls by --operator-networks, else no incoming call passes.",
    ),
    "pieces": Sentence(
        "Les fichiers de la porte (--write DOSSIER les écrit)\u00a0:",
        "The gate’s files (--write FOLDER writes them):",
    ),
    "secret_hidden": Sentence(
        "(Le secret n’est pas montré\u00a0; il est dans {path}.)",
        "(The secret is not shown; it is in {path}.)",
    ),
    "start": Sentence("Pour la mettre en service, une fois\u00a0:", "To put it into service, once:"),
    "field": Sentence(
        "Puis un seul champ du standard, sur le trunk (rien d’autre ne change)\u00a0:",
        "Then one field of the PBX, on its trunk (nothing else changes):",
    ),
    "allow_list": Sentence(
        "Demandez à l’opérateur de n’accepter que l’adresse de la porte\u00a0: alors même un standard piraté ne peut plus la contourner.",
        "Ask the operator to admit the gate’s address alone: then even a hacked PBX cannot go around it.",
    ),
    "answers": Sentence("la porte répond en SIP", "the gate answers by SIP"),
    "line": Sentence("elle attend Veilleur", "it waits for the guard"),
    "valid": Sentence("Kamailio accepte sa configuration", "Kamailio accepts its configuration"),
    "call": Sentence("un premier appel y est passé", "a first call passed it"),
    "yes": Sentence("oui", "yes"),
    "no": Sentence("non", "no"),
    "whole": Sentence(
        "La porte est en service et des appels y passent.", "The gate is in service and calls pass it."
    ),
    "waits": Sentence(
        "La porte est prête, mais aucun appel n’y est encore passé\u00a0: réglez le champ du standard, passez un appel, puis relancez --check.",
        "The gate is ready, but no call has passed it yet: set the field of the PBX, make a call, then run --check again.",
    ),
    "broken": Sentence(
        "La porte n’est pas en service\u00a0: {missing}.", "The gate is not in service: {missing}."
    ),
    "removed": Sentence(
        "Fichiers de la porte retirés de {path}. Remettez d’abord le champ du standard comme il était, puis\u00a0: {stop}",
        "Files of the gate removed from {path}. First set the field of the PBX back as it was, then: {stop}",
    ),
    "nothing": Sentence("Rien de la porte dans {path}.", "Nothing of the gate in {path}."),
}
