"""The words of `veilleur check`, in French and English; `templates/` puts them in order.

Pitfall: the law is French and is named to French sites only. It was checked against public sources in
November 2026 and is no legal advice: Code des assurances L12-10-1 (complaint within 72 hours), Code pénal
323-1 (fraudulent access), CPCE L34-2 (a year to contest a bill).
"""

from __future__ import annotations

from veilleur.language import Sentence
from veilleur.words.calls import Origin
from veilleur.words.destinations import NumberClass

# --- first sentence ---------------------------------------------------------------------------

NO_CALL = Sentence("Aucun appel dans ces fichiers.", "No call in these files.")
NO_OUTGOING = Sentence(
    "Aucun appel sortant dans ces fichiers, {period}\u00a0: rien à dire de ce qui a été dépensé. Si des"
    " appels sont pourtant partis, donnez le relevé de l’opérateur.",
    "No outgoing call in these files, {period}: nothing to say of what was spent. If calls did leave all the"
    " same, give the operator’s record.",
)
CLEAN = Sentence("Rien d’anormal dans {calls}, {period}.", "Nothing abnormal in {calls}, {period}.")
ONLY_NOTICES = Sentence(
    "Aucune fraude trouvée dans {calls}, {period}\u00a0; {notices}.",
    "No fraud found in {calls}, {period}; {notices}.",
)
FOUND = Sentence(
    "{incidents}\u00a0: {calls}, {cost}. (Fichier\u00a0: {outgoing}, {period}.)",
    "{incidents}: {calls}, {cost}. (File: {outgoing}, {period}.)",
)
UNREAD = Sentence("Attention\u00a0: {file} n’a pas pu être lu.", "Note: {file} could not be read.")

# --- do this now ------------------------------------------------------------------------------

DO_THIS_NOW = Sentence("À faire maintenant", "Do this now")
STILL_RUNNING = Sentence(
    "La fraude touche la fin du fichier\u00a0: elle continue peut-être. Si vous ne joignez ni l’opérateur"
    " ni l’installateur, débranchez la ligne extérieure du standard ou éteignez-le.",
    "The fraud reaches the end of the file: it may still be running. If you reach neither operator"
    " nor maintainer, unplug the outside line of the PBX or switch it off.",
)
VERIFY_FIRST = Sentence(
    "Vérifiez d’abord\u00a0: l’essentiel de la somme tient à des numéros que Veilleur ne comprend pas et"
    " compte au prix le plus cher. Cherchez-les sur la facture ou demandez à l’opérateur s’ils ont été"
    " facturés\u00a0; ne débranchez rien avant. S’ils le sont\u00a0:",
    "Verify first: most of the sum hangs on numbers that Veilleur does not understand and counts at the"
    " highest price. Look for them on the bill, or ask the operator whether they were charged; unplug nothing"
    " before. If they were:",
)
OPERATOR = Sentence(
    "Appelez votre opérateur\u00a0: faites bloquer l’international et les numéros surtaxés. Puis"
    " écrivez-lui\u00a0: vous contestez ces appels, il doit garder ses relevés et ne pas payer les"
    " opérateurs étrangers.",
    "Call your operator: have international and premium numbers blocked. Then write: you contest"
    " these calls, the records must be kept, and foreign operators must not be paid.",
)
MAINTAINER = Sentence(
    "Écrivez à votre installateur\u00a0: demandez d’abord une sauvegarde du standard tel quel\u00a0; ensuite"
    " seulement, qu’il retire les renvois, change tous les codes et ferme l’accès à distance.",
    "Write to your maintainer: ask first for a backup of the PBX as it is; only then have the"
    " forwards removed, all codes changed and remote access closed.",
)
KEEP_THE_LOGS = Sentence(
    "Gardez tout\u00a0: journaux du standard, factures, contrats, messages de l’opérateur, preuve que"
    " les locaux étaient fermés. N’effacez et ne réinitialisez rien.",
    "Keep everything: logs of the PBX, bills, contracts, messages of the operator, proof that the"
    " premises were closed. Delete and reset nothing.",
)
KEPT_HERE = Sentence(
    " Veilleur a gardé vos fichiers, avec leur empreinte, dans {folders}.",
    " Veilleur kept your files, with their hashes, in {folders}.",
)
COMPLAINT_IN_FRANCE = Sentence(
    "Portez plainte avant le soir du {deadline}, au commissariat ou à la gendarmerie (accès"
    " frauduleux, article 323-1 du Code pénal)\u00a0: une assurance contre le piratage ne paie que si la"
    " plainte est déposée dans les 72\u00a0heures à partir du moment où vous l’avez appris (article"
    " L12-10-1 du Code des assurances). Si vous l’avez appris avant aujourd’hui, c’est d’autant plus"
    " tôt. Aide publique et gratuite, jour et nuit\u00a0: 17cyber.gouv.fr.",
    "File a complaint with the French police before the evening of {deadline} (fraudulent access,"
    " article 323-1 of the Code pénal): an insurance against hacking pays only if the complaint comes"
    " within 72\u00a0hours of your learning of it (article L12-10-1 of the Code des assurances). If you"
    " learnt of it before today, it is that much sooner. Public help, free, day and night:"
    " 17cyber.gouv.fr.",
)
INSURER_IN_FRANCE = Sentence(
    "Prévenez votre assureur, et contestez la facture par écrit dans l’année (article L34-2 du Code"
    " des postes et des communications électroniques). Ceci n’est pas un conseil juridique.",
    "Inform your insurer, and contest the bill in writing within a year (article L34-2 of the French"
    " code of posts and electronic communications). This is no legal advice.",
)
# For a fraud that ended long ago.
PAST_OPERATOR = Sentence(
    "Cette fraude a cessé {ended}. Vérifiez auprès de votre opérateur que l’international et les numéros"
    " surtaxés sont bloqués s’ils ne servent pas, et demandez-lui par écrit ses relevés de ces jours\u00a0:"
    " il ne les garde pas toujours.",
    "This fraud ended {ended}. Make sure with your operator that international and premium numbers are"
    " blocked if nobody needs them, and ask in writing for the records of those days: they are not kept for"
    " ever.",
)
PAST_COMPLAINT_IN_FRANCE = Sentence(
    "Les 72\u00a0heures de l’assurance (article L12-10-1 du Code des assurances) courent du moment où vous"
    " l’avez appris\u00a0: si c’est aujourd’hui, portez plainte avant le soir du {deadline}. Si elles sont"
    " passées, une plainte reste possible (accès frauduleux, article 323-1 du Code pénal). Aide publique"
    " et gratuite, jour et nuit\u00a0: 17cyber.gouv.fr.",
    "The insurance’s 72\u00a0hours (article L12-10-1 of the Code des assurances) run from the moment you"
    " learnt of it: if that is today, file a complaint before the evening of {deadline}. If they have passed,"
    " a complaint is still possible (fraudulent access, article 323-1 of the Code pénal). Public help, free,"
    " day and night: 17cyber.gouv.fr.",
)
PAST_INSURER_IN_FRANCE = Sentence(
    "L’année pour contester la facture (article L34-2 du Code des postes et des communications"
    " électroniques) est sans doute passée\u00a0: demandez conseil à un avocat avant de renoncer. Ceci n’est"
    " pas un conseil juridique.",
    "The year for contesting the bill (article L34-2 of the French code of posts and electronic"
    " communications) has probably passed: ask a lawyer before you give up. This is no legal advice.",
)
COMPLAINT_ELSEWHERE = Sentence(
    "Portez plainte et prévenez votre assureur tout de suite\u00a0: les délais sont souvent courts.",
    "Report it to the police and inform your insurer at once: time limits are often short.",
)

# --- what happened ----------------------------------------------------------------------------

WHAT_HAPPENED = Sentence("Ce qui s’est passé", "What happened")
INCIDENT_PERIOD = Sentence("{id}\u00a0: {period}", "{id}: {period}")
VISITS = Sentence(
    "Juste avant, la messagerie a reçu {calls} de l’extérieur ({period})\u00a0: c’est souvent la porte"
    " d’entrée.",
    "Just before, voicemail received {calls} from outside ({period}): that is often the way in.",
)
TO = Sentence("Vers\u00a0: {places}", "To: {places}")
NUMBERS = Sentence("Numéros\u00a0: {numbers}", "Numbers: {numbers}")
WHY = Sentence(
    "Pourquoi c’est suspect\u00a0: {reasons}",
    "Why it is suspicious: {reasons}",
)
CASE = Sentence(
    "Dossier, avec les numéros entiers\u00a0: {folder}",
    "Case, with the numbers whole: {folder}",
)
ORIGINS: dict[Origin, Sentence] = {
    Origin.EXTENSION: Sentence("Depuis {who}", "From {who}"),
    Origin.FORWARD: Sentence("Par un renvoi d’appel ({who})", "Through a call forward ({who})"),
    Origin.VOICEMAIL: Sentence("Par la messagerie ({who})", "Through voicemail ({who})"),
    Origin.DISA: Sentence("Par l’accès extérieur DISA ({who})", "Through DISA, the outside access ({who})"),
    Origin.TRANSFER: Sentence("Par un transfert ({who})", "Through a transfer ({who})"),
    Origin.UNKNOWN: Sentence(
        "Depuis {who} (le fichier ne dit pas par quel moyen)",
        "From {who} (the file does not say by what means)",
    ),
}
NOBODY = Sentence("le standard", "the PBX")
ONE_EXTENSION = Sentence("le poste {names}", "extension {names}")
EXTENSIONS = Sentence("les postes {names}", "extensions {names}")
ONE_LINE = Sentence("la ligne {names}", "line {names}")
LINES = Sentence("les lignes {names}", "lines {names}")

WAITING = Sentence(
    "En attente de nouveaux appels\u00a0; Ctrl-C pour finir.", "Waiting for new calls; Ctrl-C to end."
)
ANNOUNCED = Sentence(
    "Nouvelle fraude\u00a0: {calls}, {cost}.",
    "New fraud: {calls}, {cost}.",
)

# --- worth a look -----------------------------------------------------------------------------

WORTH_A_LOOK = Sentence("À regarder", "Worth a look")
NOTICES: dict[str, Sentence] = {
    "faulty_dialler": Sentence(
        "Un appareil ({who}) appelle sans cesse le {number}\u00a0: {calls}, {cost}, {period}. Alarme,"
        " chaudière, ascenseur ou télécopieur\u00a0? Débranchez-le et prévenez qui l’entretient. S’il n’y a"
        " pas de tel appareil, faites comme pour une fraude.",
        "A machine ({who}) keeps calling {number}: {calls}, {cost}, {period}. Alarm, boiler, lift"
        " or fax? Unplug it and inform whoever maintains it. If there is no such machine, treat it"
        " as a fraud.",
    ),
    "single_calls": Sentence(
        "{calls} {to_place} ({number}), depuis {who}, {cost}, {period}\u00a0: inhabituel, mais trop peu"
        " pour une fraude. Demandez à la personne du poste.",
        "{calls} {to_place} ({number}), from {who}, {cost}, {period}: unusual, but too little for a"
        " fraud. Ask the person at the extension.",
    ),
    "hangs_on_guess": Sentence(
        "{calls} vers des numéros que Veilleur ne comprend pas ({place}\u00a0: {number}…), depuis {who},"
        " {cost} au prix le plus cher, {period}. Si la facture ne les montre pas, ce n’est rien\u00a0; si"
        " elle les montre, faites comme pour une fraude.",
        "{calls} to numbers that Veilleur does not understand ({place}: {number}...), from {who}, {cost} at"
        " the highest price, {period}. If the bill does not show them, it is nothing; if it does, treat it as"
        " a fraud.",
    ),
    "night_calls": Sentence(
        "Entreprise fermée\u00a0: {calls} {to_place} ({number}), depuis {who}, {length}, {cost}, {period}."
        " Cette destination n’est pas appelée d’habitude. Si personne n’était là, faites comme pour une"
        " fraude.",
        "Company closed: {calls} {to_place} ({number}), from {who}, {length}, {cost}, {period}."
        " This destination is not called as a rule. If nobody was there, treat it as a fraud.",
    ),
    "long_call": Sentence(
        "Très long\u00a0: {calls} {to_place} ({number}), depuis {who}, {length}, {cost}, {period}."
        " Demandez à la personne du poste\u00a0; si ce n’est pas elle, faites comme pour une fraude.",
        "Very long: {calls} {to_place} ({number}), from {who}, {length}, {cost}, {period}."
        " Ask the person at the extension; if it was not them, treat it as a fraud.",
    ),
    "unusual_spending": Sentence(
        "Dépense hors de proportion\u00a0: {calls} {to_place} ({number}), depuis {who}, {length}, {cost},"
        " {period}. Demandez à la personne du poste\u00a0; si ce n’est pas elle, faites comme pour une"
        " fraude.",
        "Spending out of proportion: {calls} {to_place} ({number}), from {who}, {length}, {cost},"
        " {period}. Ask the person at the extension; if it was not them, treat it as a fraud.",
    ),
    "premium_repeated": Sentence(
        "{calls} {to_place} ({number}), depuis {who}, {length}, {cost}, {period}. Demandez à la"
        " personne du poste\u00a0; si ce n’est pas elle, faites comme pour une fraude.",
        "{calls} {to_place} ({number}), from {who}, {length}, {cost}, {period}. Ask the person at the"
        " extension; if it was not them, treat it as a fraud.",
    ),
    "many_calls": Sentence(
        "{calls} vers un seul numéro, le {number}, depuis {who}, {length}, {period}. Si ce n’est ni un"
        " appareil ni un client, changez le mot de passe de ce poste et prévenez votre installateur.",
        "{calls} to a single number, {number}, from {who}, {length}, {period}. If it is neither a"
        " machine nor a customer, change the password of this extension and call your maintainer.",
    ),
    "long_incoming": Sentence(
        "{calls} depuis le {number}, en tout {length}, {period}. Si vous payez pour qui vous appelle (numéro"
        " gratuit), vérifiez votre facture.",
        "{calls} from {number}, {length} in all, {period}. If you pay for those who call you (a free number),"
        " check your bill.",
    ),
    "closed_incoming": Sentence(
        "{calls} pendant une fermeture, en tout {length}, {period}, bien plus qu’aux autres. Si vous"
        " payez pour qui vous appelle (numéro gratuit), vérifiez votre facture.",
        "{calls} while the company was closed, {length} in all, {period}, far more than at other times."
        " If you pay for those who call you (a free number), check your bill.",
    ),
    "unknown_numbers": Sentence(
        "{calls} vont à des numéros que Veilleur ne comprend pas, comptés au prix le plus cher\u00a0: le pays"
        " ou le chiffre pour sortir sont sans doute mal indiqués. Les sommes ne valent rien tant que ce n’est"
        " pas corrigé (veilleur.toml, [site] country et outside_line).",
        "{calls} go to numbers that Veilleur does not understand, counted at the highest price: the country"
        " or the outside digit is probably wrong. The sums mean nothing until that is corrected"
        " (veilleur.toml, [site] country and outside_line).",
    ),
    "unread_days": Sentence(
        "Aucun appel {period}. Fermeture, ou relevés qui manquent\u00a0?",
        "No call at all {period}. Closed, or are records missing?",
    ),
}

# --- what was spent, and how it was counted ---------------------------------------------------

WHAT_WAS_SPENT = Sentence("Dépenses d’appels", "What calls cost")
IN_ALL = Sentence("au total", "in all")
BEYOND_NATIONAL = Sentence(
    "Dont, en dehors des numéros nationaux ordinaires\u00a0:",
    "Of these, beyond ordinary national numbers:",
)
HOW_COUNTED = Sentence("Comment nous avons compté", "How this was counted")
SHORT_FILE = Sentence(
    "Le fichier couvre {days}\u00a0: c’est trop peu pour savoir ce qui est habituel chez vous. Donnez aussi"
    " les mois d’avant si vous les avez.",
    "The file covers {days}: too little to know what is usual here. Give the months before as well, if you"
    " have them.",
)
ALSO_READ = Sentence("Lus aussi\u00a0: {others}.", "Also read: {others}.")
COSTS_OF_FILE = Sentence(
    "Coûts\u00a0: ceux que le fichier donne. S’il ne dit pas «\u00a0TTC\u00a0», ils sont peut-être hors"
    " taxes, et votre facture plus élevée.",
    "Costs: those that the file gives. If it does not say so, they may be without VAT, and your bill higher.",
)
# Bills that are known: Gerfran Bouteilles, 6 500 EUR where 5 700 are estimated; shz.de, 890 of 945.
COSTS_ESTIMATED = Sentence(
    "Coûts estimés TTC\u00a0: le montant habituel d’après les tarifs publics de plusieurs opérateurs, et un"
    " montant que le vôtre ne devrait pas dépasser. Seule votre facture compte.",
    "Costs estimated with VAT: the usual amount by public price lists of several operators, and one that"
    " yours should not exceed. Only your bill counts.",
)
FOREIGN_OF_FILE = Sentence(
    "D’après le fichier, dans sa monnaie\u00a0: {amounts}",
    "As the file says, in its own currency: {amounts}",
)
FOREIGN_COUNTED = Sentence(
    "Le fichier donne ses prix dans une autre monnaie ({amounts} en tout). Veilleur ne les convertit"
    " pas\u00a0: les euros de cette page sont ses estimations.",
    "The file gives its prices in another currency ({amounts} in all). Veilleur does not convert them: the"
    " euros of this page are its estimates.",
)
COSTS_OF_SITE = Sentence(
    "Coûts\u00a0: estimés avec le tarif de votre configuration\u00a0; seule votre facture compte.",
    "Costs: estimated with the tariff of your configuration; only your bill counts.",
)
ZEROS_LOST = Sentence(
    "Un tableur a ôté les zéros au début des numéros\u00a0; Veilleur les a remis. Le fichier d’origine, s’il"
    " existe encore, vaut mieux.",
    "A spreadsheet took the zeros off the numbers; Veilleur put them back. The original file, if it still"
    " exists, is better.",
)
GUESSED = Sentence(
    "Supposé d’après le fichier\u00a0: {country}, heure de {zone}\u00a0; {extensions}\u00a0; {outside}\u00a0;"
    " ouvert {hours}{lines}. Si c’est faux, les résultats peuvent l’être aussi\u00a0: un fichier"
    " veilleur.toml le corrige.{country_from}",
    "Guessed from the file: {country}, time of {zone}; {extensions}; {outside}; open {hours}{lines}."
    " If this is wrong, the results may be wrong too: a file veilleur.toml corrects it.{country_from}",
)
COUNTRY_IS = Sentence(
    " Le pays vient {by}\u00a0; s’il est autre, donnez-le («\u00a0--country BE\u00a0»)\u00a0: ce qui est"
    " national, surtaxé ou gratuit, et les prix, en dépendent.",
    " The country comes from {by}; if it is another, name it (--country BE): what is national, premium or"
    " free, and the prices, depend on it.",
)
COUNTRY_RIVALS = Sentence(
    " Les mêmes numéros pourraient être de\u00a0: {names}.",
    " The same numbers could be those of: {names}.",
)
COUNTRY_FROM = {
    "own": Sentence("de vos propres numéros", "your own numbers"),
    "callers": Sentence("des numéros qui vous appellent", "the numbers that call you"),
    "form": Sentence("de la forme des numéros nationaux", "the form of national numbers"),
    "words": Sentence("de mots du fichier (langue, monnaie)", "words of the file (language, money)"),
    "days": Sentence("du pays que vous appelez presque chaque jour", "the country you call nearly every day"),
    "": Sentence("d’un réglage par défaut, et n’est pas sûr", "a default, and is not sure"),
    "said": Sentence("", ""),
}
NAMED_EXTENSIONS = Sentence("postes {names}", "extensions {names}")
NO_EXTENSIONS = Sentence("aucun poste nommé", "no extension named")
OUTSIDE_DIGIT = Sentence("{digit} pour sortir", "{digit} to get out")
NO_OUTSIDE_DIGIT = Sentence("pas de chiffre pour sortir", "no digit to get out")
ANY_EXTENSIONS = Sentence(
    "postes à {digits} chiffres commençant par {first}",
    "extensions of {digits} digits that begin with {first}",
)
OUTSIDE_LINES = Sentence("\u00a0; ligne extérieure {names}", "; outside line {names}")
OPEN_DAYS = Sentence("du {first} au {last}, {times}", "{first} to {last}, {times}")
OPEN_DAY = Sentence("le {first}, {times}", "{first}, {times}")
OPEN_TIMES = Sentence("de {start} à {end}", "{start}-{end}")
DAY_AND_NIGHT = Sentence("jour et nuit", "day and night")
NOT_UNDERSTOOD = Sentence(
    "Non comprises\u00a0: {lines}, gardées dans {file}.", "Not understood: {lines}, kept in {file}."
)

# --- words ------------------------------------------------------------------------------------

MORE = Sentence("et {count} de plus", "and {count} more")
ON = Sentence("le {moment}", "on {moment}")
FROM_TO = Sentence("du {first} au {last}", "from {first} to {last}")
SAME_DAY = Sentence("le {day}, de {first} à {last}", "on {day}, from {first} to {last}")
MOMENT = Sentence("{day} à {clock}", "{day}, {clock}")
CALL = Sentence("appel", "call"), Sentence("appels", "calls")
OUTGOING = Sentence("appel sortant", "outgoing call"), Sentence("appels sortants", "outgoing calls")
INCOMING = Sentence("appel reçu", "incoming call"), Sentence("appels reçus", "incoming calls")
INSIDE = Sentence("appel interne", "internal call"), Sentence("appels internes", "internal calls")
ONE_FRAUD = Sentence("Une fraude trouvée", "One fraud found")
FRAUD = Sentence("fraude trouvée", "fraud found"), Sentence("fraudes trouvées", "frauds found")
ANSWERED = Sentence("{calls}, dont {answered} aboutis", "{calls}, {answered} of them answered")
ONE_ANSWERED = Sentence("{calls}, dont un seul abouti", "{calls}, only one of them answered")
NONE_ANSWERED = Sentence("{calls}, aucun n’a abouti", "{calls}, none of them answered")
ESTIMATED = Sentence("environ {cost} TTC", "about {cost} with VAT")
ESTIMATED_BY_SITE = Sentence("environ {cost}", "about {cost}")
ESTIMATED_AT_MOST = Sentence("environ {cost} TTC, au plus {most}", "about {cost} with VAT, at most {most}")
BOTH = Sentence(
    "{charged}, et {estimated} pour les appels qu’il ne chiffre pas",
    "{charged}, and {estimated} for calls that it does not price",
)
CHARGED = Sentence("{cost} d’après le fichier", "{cost} as the file says")
THING = Sentence("point à regarder", "thing to look at"), Sentence("points à regarder", "things to look at")
DAY = Sentence("jour", "day"), Sentence("jours", "days")
LINE = Sentence("ligne", "line"), Sentence("lignes", "lines")
OVERSEAS_FRANCE = Sentence("France d’outre-mer", "overseas France")
CLASSES: dict[NumberClass, Sentence] = {
    NumberClass.INTERNAL: Sentence("interne", "internal"),
    NumberClass.FEATURE: Sentence("code de service", "feature code"),
    NumberClass.EMERGENCY: Sentence("urgences", "emergency numbers"),
    NumberClass.FREE: Sentence("numéros gratuits", "free numbers"),
    NumberClass.NATIONAL: Sentence("national, fixe", "national, fixed"),
    NumberClass.MOBILE: Sentence("national, mobile", "national, mobile"),
    NumberClass.SHARED_COST: Sentence("numéros à coût partagé", "shared-cost numbers"),
    NumberClass.PREMIUM: Sentence("numéros surtaxés", "premium numbers"),
    NumberClass.PREMIUM_SHORT: Sentence("numéros courts surtaxés", "premium short numbers"),
    NumberClass.DIRECTORY: Sentence("renseignements (118…)", "directory enquiries"),
    NumberClass.OPERATOR: Sentence("opérateur", "operator"),
    NumberClass.INTERNATIONAL: Sentence("international", "international"),
    NumberClass.SATELLITE: Sentence("satellite", "satellite"),
    NumberClass.INTERNATIONAL_NETWORK: Sentence(
        "réseaux internationaux (+88x)", "international networks (+88x)"
    ),
    NumberClass.UNASSIGNED: Sentence("numéros non attribués", "unassigned numbers"),
}
