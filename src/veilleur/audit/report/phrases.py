"""The words of a report that belong to no check, in both languages."""

from __future__ import annotations

from veilleur.language import Sentence
from veilleur.words.audit import Severity

SEVERITIES = {
    Severity.CRITICAL: Sentence("critique", "critical"),
    Severity.HIGH: Sentence("grave", "high"),
    Severity.MEDIUM: Sentence("moyenne", "medium"),
    Severity.LOW: Sentence("mineure", "low"),
}
TITLE = Sentence("Audit de sécurité\u00a0: {switch}", "Security audit: {switch}")
MADE = Sentence("{when|day} {year} à {when|clock}", "{when|day} {year} at {when|clock}")
SCORE = Sentence("Note\u00a0: {score} sur 100", "Score: {score} of 100")
ENTERED = Sentence(
    "Des traces montrent que quelqu’un est entré. Coupez cette machine d’Internet avant tout le reste"
    " et gardez-en une copie.",
    "There are signs that somebody got in. Take this machine off the Internet before anything else, and keep"
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
MEND = Sentence("Remède", "Remedy")
CLICKS = Sentence("Dans FreePBX", "In FreePBX")
PATH = Sentence("Chemin de l’appel", "Path of the call")
MORE = Sentence("et {count} de plus", "and {count} more")
NOT_SO = Sentence("Non respecté\u00a0: {rule}", "Not met: {rule}")
NONE = Sentence("Aucune faiblesse trouvée.", "No weakness found.")
UNKNOWN = Sentence(
    "À demander à une personne («\u00a0veilleur audit --ask\u00a0»)\u00a0: {numbers}",
    "To be asked of a person (`veilleur audit --ask`): {numbers}",
)
ASK = Sentence("À demander à une personne", "To be asked of a person")
ASK_COMMAND = "veilleur audit --ask"
NOT_KNOWN = Sentence(
    "Sans réponse, parce que {why}\u00a0: {numbers}",
    "Not known, because {why}: {numbers}",
)
SINCE = Sentence(
    "Depuis l’audit du {day|day}\u00a0: note {before}, puis {now}\u00a0; {new|nouvelle/nouvelles},"
    " {mended|corrigée/corrigées}\u00a0; fichiers modifiés\u00a0: {files}.",
    "Since the audit of {day|day}: score {before}, now {now}; {new} new,"
    " {mended} fixed, {files|file/files} changed.",
)
NEW = Sentence("nouveau", "new")
MENDED = Sentence("Corrigé\u00a0: {rules}", "Fixed: {rules}")
LEGAL = Sentence(
    "Ce qui touche au droit est une information, à vérifier par un avocat.",
    "Anything about the law is information, to be checked by a lawyer.",
)
NO_TRUST = Sentence(
    "Un audit lit des fichiers\u00a0; qui est maître de la machine peut les lui cacher.",
    "An audit reads files; whoever controls the machine can hide them from it.",
)
# Sources are cited by their own names; what is said of them, and a day of the law, in French too.
OF_SOURCES = (
    Sentence("à vérifier par un avocat", "to be checked by a lawyer"),
    Sentence("Arrêté du 26 décembre 2017", "Arrêté of 26 December 2017"),
)
COLON = Sentence("\u00a0:", ":")
