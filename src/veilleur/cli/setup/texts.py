# ruff: noqa: E501 - a sentence is one line
"""What `veilleur setup` asks and says of any PBX, in French and English."""

from __future__ import annotations

from veilleur.language import Sentence

ASK = {
    "name": Sentence("Nom de l’entreprise", "Name of the company"),
    "country": Sentence("Pays (deux lettres)", "Country (two letters)"),
    "extensions": Sentence(
        "Postes, X pour un chiffre quelconque (ex. 2XX,301)", "Extensions, X for any digit (e.g. 2XX,301)"
    ),
    "outside_line": Sentence(
        "Chiffre pour sortir («\u00a0-\u00a0» s’il n’y en a pas)", "Digit to get out (“-” for none)"
    ),
    "trunks": Sentence(
        "Lignes vers l’opérateur (ex. PJSIP/operateur*\u00a0; vide\u00a0: toutes celles qui ne sont pas des postes)",
        "Trunks (e.g. PJSIP/carrier*; empty: all that are no extensions)",
    ),
    "hours": Sentence(
        "Ouverture (ex. lun-ven=08:00-12:00,14:00-18:30;sam=09:00-12:00, ou toujours)",
        "Opening hours (e.g. mon-fri=08:00-12:00,14:00-18:30;sat=09:00-12:00, or always)",
    ),
    "plan": Sentence(
        "Ce que votre forfait comprend\u00a0: national, mobiles, dom, europe, 100 (fixes de 76 territoires) ou aucun, avec des virgules (vide\u00a0: pas connu)",
        "What your telephone plan includes: national, mobiles, dom, europe, 100 (fixed lines of 76 territories) or none, with commas (empty: not known)",
    ),
    "usual_month": Sentence(
        "Ce que coûte un mois habituel d’appels à l’étranger et aux numéros spéciaux, en euros (vide\u00a0: pas connu)",
        "What a usual month of calls abroad and to special numbers costs, in euros (empty: not known)",
    ),
    "ceiling_month": Sentence(
        "Ce qu’un mois ne doit jamais coûter de plus, quoi qu’il arrive, en euros (vide\u00a0: dix mois habituels, au moins 1\u00a0000)",
        "What a month must never cost more than, whatever happens, in euros (empty: ten usual months, 1,000 at least)",
    ),
    "learn": Sentence(
        "Lire maintenant les appels passés de {records}, pour que les limites leur aillent dès la première nuit\u00a0? oui/non [oui]",
        "Read the past calls of {records} now, so that the limits fit them from the first night? yes/no [yes]",
    ),
    "replace": Sentence(
        "{path} existe déjà. Le remplacer (l’ancien est gardé à côté)\u00a0? oui/non",
        "{path} exists already. Replace it (the old one is kept beside it)? yes/no",
    ),
}

SAY = {
    "wrote": Sentence("Écrit\u00a0: {path}", "Written: {path}"),
    "unchanged": Sentence("Inchangé\u00a0: {path}", "Unchanged: {path}"),
    "kept": Sentence("L’ancien est gardé\u00a0: {path}", "The old one is kept: {path}"),
    "next": Sentence(
        "Ensuite\u00a0: «\u00a0{check}\u00a0», «\u00a0{guard}\u00a0», et «\u00a0veilleur learn\u00a0» avec vos relevés d’appels\u00a0: sans eux les limites partent larges et s’ajustent en un mois.",
        "Then: `{check}`, `{guard}`, and `veilleur learn` with your call records: without them the limits begin wide and fit within a month.",
    ),
    "not_learned": Sentence(
        "Les appels passés n’ont pas été appris\u00a0; «\u00a0veilleur learn\u00a0» le fait plus tard.",
        "The past calls were not learned; `veilleur learn` does it later.",
    ),
    "removed": Sentence("Retiré\u00a0: {path}", "Taken out: {path}"),
}
