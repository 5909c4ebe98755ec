# ruff: noqa: E501 - a sentence is one line
"""What `veilleur setup asterisk` asks and says of this PBX alone, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

ASK = {
    "host": Sentence("Adresse de l’interface AMI d’Asterisk", "Address of Asterisk’s manager interface"),
    "port": Sentence("Son port", "Its port"),
    "user": Sentence("Compte AMI de Veilleur", "Manager login of Veilleur"),
    "tls_fingerprint": Sentence(
        "Ce port parle TLS. Empreinte SHA-256 du certificat d’Asterisk (vide\u00a0: celle qu’il montre maintenant)",
        "This port speaks TLS. SHA-256 fingerprint of Asterisk’s certificate (empty: the one it shows now)",
    ),
    "cdr_file": Sentence(
        "Relevés d’appels d’Asterisk, pour compter ce qui passe en l’absence de Veilleur («\u00a0-\u00a0» s’il n’y en a pas)",
        "Call records of Asterisk, to count what passes while Veilleur is absent (“-” for none)",
    ),
}

SAY = {
    "telephone_pieces": Sentence(
        "Ajoutez à manager.conf\u00a0:\n{login}\net à extensions.conf\u00a0:\n{context}",
        "Add to manager.conf:\n{login}\nand to extensions.conf:\n{context}",
    ),
    "telephone_mute": Sentence(
        "Les phrases de l’appel d’alerte ne sont pas enregistrées\u00a0: il faut espeak-ng, et le dossier des sons d’Asterisk sur cette machine. Sans elles, l’appel sonne et ne dit rien.",
        "The sentences of the alert call were not spoken: espeak-ng is needed, and Asterisk’s folder of sounds on this machine. Without them the call rings and says nothing.",
    ),
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
        "Asterisk ne connaît pas encore ce compte\u00a0: ajoutez les éléments ci-dessous, rechargez Asterisk "
        "(manager reload, logger reload, dialplan reload), puis lancez «\u00a0veilleur setup asterisk --check\u00a0».",
        "Asterisk does not know this login yet: add the pieces below, reload Asterisk "
        "(manager reload, logger reload, dialplan reload), then run `veilleur setup asterisk --check`.",
    ),
    "freepbx": Sentence(
        "FreePBX reconnu\u00a0: les éléments vont dans ses fichiers *_custom.conf.",
        "FreePBX found: the pieces go into its *_custom.conf files.",
    ),
    "page_code": Sentence(
        "Code de la page FreePBX, montré cette seule fois\u00a0: {word}. Chaque «\u00a0oui\u00a0» et chaque annulation sur cette page le demandent\u00a0; notez-le, redémarrez Veilleur. --page en fait un nouveau.",
        "Code of the FreePBX page, shown this once: {word}. Each yes and each undo on that page need it; write it down and restart the guard. --page makes a new one.",
    ),
    "hook_joined": Sentence(
        "Votre crochet de {place} garde ses lignes, derrière celles de Veilleur.",
        "Your hook at {place} keeps its lines, behind those of Veilleur.",
    ),
    "hook_called": Sentence(
        "Votre crochet de {place} porte un autre nom et est appelé par celui de Veilleur\u00a0; --remove le lui rend.",
        "Your hook at {place} bears another name and is called by that of Veilleur; --remove gives its own back.",
    ),
    "hook_module": Sentence(
        "Le module Veilleur de FreePBX pose la question avant chaque Dial\u00a0: aucun crochet n’est écrit.",
        "The Veilleur module of FreePBX asks before each Dial: no hook is written.",
    ),
    "hook_by_hand": Sentence(
        "Le crochet de {place} prend le pas et ne peut pas être complété sans vous\u00a0: ajoutez-lui les lignes montrées plus bas.",
        "The hook at {place} comes first and cannot be completed without you: add the lines shown below to it.",
    ),
    "hook_lines": Sentence(
        "À écrire en tête de [macro-dialout-trunk-predial-hook], vos lignes ensuite (s,1 devient s,n)\u00a0:",
        "To write at the head of [macro-dialout-trunk-predial-hook], your lines after them (s,1 becomes s,n):",
    ),
    "freepbx_found": Sentence("FreePBX reconnu à {signs}.", "FreePBX recognised by {signs}."),
    "freepbx_read": Sentence(
        "Lu dans {source}\u00a0: postes {extensions}\u00a0; lignes {trunks}\u00a0; pays {country}\u00a0; chiffre pour sortir {outside}\u00a0; autres numéros d’urgence {emergency}. Ce qui n’est pas juste se corrige par une option (--help).",
        "Read from {source}: extensions {extensions}; trunks {trunks}; country {country}; digit to get out {outside}; further emergency numbers {emergency}. What is not right is set by an option (--help).",
    ),
    "freepbx_route": Sentence("Route sortante {name}\u00a0: {patterns}", "Outbound route {name}: {patterns}"),
    "freepbx_emergency_route": Sentence(
        "Route d’urgence {name}\u00a0: {patterns}", "Emergency route {name}: {patterns}"
    ),
    "freepbx_more_routes": Sentence(
        "Et {count} routes sortantes de plus.", "And {count} more outbound routes."
    ),
    "collision": Sentence(
        "Attention\u00a0: les postes {pattern} recouvrent les numéros d’urgence {numbers}. "
        "Ces numéros passeront toujours\u00a0; indiquez vos vrais postes par --extensions, ou changez leur plan.",
        "Caution: the extensions {pattern} cover the emergency numbers {numbers}. "
        "These numbers will always pass; name your real extensions with --extensions, or change their plan.",
    ),
    "sent_emergency": Sentence(
        "Vos lignes envoient les numéros d’urgence aussi sous cette forme : {numbers}. Ils sont ajoutés à veilleur.toml (emergency_numbers) et ne sont jamais demandés.",
        "Your lines send emergency numbers in this form too: {numbers}. They are added to veilleur.toml (emergency_numbers) and are never asked about.",
    ),
    "remote": Sentence(
        "Attention\u00a0: {host} n’est pas cette machine. AMI et FastAGI ne sont pas chiffrés\u00a0: "
        "passez par un VPN et adaptez la ligne «\u00a0permit\u00a0».",
        "Caution: {host} is not this machine. Manager and FastAGI are not encrypted: "
        "use a VPN and adapt the 'permit' line.",
    ),
    "tls_pinned": Sentence(
        "L’AMI de {host}:{port} parle TLS\u00a0; son certificat est retenu, d’empreinte SHA-256 {shown}. Comparez-la sur le standard\u00a0: openssl x509 -noout -fingerprint -sha256 -in CERTIFICAT (tlscertfile de manager.conf).",
        "The manager on {host}:{port} speaks TLS; its certificate is pinned, SHA-256 fingerprint {shown}. Compare it on the PBX: openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE (tlscertfile of manager.conf).",
    ),
    "remote_tls": Sentence(
        "Attention\u00a0: {host} n’est pas cette machine. FastAGI n’est pas chiffré\u00a0: passez par un VPN et adaptez la ligne «\u00a0permit\u00a0».",
        "Caution: {host} is not this machine. FastAGI is not encrypted: use a VPN and adapt the 'permit' line.",
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
        "Dans votre plan d’appels, avant chaque Dial vers un opérateur, ajoutez\u00a0:",
        "In your dialplan, before each Dial towards a trunk, add:",
    ),
    "in_place": Sentence(
        "Ces lignes mènent à un opérateur sans que Veilleur soit interrogé\u00a0; écrivez à leur place (ou relancez avec --gates, qui l’écrit et que --remove défait)\u00a0:",
        "These lines lead to a trunk without Veilleur being asked; write in their place (or run again with --gates, which writes it and which --remove takes back):",
    ),
    "gated": Sentence("Question posée avant\u00a0: {line} ({path})", "Asked before: {line} ({path})"),
    "own_lines_kept": Sentence(
        "{path}\u00a0: ce que vous avez changé dans les lignes de Veilleur reste\u00a0: {lines}",
        "{path}: what you changed within Veilleur’s lines stays: {lines}",
    ),
    "own_lines_clash": Sentence(
        "{path}\u00a0: au même endroit Veilleur écrirait aujourd’hui\u00a0: {lines}. Vos lignes restent\u00a0; vérifiez par --check.",
        "{path}: in the same place Veilleur would write today: {lines}. Your lines stay; look with --check.",
    ),
    "own_lines_gone": Sentence(
        "{path}\u00a0: parties avec les lignes de Veilleur, où vous les aviez ajoutées\u00a0: {lines}",
        "{path}: gone with Veilleur’s lines, among which you had added them: {lines}",
    ),
    "by_hand_numbered": Sentence(
        "Ici les priorités sont comptées (numéros, sauts, extensions qui se suivent)\u00a0: ajoutez la question avant cette ligne et décalez ce qui compte sur les suivantes\u00a0:",
        "Priorities are counted here (numbers, jumps, extensions that follow one another): add the question before this line and move what counts on the following ones:",
    ),
    "by_hand_ael": Sentence(
        "AEL\u00a0: écrivez ceci avant le Dial, suivi d’un point-virgule, entre les mêmes accolades\u00a0:",
        "AEL: write this before the Dial, with a semicolon, within the same braces:",
    ),
    "by_hand_generated": Sentence(
        "Votre PBX réécrit ce fichier\u00a0: ce qu’on y ajoute est perdu\u00a0; passez par son crochet ou par un fichier qui vous reste.",
        "Your PBX rewrites this file: what is added here is lost; use its hook, or a file that it leaves to you.",
    ),
    "by_hand_branch": Sentence(
        "Ce Dial est l’une des deux branches d’une même ligne\u00a0: écrivez-le sur une ligne à lui, la question juste avant\u00a0:",
        "This Dial is one of two branches of one line: give it a line of its own, with the question right before it:",
    ),
    "by_hand_number": Sentence(
        "Le numéro est dans une variable\u00a0: posez la question là où elle est remplie, Gosub(veilleur-gate,s,1(NUMÉRO,LIGNE,,)).",
        "The number is in a variable: put the question where it is filled, Gosub(veilleur-gate,s,1(NUMBER,TRUNK,,)).",
    ),
    "before_mailbox": Sentence(
        "À la place de VoiceMailMain() ouvert à l’extérieur\u00a0:",
        "In place of a VoiceMailMain() that outside callers reach:",
    ),
    "in_force": Sentence("{piece}\u00a0: oui", "{piece}: yes"),
    "absent": Sentence("{piece}\u00a0: NON", "{piece}: NO"),
    "gate": Sentence("question avant chaque appel sortant", "question before each outgoing call"),
    "mailbox": Sentence("question avant la messagerie", "question before voicemail"),
    "emergency": Sentence("numéros d’urgence hors question", "emergency numbers never asked about"),
    "absent_policy": Sentence("règle quand Veilleur ne répond pas", "rule while Veilleur does not answer"),
    "used": Sentence(
        "appels sortants qui passent par la question", "outgoing calls that go through the question"
    ),
    "port": Sentence("question posée au port de Veilleur", "question put to the port of this guard"),
    "needs": Sentence(
        "modules d’Asterisk dont la question a besoin", "modules of Asterisk that the question needs"
    ),
    "other_port": Sentence(
        "Le plan d’appels interroge le port {ports}, et veilleur.toml écoute sur {port} (agi_port) : relancez « veilleur setup asterisk --write », ou accordez veilleur.toml.",
        "The dialplan asks on port {ports}, and veilleur.toml listens on {port} (agi_port): run `veilleur setup asterisk --write` again, or change veilleur.toml.",
    ),
    "every_dial": Sentence(
        "aucun Dial vers un opérateur sans la question", "no Dial towards a trunk without the question"
    ),
    "whole": Sentence(
        "Le plan d’appels est en place\u00a0: Veilleur est interrogé avant chaque appel.",
        "The dialplan is in force: Veilleur is asked before each call.",
    ),
    "half": Sentence(
        "Le plan d’appels n’est qu’à moitié en place (manque\u00a0: {missing})\u00a0; ajoutez les éléments de "
        "«\u00a0veilleur setup asterisk\u00a0» et faites «\u00a0dialplan reload\u00a0».",
        "The dialplan is only half in force (missing: {missing}); add the pieces of "
        "`veilleur setup asterisk` and do a `dialplan reload`.",
    ),
    "none": Sentence(
        "Le plan d’appels ne contient rien de Veilleur\u00a0: les appels ne peuvent qu’être coupés, "
        "pas refusés\u00a0; ajoutez les éléments de «\u00a0veilleur setup asterisk\u00a0».",
        "The dialplan holds nothing of Veilleur: calls can only be cut, not refused; "
        "add the pieces of `veilleur setup asterisk`.",
    ),
    "login_kept": Sentence(
        "Le compte AMI {user} existe déjà et reste tel quel\u00a0; «\u00a0--check\u00a0» dit s’il a les droits qu’il faut.",
        "The manager login {user} exists already and is left as it is; `--check` says whether its rights suffice.",
    ),
    "ungated": Sentence("Sans la question\u00a0: {dial}", "Not asked about: {dial}"),
    "ungated_unknown": Sentence("Inconnu\u00a0: {dial}", "Not known: {dial}"),
    "ways": Sentence(
        "chemins vers l’extérieur\u00a0: {asked} avec la question, {not_asked} sans, {not_known} inconnus",
        "ways out: {asked} asked about, {not_asked} not asked about, {not_known} not known",
    ),
    "open": Sentence(
        "Les éléments sont en place, mais Veilleur n’est pas interrogé avant chaque appel\u00a0: des chemins vers l’extérieur, {not_asked} sont sans la question et {not_known} inconnus (nommés ci-dessus)\u00a0; leurs appels ne peuvent qu’être coupés.",
        "The pieces are in force, but Veilleur is not asked before each call: of the ways out {not_asked} are not asked about and {not_known} are not known (named above); their calls can only be cut.",
    ),
    "rewritten": Sentence(
        "Ces fichiers sont ceux de {pbx}, qui les réécrit à chaque changement\u00a0: ce qu’on y ajoute est perdu au prochain\u00a0; mettez la question dans les contextes qu’il vous laisse, et relancez «\u00a0--check\u00a0» après chaque changement.",
        "These files are those of {pbx}, which rewrites them at each change: what is added is lost at the next one; put the question into the contexts that it leaves to you, and run `--check` after each change.",
    ),
    "shadowed": Sentence(
        "La question de {place} ne tourne pas\u00a0: {first} a pris sa place.",
        "The question at {place} does not run: {first} took its place.",
    ),
    "door_mailbox": Sentence(
        "Messagerie sans la question\u00a0: {door}. Les codes essayés là ne sont que vus.",
        "Voicemail without the question: {door}. PINs that are tried there are only seen.",
    ),
    "door_disa": Sentence(
        "Tonalité (DISA)\u00a0: {door}. Qui la trouve compose comme un poste de la maison.",
        "Dial tone (DISA): {door}. Whoever finds it dials like a telephone of the house.",
    ),
    "door_disa_open": Sentence(
        "Tonalité (DISA) sans code à elle\u00a0: {door}. Si rien avant elle n’en demande un, qui la trouve compose comme un poste de la maison.",
        "Dial tone (DISA) without a PIN of its own: {door}. If nothing before it asks for one, whoever finds it dials like a telephone of the house.",
    ),
    "mailbox_dials": Sentence(
        "voicemail.conf laisse composer depuis une messagerie ({option}, contexte {context}).",
        "voicemail.conf lets callers dial from a mailbox ({option}, context {context}).",
    ),
    "guests": Sentence(
        "Un inconnu sans compte SIP entre dans {contexts} et y trouve {ways} chemins vers l’extérieur, tel {first}\u00a0: écrivez «\u00a0allowguest = no\u00a0» dans sip.conf.",
        "A stranger without a SIP account enters {contexts} and comes to {ways} ways out, such as {first}: write 'allowguest = no' into sip.conf.",
    ),
    "not_running": Sentence(
        "{count} lignes des fichiers ne tournent pas, telle {first}\u00a0: modifiées depuis le dernier «\u00a0dialplan reload\u00a0», ou masquées.",
        "{count} lines of the files do not run, such as {first}: changed since the last `dialplan reload`, or shadowed.",
    ),
    "file_refused": Sentence(
        "{place}\u00a0: Asterisk refuse ce fichier à cause de cette ligne («\u00a0{line}\u00a0»). Ce qui tourne a été chargé avant\u00a0; après un redémarrage, il n’en reste rien. Corrigez la ligne.",
        "{place}: Asterisk refuses this file because of this line ({line}). What runs was loaded before; after a restart nothing of it is left. Mend the line.",
    ),
    "file_broken_off": Sentence(
        "{place}\u00a0: Asterisk arrête à cette ligne («\u00a0{line}\u00a0») la lecture de ce fichier inclus. Ce qui suit ne tourne que si cela a été chargé avant, et n’est plus là après un redémarrage. Corrigez la ligne.",
        "{place}: Asterisk stops reading this included file at this line ({line}). What follows runs only if it was loaded before, and is gone after a restart. Mend the line.",
    ),
    "live": Sentence(
        "Le compte AMI répond. Selon veilleur.toml (asks = false) les appels sont coupés, jamais refusés.",
        "The manager login answers. As veilleur.toml says (asks = false), calls are cut, never refused.",
    ),
    "no_guard": Sentence(
        "Veilleur ne répond pas sur {at}\u00a0: la règle du plan d’appels décide seule\u00a0; lancez «\u00a0veilleur guard\u00a0».",
        "No guard answers on {at}: the dialplan's own rule decides alone; start `veilleur guard`.",
    ),
    "cdr_missing": Sentence(
        "Les appels passés en l’absence de Veilleur resteront inconnus ({why}). Ajoutez «\u00a0load = cdr_csv.so\u00a0» à modules.conf, «\u00a0[csv]\u00a0» avec «\u00a0loguniqueid = yes\u00a0» à cdr.conf, donnez à Veilleur le droit de lire ce fichier, et faites «\u00a0module load cdr_csv\u00a0».",
        "Calls that pass while Veilleur is absent will stay unknown ({why}). Add 'load = cdr_csv.so' to modules.conf, '[csv]' with 'loguniqueid = yes' to cdr.conf, let Veilleur read that file, and do a `module load cdr_csv`.",
    ),
    "cdr_freepbx": Sentence(
        "Les appels passés en l’absence de Veilleur resteront inconnus ({why}). FreePBX garde ses relevés dans MySQL et continue de le faire\u00a0; chargez en plus cdr_csv.so (Administration, Asterisk Modules), créez le dossier cdr-csv du journal d’Asterisk, et donnez à Veilleur le droit d’y lire.",
        "Calls that pass while Veilleur is absent will stay unknown ({why}). FreePBX keeps its records in MySQL and goes on doing so; load cdr_csv.so as well (Admin, Asterisk Modules), make the folder cdr-csv in Asterisk's log folder, and let Veilleur read there.",
    ),
    "cdr_database": Sentence(
        "Les appels passés en l’absence de Veilleur resteront inconnus ({why}). Laissez l’utilisateur de Veilleur lire ce fichier (groupe asterisk), et installez PyMySQL.",
        "Calls that pass while Veilleur is absent will stay unknown ({why}). Let the guard’s user read that file (group asterisk), and install PyMySQL.",
    ),
    "nothing_to_remove": Sentence(
        "{path} ne contient rien de Veilleur.", "{path} holds nothing of Veilleur."
    ),
    "through_link": Sentence(
        "{path} est un lien, et le reste : {target} a été changé. Un dépôt git ou un module qui y range ses fichiers peut le remettre comme il était.",
        "{path} is a link, and stays one: {target} was changed. A git tree or a module that keeps its files there may put it back as it was.",
    ),
    "lines_left": Sentence(
        "Ces lignes interrogent encore Veilleur et ne sont pas de lui (écrites ou déplacées à la main, ou du module de FreePBX)\u00a0; tant qu’elles sont là, des contextes restent qui laissent passer chaque appel. Retirez-les, puis relancez --remove\u00a0:",
        "These lines still ask Veilleur and are not its own (written or moved by a person, or by the module of FreePBX); while they are there, contexts stay that let every call go on. Take them out, then run --remove again:",
    ),
    "reload": Sentence(
        "Rechargez Asterisk\u00a0: manager reload, logger reload, dialplan reload.",
        "Reload Asterisk: manager reload, logger reload, dialplan reload.",
    ),
}
