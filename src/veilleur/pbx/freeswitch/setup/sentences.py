# ruff: noqa: E501 - a sentence is one line
"""What `veilleur setup freeswitch` asks and says, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

ASK = {
    "host": Sentence("Adresse de l’event socket de FreeSWITCH", "Address of FreeSWITCH’s event socket"),
}
SAY = {
    "secret_wanted": Sentence(
        "Écrivez le mot de passe de l’event socket (event_socket.conf.xml) dans {path}, droits 0600.",
        "Write the password of the event socket (event_socket.conf.xml) into {path}, mode 0600.",
    ),
    "default_password": Sentence(
        "Le mot de passe de l’event socket est celui d’usine (ClueCon)\u00a0: changez-le, il donne tous les droits sur FreeSWITCH.",
        "The event socket’s password is the one it is delivered with (ClueCon): change it, it gives every right on FreeSWITCH.",
    ),
    "pieces": Sentence(
        "Les deux fichiers du plan d’appels (--write DOSSIER les écrit, par exemple /etc/freeswitch)\u00a0:",
        "The two files of the dialplan (--write FOLDER writes them, such as /etc/freeswitch):",
    ),
    "start": Sentence("Pour les mettre en vigueur, une fois\u00a0:", "To put them in force, once:"),
    "modules": Sentence(
        "mod_curl doit être chargé aussi au prochain démarrage\u00a0: décommentez-le dans autoload_configs/modules.conf.xml.",
        "mod_curl must be loaded at the next start too: take its comment away in autoload_configs/modules.conf.xml.",
    ),
    "order": Sentence(
        "Chaque contexte d’où partent des appels ({contexts}) doit lire {file} avant les extensions qui les mènent dehors. FusionPBX\u00a0: collez les deux fichiers comme entrées du Dialplan Manager, ordre 5, continue coché, contextes du domaine et «\u00a0veilleur\u00a0».",
        "Each context from which calls leave ({contexts}) must read {file} before the extensions that lead them out. FusionPBX: paste both files as entries of the Dialplan Manager, order 5, continue ticked, in the domain’s context and in “veilleur”.",
    ),
    "socket": Sentence("l’event socket répond", "the event socket answers"),
    "curl": Sentence("mod_curl est chargé", "mod_curl is loaded"),
    "answers": Sentence("le contexte veilleur est chargé", "the context veilleur is loaded"),
    "asks": Sentence(
        "le contexte {context} demande avant de sortir", "the context {context} asks before a call leaves"
    ),
    "yes": Sentence("oui", "yes"),
    "no": Sentence("non", "no"),
    "whole": Sentence(
        "FreeSWITCH demande avant chaque appel de ces contextes.",
        "FreeSWITCH asks before each call of these contexts.",
    ),
    "broken": Sentence("Il manque encore\u00a0: {missing}.", "Still missing: {missing}."),
    "removed": Sentence(
        "Fichiers de Veilleur retirés. Mettez en vigueur par\u00a0: fs_cli -x reloadxml",
        "Veilleur’s files were taken out. Put in force by: fs_cli -x reloadxml",
    ),
    "nothing": Sentence("Rien de Veilleur dans {path}.", "Nothing of Veilleur in {path}."),
}
