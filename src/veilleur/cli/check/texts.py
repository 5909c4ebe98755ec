"""The words of `veilleur check`, in French and English; `templates/` puts them in order.

Pitfall: the law is French and is named to French sites only. It was checked against public sources in
November 2026 and is no legal advice: Code des assurances L12-10-1 (complaint within 72 hours), Code pénal
323-1 (fraudulent access), CPCE L34-2 (a year to contest a bill).
"""

from __future__ import annotations

from veilleur.language import Sentence
from veilleur.words.calls import Origin
from veilleur.words.destinations import NumberClass

PROGRESS = {"fr": ("Lecture", "Examen"), "en": ("Reading", "Examining")}

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
FOUND = Sentence("{incidents}, {cost}, dans {calls}, {period}.", "{incidents}, {cost}, in {calls}, {period}.")
UNREAD = Sentence("Attention\u00a0: {file} n’a pas pu être lu.", "Note: {file} could not be read.")

# --- do this now ------------------------------------------------------------------------------

DO_THIS_NOW = Sentence("À faire maintenant", "Do this now")
STILL_RUNNING = Sentence(
    "La fraude touche la fin du fichier\u00a0: elle continue peut-être. Si vous ne joignez personne,"
    " débranchez la ligne extérieure du standard ou éteignez-le.",
    "The fraud reaches the end of the file: it may still be running. If you reach nobody, unplug the"
    " outside line of the PBX or switch it off.",
)
OPERATOR = Sentence(
    "Votre opérateur, par téléphone puis par écrit\u00a0: faites bloquer l’international et les numéros"
    " surtaxés, contestez ces appels, demandez qu’il garde ses relevés et qu’il signale la fraude"
    " avant de payer les opérateurs étrangers.",
    "Your operator, by telephone and then in writing: have international and premium numbers blocked,"
    " contest these calls, ask that the records be kept and the fraud be reported before foreign"
    " operators are paid.",
)
MAINTAINER = Sentence(
    "Votre installateur, par écrit\u00a0: qu’il sauvegarde la programmation du standard telle qu’elle"
    " est, puis retire les renvois, change les codes de messagerie et d’administration, et ferme les"
    " accès à distance.",
    "Your maintainer, in writing: first a backup of the PBX as it is programmed now; then remove the"
    " forwards, change voicemail and administration codes, and close remote access.",
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
    "Portez plainte avant le {deadline}, au commissariat ou à la gendarmerie (accès frauduleux, article"
    " 323-1 du Code pénal)\u00a0: une assurance contre le piratage ne paie que si la plainte est déposée"
    " dans les 72\u00a0heures après que vous l’avez su (article L12-10-1 du Code des assurances). Si vous"
    " le saviez déjà, le délai court depuis ce moment-là.",
    "File a complaint with the French police before {deadline} (fraudulent access, article 323-1 of the"
    " Code pénal): an insurance against hacking pays only if the complaint comes within 72\u00a0hours of"
    " your knowing (article L12-10-1 of the Code des assurances). If you knew before, the clock has been"
    " running since then.",
)
INSURER_IN_FRANCE = Sentence(
    "Prévenez votre assureur, et contestez la facture par écrit dans l’année (article L34-2 du Code des"
    " postes et des communications électroniques). Ceci n’est pas un conseil juridique.",
    "Tell your insurer, and contest the bill in writing within a year (article L34-2 of the French code"
    " of posts and electronic communications). This is no legal advice.",
)
COMPLAINT_ELSEWHERE = Sentence(
    "Portez plainte et prévenez votre assureur tout de suite\u00a0: les délais sont souvent courts.",
    "Report it to the police and tell your insurer at once: time limits are often short.",
)

# --- what happened ----------------------------------------------------------------------------

WHAT_HAPPENED = Sentence("Ce qui s’est passé", "What happened")
INCIDENT_PERIOD = Sentence("{id}\u00a0: {period}", "{id}: {period}")
VISITS = Sentence(
    "Avant\u00a0: la messagerie a été appelée de l’extérieur {times} fois, {period}. C’est souvent par là que"
    " l’on entre.",
    "Before: voicemail was called from outside {times} times, {period}. That is often the way in.",
)
LEFT = Sentence("Partis {ways}", "They left {ways}")
TO = Sentence("Vers\u00a0: {places}", "To: {places}")
NUMBERS = Sentence("Numéros\u00a0: {numbers}", "Numbers: {numbers}")
WHY = Sentence("Ce qui trahit le premier\u00a0: {reasons}", "What betrays the first: {reasons}")
CASE = Sentence("Dossier\u00a0: {folder}", "Case: {folder}")
ORIGINS: dict[Origin, Sentence] = {
    Origin.EXTENSION: Sentence("depuis {who}", "from {who}"),
    Origin.FORWARD: Sentence("par un renvoi d’appel ({who})", "through a call forward ({who})"),
    Origin.VOICEMAIL: Sentence("par la messagerie ({who})", "through voicemail ({who})"),
    Origin.DISA: Sentence("par l’accès extérieur DISA ({who})", "through DISA, the outside access ({who})"),
    Origin.TRANSFER: Sentence("par un transfert ({who})", "through a transfer ({who})"),
    Origin.UNKNOWN: Sentence(
        "d’une façon que le fichier ne dit pas ({who})", "in a way that the file does not tell ({who})"
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
    "Fraude, que l’on vient de voir\u00a0: {calls}, {cost}.", "Fraud, seen just now: {calls}, {cost}."
)

# --- worth a look -----------------------------------------------------------------------------

WORTH_A_LOOK = Sentence("À regarder", "Worth a look")
NOTICES: dict[str, Sentence] = {
    "faulty_dialler": Sentence(
        "Une machine du poste {who} appelle sans cesse le {number}\u00a0: {calls}, {cost}, {period}. Alarme,"
        " chaudière, ascenseur ou télécopieur\u00a0? Débranchez-la et prévenez qui l’entretient. Si ce poste"
        " n’a pas de telle machine, faites comme pour une fraude.",
        "A machine on extension {who} keeps calling {number}: {calls}, {cost}, {period}. Alarm, boiler, lift"
        " or fax? Unplug it and tell whoever maintains it. If this extension has no such machine, treat it"
        " as a fraud.",
    ),
    "single_calls": Sentence(
        "{calls} vers {place} ({number}), poste {who}, {cost}, {period}\u00a0: inhabituel, mais trop peu pour"
        " une fraude. Demandez à la personne du poste.",
        "{calls} to {place} ({number}), extension {who}, {cost}, {period}: unusual, but too little for a"
        " fraud. Ask the person at the extension.",
    ),
    "night_calls": Sentence(
        "Entreprise fermée\u00a0: {calls} vers {place} ({number}), poste {who}, {length}, {cost}, {period}."
        " Cette destination n’est pas appelée d’habitude. Si personne n’était là, faites comme pour une"
        " fraude.",
        "Company closed: {calls} to {place} ({number}), extension {who}, {length}, {cost}, {period}."
        " This destination is not called as a rule. If nobody was there, treat it as a fraud.",
    ),
    "long_call": Sentence(
        "Très long\u00a0: {calls} vers {place} ({number}), poste {who}, {length}, {cost}, {period}."
        " Demandez à la personne du poste\u00a0; si ce n’est pas elle, faites comme pour une fraude.",
        "Very long: {calls} to {place} ({number}), extension {who}, {length}, {cost}, {period}."
        " Ask the person at the extension; if it was not them, treat it as a fraud.",
    ),
    "unusual_spending": Sentence(
        "Dépense hors de proportion\u00a0: {calls} vers {place} ({number}), poste {who}, {length}, {cost},"
        " {period}. Demandez à la personne du poste\u00a0; si ce n’est pas elle, faites comme pour une"
        " fraude.",
        "Spending out of proportion: {calls} to {place} ({number}), extension {who}, {length}, {cost},"
        " {period}. Ask the person at the extension; if it was not them, treat it as a fraud.",
    ),
    "premium_repeated": Sentence(
        "{calls} vers des {place} ({number}), poste {who}, {length}, {cost}, {period}. Demandez à la personne"
        " du poste\u00a0; si ce n’est pas elle, faites comme pour une fraude.",
        "{calls} to {place} ({number}), extension {who}, {length}, {cost}, {period}. Ask the person at the"
        " extension; if it was not them, treat it as a fraud.",
    ),
    "many_calls": Sentence(
        "{calls} vers un seul numéro, le {number}, poste {who}, {length}, {period}. Si ce n’est ni un"
        " appareil ni un client, changez le mot de passe de ce poste et prévenez votre installateur.",
        "{calls} to a single number, {number}, extension {who}, {length}, {period}. If it is neither a"
        " machine nor a customer, change the password of this extension and call your maintainer.",
    ),
    "long_incoming": Sentence(
        "{calls} depuis le {number}, en tout {length}, {period}. Si vous payez pour qui vous appelle (numéro"
        " gratuit), vérifiez votre facture.",
        "{calls} from {number}, {length} in all, {period}. If you pay for those who call you (a free number),"
        " check your bill.",
    ),
    "unread_days": Sentence(
        "Aucun appel {period}. Fermeture, ou relevés qui manquent\u00a0?",
        "No call at all {period}. Closed, or are records missing?",
    ),
}

# --- what was spent, and how it was counted ---------------------------------------------------

WHAT_WAS_SPENT = Sentence("Ce qui a été dépensé", "What was spent")
IN_ALL = Sentence("au total", "in all")
BEYOND_NATIONAL = Sentence(
    "Dont, hors numéros nationaux ordinaires\u00a0:", "Of these, beyond ordinary national numbers:"
)
HOW_COUNTED = Sentence("Comment c’est compté", "How this was counted")
SHORT_FILE = Sentence(
    "Le fichier couvre {days}\u00a0: c’est trop peu pour savoir ce qui est habituel chez vous. Donnez aussi"
    " les mois d’avant si vous les avez.",
    "The file covers {days}: too little to know what is usual here. Give the months before as well, if you"
    " have them.",
)
ALSO_READ = Sentence(
    "Lus aussi\u00a0: {incoming} et {inside}.",
    "Also read: {incoming} and {inside}.",
)
COSTS_OF_FILE = Sentence("Coûts\u00a0: ceux que le fichier donne.", "Costs: those that the file gives.")
COSTS_ESTIMATED = Sentence(
    "Coûts\u00a0: estimés, TTC, avec des prix publics prudents\u00a0; votre facture fait foi.",
    "Costs: estimated, with VAT, at cautious public prices; your bill is what counts.",
)
COSTS_OF_SITE = Sentence(
    "Coûts\u00a0: estimés avec le tarif de votre configuration\u00a0; votre facture fait foi.",
    "Costs: estimated with the tariff of your configuration; your bill is what counts.",
)
ZEROS_LOST = Sentence(
    "Un tableur a ôté les zéros au début des numéros\u00a0; Veilleur les a remis. Le fichier d’origine, s’il"
    " existe encore, vaut mieux.",
    "A spreadsheet took the zeros off the numbers; Veilleur put them back. The original file, if it still"
    " exists, is better.",
)
GUESSED = Sentence(
    "Sans veilleur.toml, supposé d’après le fichier\u00a0: {country}\u00a0; {extensions}\u00a0;"
    " {outside}\u00a0; ouvert {hours}\u00a0; heure de {zone}{lines}.",
    "Without a veilleur.toml, guessed from the file: {country}; {extensions}; {outside}; open"
    " {hours}; time of {zone}{lines}.",
)
NAMED_EXTENSIONS = Sentence("postes {names}", "extensions {names}")
NO_EXTENSIONS = Sentence("aucun poste nommé", "no extension named")
OUTSIDE_DIGIT = Sentence("{digit} pour sortir", "{digit} to get out")
NO_OUTSIDE_DIGIT = Sentence("pas de chiffre pour sortir", "no digit to get out")
OUTSIDE_LINES = Sentence("\u00a0; ligne extérieure {names}", "; outside line {names}")
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
FRAUD = Sentence("fraude trouvée", "fraud found"), Sentence("fraudes trouvées", "frauds found")
THING = Sentence("point à regarder", "thing to look at"), Sentence("points à regarder", "things to look at")
DAY = Sentence("jour", "day"), Sentence("jours", "days")
LINE = Sentence("ligne", "line"), Sentence("lignes", "lines")
CLASSES: dict[NumberClass, Sentence] = {
    NumberClass.INTERNAL: Sentence("interne", "internal"),
    NumberClass.FEATURE: Sentence("code de service", "feature code"),
    NumberClass.EMERGENCY: Sentence("urgences", "emergency"),
    NumberClass.FREE: Sentence("gratuit", "free"),
    NumberClass.NATIONAL: Sentence("national, fixe", "national, fixed"),
    NumberClass.MOBILE: Sentence("national, mobile", "national, mobile"),
    NumberClass.SHARED_COST: Sentence("à coût partagé", "shared cost"),
    NumberClass.PREMIUM: Sentence("surtaxé", "premium"),
    NumberClass.PREMIUM_SHORT: Sentence("court surtaxé", "premium, short"),
    NumberClass.DIRECTORY: Sentence("renseignements", "directory"),
    NumberClass.OPERATOR: Sentence("opérateur", "operator"),
    NumberClass.INTERNATIONAL: Sentence("international", "international"),
    NumberClass.SATELLITE: Sentence("satellite", "satellite"),
    NumberClass.INTERNATIONAL_NETWORK: Sentence("réseau international", "international network"),
    NumberClass.UNASSIGNED: Sentence("numéro non attribué", "unassigned number"),
}
