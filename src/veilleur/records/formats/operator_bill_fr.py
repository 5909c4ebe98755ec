"""Itemised bills of French operators as CSV, by heading. No real bill was found: guessed."""

from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout, headings

_HEADINGS = headings(
    start="""
        dateetheure dateheure datedebut horodatage datetime dateetheuredelappel dateetheuredappel
        datededebut debut calldate
    """,
    date="date jour datedelappel datedappel dateappel datedecommunication datedelacommunication",
    time="heure heuredebut heuredelappel heuredappel heureappel heurededebut",
    caller="""
        poste posteappelant numerodeposte nposte noposte
        nappelant ndappelant noappelant numappelant numeroappelant appelant ligneappelante ligne
        numerodeligne nligne noligne numeroemetteur emetteur msisdn lignesource origine caller
        source
    """,
    called="""
        nappele ndappele noappele numappele numeroappele numerocompose appele
        numeroappeleoudestination numerodappel correspondant numerocorrespondant numerodestinataire
        numerodestination numero called destinataire
    """,
    duration="""
        duree dureereelle dureefacturee dureeensecondes dureesecondes durees dureesec dureeouvolume
        dureevolume dureehhmmss dureedelappel dureeappel dureedelacommunication duration
    """,
    direction="sens sensdelappel sensappel direction typedappel typeappel type nature",
    kind="""
        type typedappel typeappel typedecommunication nature naturedelappel service typedeservice
        usage
    """,
    cost="""
        montantht prixht coutht montanthteur montanteurht montanteuros montanteur prixhteur
        montantfacture montantfactureht totalht valeurht tarifht montant prix cout price charge
    """,
)

FORMAT = headed_format(
    "operator-bill-fr",
    "French operator's itemised bill",
    "guessed",
    "no public bill found; headings usual in French, found by name",
    Layout(
        roles=_HEADINGS,
        needed=frozenset({"called", "duration"}),
        either=frozenset({"caller", "cost"}),
        only_outgoing=True,
        any_direction=True,
        names_forwards=True,
    ),
    likeness=0.6,
)
