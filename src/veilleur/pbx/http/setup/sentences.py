# ruff: noqa: E501 - a sentence is one line
"""What `veilleur setup http` asks and says, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

ASK = {
    "listen": Sentence(
        "Adresse où Veilleur répond (127.0.0.1 si le standard est sur cette machine)",
        "Address on which the guard answers (127.0.0.1 when the switch is on this machine)",
    ),
    "certificate": Sentence(
        "Certificat TLS, fichier PEM (vide si un proxy devant s’en charge\u00a0: --behind-proxy)",
        "TLS certificate, a PEM file (empty where a proxy in front has it: --behind-proxy)",
    ),
    "certificate_key": Sentence("Sa clé, fichier PEM", "Its key, a PEM file"),
}
SAY = {
    "token": Sentence(
        "Jeton de «\u00a0{name}\u00a0», montré une seule fois\u00a0; le standard l’envoie avec chaque requête\u00a0:",
        "Token of “{name}”, shown this once; the switch sends it with each request:",
    ),
    "token_kept": Sentence(
        "Le jeton «\u00a0{name}\u00a0» existe déjà et reste valable\u00a0; «\u00a0veilleur token rotate {name}\u00a0» le remplace.",
        "There is a token “{name}” already and it stays valid; `veilleur token rotate {name}` replaces it.",
    ),
    "ask": Sentence(
        "Avant chaque appel sortant, sauf d’urgence, le standard demande\u00a0; 200 laisse passer, tout autre statut non\u00a0:",
        "Before each call out, other than to an emergency number, the switch asks; 200 lets it pass, any other status does not:",
    ),
    "report": Sentence(
        "Il annonce ensuite ses appels et va chercher les coupures (docs/http.md, «\u00a0While it runs\u00a0»)\u00a0; sans cela les appels à risque sont refusés.",
        "Then it reports its calls and fetches the cuts (docs/http.md, “While it runs”); without that, risky calls are refused.",
    ),
    "listens": Sentence("Veilleur répond à {place}", "the guard answers at {place}"),
    "certificate_holds": Sentence(
        "le certificat est celui du fichier et n’a pas expiré",
        "the certificate is that of the file and has not expired",
    ),
    "token_there": Sentence("un jeton permet de demander", "a token may ask"),
    "asks": Sentence("le standard a déjà demandé", "the switch has asked before"),
    "expires_soon": Sentence(
        "Le certificat expire le {day}\u00a0: renouvelez-le, sinon le standard ne pourra plus demander.",
        "The certificate expires on {day}: renew it, else the switch cannot ask any more.",
    ),
    "yes": Sentence("oui", "yes"),
    "no": Sentence("non", "no"),
    "whole": Sentence(
        "Le standard demande et Veilleur répond. Qu’il demande avant chaque appel, lui seul peut le dire.",
        "The switch asks and the guard answers. Whether it asks before every call, only the switch can say.",
    ),
    "waits": Sentence(
        "Veilleur est prêt, mais rien n’a encore été demandé\u00a0: réglez le standard et passez un appel.",
        "The guard is ready but nothing has been asked yet: configure the switch and place a call.",
    ),
    "broken": Sentence("Il manque encore\u00a0: {missing}.", "Still missing: {missing}."),
    "removed": Sentence(
        "Les jetons ne valent plus\u00a0: ôtez aussi la question posée par le standard, sinon il la pose dans le vide.",
        "The tokens hold no more: take the question out of the switch too, else it asks nobody.",
    ),
    "nothing": Sentence("Aucun jeton à retirer.", "There is no token to take away."),
}
