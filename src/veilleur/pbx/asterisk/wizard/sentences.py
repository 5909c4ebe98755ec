# ruff: noqa: E501 - a sentence is one line
"""What `veilleur setup asterisk` asks and says of this PBX alone, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

ASK = {
    "host": Sentence("Adresse de l’interface AMI d’Asterisk", "Address of Asterisk’s manager interface"),
    "port": Sentence("Son port", "Its port"),
    "user": Sentence("Compte AMI de Veilleur", "Manager login of Veilleur"),
    "cdr_file": Sentence(
        "Relevés d’appels d’Asterisk, pour compter ce qui passe en l’absence de Veilleur («\u00a0-\u00a0» s’il n’y en a pas)",
        "Call records of Asterisk, to count what passes while Veilleur is absent (“-” for none)",
    ),
}

SAY = {
    "secret_made": Sentence(
        "Mot de passe AMI créé et gardé dans {path} (lisible par vous seul).",
        "Manager secret made and kept in {path} (readable by you alone).",
    ),
    "secret_open": Sentence(
        "{path} peut être lu par d’autres comptes\u00a0: chmod 600 {path}",
        "{path} can be read by other accounts: chmod 600 {path}",
    ),
    "login_works": Sentence(
        "Le compte AMI {user} répond (Asterisk {version}) et a les droits qu’il faut.",
        "The manager login {user} answers (Asterisk {version}) and has the rights it needs.",
    ),
    "login_later": Sentence(
        "Asterisk ne connaît pas encore ce compte\u00a0: ajoutez les morceaux ci-dessous, rechargez Asterisk "
        "(manager reload, logger reload, dialplan reload), puis lancez «\u00a0veilleur setup asterisk --check\u00a0».",
        "Asterisk does not know this login yet: add the pieces below, reload Asterisk "
        "(manager reload, logger reload, dialplan reload), then run `veilleur setup asterisk --check`.",
    ),
    "freepbx": Sentence(
        "FreePBX reconnu\u00a0: les morceaux vont dans ses fichiers *_custom.conf.",
        "FreePBX found: the pieces go into its *_custom.conf files.",
    ),
    "collision": Sentence(
        "Attention\u00a0: les postes {pattern} recouvrent les numéros d’urgence {numbers}. "
        "Ces numéros passeront toujours\u00a0; indiquez vos vrais postes par --extensions, ou changez leur plan.",
        "Caution: the extensions {pattern} cover the emergency numbers {numbers}. "
        "These numbers will always pass; name your real extensions with --extensions, or change their plan.",
    ),
    "remote": Sentence(
        "Attention\u00a0: {host} n’est pas cette machine. AMI et FastAGI ne sont pas chiffrés\u00a0: "
        "passez par un VPN et adaptez la ligne «\u00a0permit\u00a0».",
        "Caution: {host} is not this machine. Manager and FastAGI are not encrypted: "
        "use a VPN and adapt the 'permit' line.",
    ),
    "manager_off": Sentence(
        "{path}\u00a0: il manque «\u00a0enabled = yes\u00a0» dans [general]\u00a0; sans lui Asterisk n’ouvre pas l’AMI.",
        "{path}: 'enabled = yes' is missing in [general]; without it Asterisk does not open the manager.",
    ),
    "pieces": Sentence(
        "À ajouter à la configuration d’Asterisk\u00a0:", "To add to the configuration of Asterisk:"
    ),
    "secret_hidden": Sentence(
        "(Le mot de passe n’est pas affiché\u00a0: il est dans {path}\u00a0; --show-secret l’affiche, --write l’écrit.)",
        "(The secret is not shown: it is in {path}; --show-secret shows it, --write writes it.)",
    ),
    "before_dial": Sentence(
        "Dans votre plan de numérotation, avant chaque Dial vers un opérateur, ajoutez\u00a0:",
        "In your dialplan, before each Dial towards a trunk, add:",
    ),
    "in_place": Sentence(
        "Ces lignes mènent à un opérateur sans que Veilleur soit interrogé\u00a0; écrivez à leur place (ou relancez avec --gates, qui l’écrit et que --remove défait)\u00a0:",
        "These lines lead to a trunk without Veilleur being asked; write in their place (or run again with --gates, which writes it and which --remove takes back):",
    ),
    "gated": Sentence("Question posée avant\u00a0: {line} ({path})", "Asked before: {line} ({path})"),
    "by_hand_numbered": Sentence(
        "Cette extension a des priorités numérotées\u00a0: ajoutez la question avant cette ligne et décalez les suivantes d’un rang\u00a0:",
        "This extension has numbered priorities: add the question before this line and give each following one the next number:",
    ),
    "by_hand_ael": Sentence(
        "AEL\u00a0: écrivez ceci avant le Dial, suivi d’un point-virgule, entre les mêmes accolades\u00a0:",
        "AEL: write this before the Dial, with a semicolon, within the same braces:",
    ),
    "by_hand_lua": Sentence(
        "Lua ne peut pas poser la question\u00a0: composez par Local/NUMÉRO@contexte/n vers un contexte d’extensions.conf qui la pose\u00a0; d’ici là ces appels ne peuvent qu’être coupés.",
        "Lua cannot ask: dial by Local/NUMBER@context/n into a context of extensions.conf that asks; until then these calls can only be cut.",
    ),
    "by_hand_unknown": Sentence(
        "Une variable dit seule où cette ligne mène\u00a0: si c’est vers un opérateur, ajoutez la question avant elle\u00a0; sinon, rien à faire.",
        "Only a variable says where this line leads: if to a trunk, add the question before it; else there is nothing to do.",
    ),
    "by_hand_switch": Sentence(
        "Les extensions de ce contexte sont cherchées ailleurs (base, autre PBX, Lua)\u00a0: Veilleur ne voit pas leurs Dial\u00a0; ajoutez-y la question, sinon ces appels ne peuvent qu’être coupés.",
        "The extensions of this context are looked up elsewhere (database, other PBX, Lua): Veilleur does not see their Dials; add the question there, else these calls can only be cut.",
    ),
    "by_hand_member": Sentence(
        "Une file appelle ce numéro sans demander et il sera coupé\u00a0: écrivez Local/NUMÉRO@contexte/n vers un contexte qui pose la question.",
        "A queue calls this number without asking and it will be cut: write Local/NUMBER@context/n into a context that asks.",
    ),
    "before_mailbox": Sentence(
        "À la place de VoiceMailMain() ouvert à l’extérieur\u00a0:",
        "In place of a VoiceMailMain() that outside callers reach:",
    ),
    "in_force": Sentence("en place", "in force"),
    "absent": Sentence("ABSENT", "MISSING"),
    "gate": Sentence("question avant chaque appel sortant", "question before each outgoing call"),
    "mailbox": Sentence("question avant la messagerie", "question before voicemail"),
    "emergency": Sentence("numéros d’urgence hors question", "emergency numbers never asked about"),
    "absent_policy": Sentence("règle quand Veilleur ne répond pas", "rule while Veilleur does not answer"),
    "used": Sentence(
        "appels sortants qui passent par la question", "outgoing calls that go through the question"
    ),
    "every_dial": Sentence(
        "aucun Dial vers un opérateur sans la question", "no Dial towards a trunk without the question"
    ),
    "whole": Sentence(
        "Le plan de numérotation est en place\u00a0: Veilleur est interrogé avant chaque appel.",
        "The dialplan is in force: Veilleur is asked before each call.",
    ),
    "half": Sentence(
        "Le plan de numérotation n’est qu’à moitié en place (manque\u00a0: {missing})\u00a0; ajoutez les morceaux de "
        "«\u00a0veilleur setup asterisk\u00a0» et faites «\u00a0dialplan reload\u00a0».",
        "The dialplan is only half in force (missing: {missing}); add the pieces of "
        "`veilleur setup asterisk` and do a `dialplan reload`.",
    ),
    "none": Sentence(
        "Le plan de numérotation ne contient rien de Veilleur\u00a0: les appels ne peuvent qu’être coupés, "
        "pas refusés\u00a0; ajoutez les morceaux de «\u00a0veilleur setup asterisk\u00a0».",
        "The dialplan holds nothing of Veilleur: calls can only be cut, not refused; "
        "add the pieces of `veilleur setup asterisk`.",
    ),
    "login_kept": Sentence(
        "Le compte AMI {user} existe déjà et reste tel quel\u00a0; «\u00a0--check\u00a0» dit s’il a les droits qu’il faut.",
        "The manager login {user} exists already and is left as it is; `--check` says whether its rights suffice.",
    ),
    "ungated": Sentence("Sans la question\u00a0: {dial}", "Not asked about: {dial}"),
    "live": Sentence(
        "Le compte AMI répond. Selon veilleur.toml (asks = false) les appels sont coupés, jamais refusés.",
        "The manager login answers. As veilleur.toml says (asks = false), calls are cut, never refused.",
    ),
    "no_guard": Sentence(
        "Aucun gardien ne répond sur {at}\u00a0: la règle du plan de numérotation décide seule\u00a0; lancez «\u00a0veilleur guard\u00a0».",
        "No guard answers on {at}: the dialplan's own rule decides alone; start `veilleur guard`.",
    ),
    "log_missing": Sentence(
        "Le journal {path} n’existe pas encore\u00a0: les codes faux ne seront que devinés au rythme des touches.",
        "The log {path} does not exist yet: wrong PINs will only be guessed from the rhythm of keys.",
    ),
    "cdr_missing": Sentence(
        "Les appels passés en l’absence de Veilleur resteront inconnus ({why}). Ajoutez «\u00a0load = cdr_csv.so\u00a0» à modules.conf, «\u00a0[csv]\u00a0» avec «\u00a0loguniqueid = yes\u00a0» à cdr.conf, donnez à Veilleur le droit de lire ce fichier, et faites «\u00a0module load cdr_csv\u00a0».",
        "Calls that pass while Veilleur is absent will stay unknown ({why}). Add 'load = cdr_csv.so' to modules.conf, '[csv]' with 'loguniqueid = yes' to cdr.conf, let Veilleur read that file, and do a `module load cdr_csv`.",
    ),
    "cdr_freepbx": Sentence(
        "Les appels passés en l’absence de Veilleur resteront inconnus ({why}). FreePBX garde ses relevés dans MySQL et continue de le faire\u00a0; chargez en plus cdr_csv.so (Administration, Asterisk Modules), créez le dossier cdr-csv du journal d’Asterisk, et donnez à Veilleur le droit d’y lire.",
        "Calls that pass while Veilleur is absent will stay unknown ({why}). FreePBX keeps its records in MySQL and goes on doing so; load cdr_csv.so as well (Admin, Asterisk Modules), make the folder cdr-csv in Asterisk's log folder, and let Veilleur read there.",
    ),
    "nothing_to_remove": Sentence(
        "{path} ne contient rien de Veilleur.", "{path} holds nothing of Veilleur."
    ),
    "reload": Sentence(
        "Rechargez Asterisk\u00a0: manager reload, logger reload, dialplan reload.",
        "Reload Asterisk: manager reload, logger reload, dialplan reload.",
    ),
}
