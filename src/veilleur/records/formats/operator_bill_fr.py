"""Itemised bills of French operators as CSV, by heading. No real bill was found: guessed."""

from veilleur.records.headed import Layout, headed_format

FORMAT = headed_format(
    "operator-bill-fr", "French operator's itemised bill", "guessed",
    "no public bill found; headings usual in French, found by name",
    Layout(
        roles={
            "start": ("dateetheure", "dateheure", "datedebut", "horodatage", "datedelappel"),
            "date": ("date", "jour"),
            "time": ("heure", "heuredebut", "heuredelappel"),
            "caller": ("nappelant", "ndappelant", "numeroappelant", "appelant", "ligne", "numerodeligne",
                       "caller", "source"),
            "called": ("nappele", "numeroappele", "numerocompose", "appele", "correspondant",
                       "numero", "called", "destinataire"),
            "duration": ("duree", "dureereelle", "dureeensecondes", "durees", "duration"),
            "cost": ("montantht", "prixht", "coutht", "montant", "prix", "cout", "price"),
        },
        needed=frozenset({"caller", "called", "duration", "cost"}),
        only_outgoing=True,
    ),
)  # fmt: skip
