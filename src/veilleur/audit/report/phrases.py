"""The words of a report that belong to no check, in both languages."""

from __future__ import annotations

from veilleur.language import Sentence
from veilleur.words.audit import Severity

SEVERITIES = {
    Severity.CRITICAL: Sentence("critique", "critical"),
    Severity.HIGH: Sentence("grave", "high"),
    Severity.MEDIUM: Sentence("moyen", "medium"),
    Severity.LOW: Sentence("faible", "low"),
}
TITLE = Sentence("Audit de sécurité\u00a0: {switch}", "Security audit: {switch}")
MADE = Sentence("{when|day} {year} à {when|clock}", "{when|day} {year} at {when|clock}")
SCORE = Sentence("Note\u00a0: {score} sur 100", "Score: {score} of 100")
ENTERED = Sentence(
    "Des traces montrent que quelqu’un est entré. Coupez cette machine d’Internet avant tout le reste"
    " et gardez-en une copie.",
    "There are signs that somebody was in. Take this machine off the Internet before anything else, and keep"
    " a copy of it.",
)
COUNTS = Sentence(
    "{weak|faiblesse/faiblesses} ({critical|critique/critiques}, {high|grave/graves},"
    " {medium|moyenne/moyennes}, {low|mineure/mineures})\u00a0; {held|point/points} en ordre,"
    " {unknown|point/points} sans réponse.",
    "{weak|weakness/weaknesses} ({critical} critical, {high} high, {medium} medium, {low} low);"
    " {held|check/checks} in order, {unknown|check/checks} without an answer.",
)
WHY = Sentence("Pourquoi", "Why")
SOURCE = Sentence("Source", "Source")
MEND = Sentence("Remède", "Mend")
CLICKS = Sentence("Dans FreePBX", "In FreePBX")
PATH = Sentence("Chemin de l’appel", "Path of the call")
MORE = Sentence("et {count} autres", "and {count} more")
NOT_SO = Sentence("Ne tient pas\u00a0: {rule}", "Does not hold: {rule}")
NONE = Sentence("Aucun point faible trouvé.", "No weakness found.")
UNKNOWN = Sentence(
    "À demander à une personne («\u00a0veilleur audit --ask\u00a0»)\u00a0: {numbers}",
    "To be asked of a person (`veilleur audit --ask`): {numbers}",
)
NOT_KNOWN = Sentence(
    "Non connu, parce que {why}\u00a0: {numbers}",
    "Not known, because {why}: {numbers}",
)
SINCE = Sentence(
    "Depuis l’audit du {day|day}\u00a0: note {before} puis {now}, {new} en plus,"
    " {mended} en moins, {files|fichier/fichiers} autrement.",
    "Since the audit of {day|day}: score {before}, now {now}; {new} new,"
    " {mended} mended, {files|file/files} changed.",
)
NEW = Sentence("nouveau", "new")
MENDED = Sentence("Corrigé\u00a0: {rules}", "Mended: {rules}")
LEGAL = Sentence(
    "Ce qui touche au droit est une information, à vérifier par un avocat.",
    "What concerns the law is information, to be checked by a lawyer.",
)
NO_TRUST = Sentence(
    "Un audit lit des fichiers\u00a0; qui est maître de la machine peut les lui cacher.",
    "An audit reads files; who is master of the machine can hide them from it.",
)
COLON = Sentence("\u00a0:", ":")
