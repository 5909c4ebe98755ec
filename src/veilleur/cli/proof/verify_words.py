"""What `veilleur verify` says of a journal: French of each finding, and what it was compared with."""

from __future__ import annotations

FRENCH = {
    "changed": "L’entrée {seq} a été modifiée ou déplacée.",
    "missing": "Il manque une ou plusieurs entrées à partir de la {seq}.",
    "reordered": "L’entrée {seq} n’est pas à sa place.",
    "cut_off": "La fin du journal a été coupée à partir de l’entrée {seq}.",
    "personal_changed": "La partie personnelle de l’entrée {seq} a été modifiée.",
    "personal_missing": "La partie personnelle de l’entrée {seq} manque, sans effacement prévu.",
    "personal_orphan": "Il y a une partie personnelle d’une entrée {seq} qui n’existe pas.",
    "checkpoint_changed": "L’état gardé avec l’entrée {seq} a été modifié.",
    "head_differs": "L’entrée {seq} n’est pas celle qui avait été annoncée\u00a0: son empreinte est autre.",
    "head_missing": (
        "L’empreinte de la dernière ligne n’est ni à côté du journal, ni donnée\u00a0: "
        "une fin coupée ne se verrait pas."
    ),
    "head_unreadable": (
        "L’empreinte de la dernière ligne, à côté du journal, est illisible\u00a0: "
        "une fin coupée ne se verrait pas."
    ),
    "file_damaged": "Le fichier lui-même est abîmé.",
    "seal_wrong": "Le sceau de l’entrée {seq} n’est pas le bon\u00a0: ce qui précède a été réécrit.",
    "seal_missing": "Il manque les sceaux de cette clé après l’entrée {seq}.",
    "witness_differs": (
        "L’entrée {seq} n’est pas celle que le témoin connaît\u00a0: ce qui précède a été réécrit."
    ),
    "witness_ahead": (
        "Le témoin connaît des entrées à partir de la {seq}\u00a0: la fin du journal a été coupée."
    ),
    "witness_unknown": "Un témoin ne connaît aucune empreinte de ce journal.",
    "witness_stamp_wrong": "L’horodatage de l’entrée {seq} n’est pas confirmé par son autorité.",
}
# What a journal without findings was compared with, from the strongest on: (English, French).
COMPARED = {
    "seals": (
        "whole: the seals of your key vouch for it up to entry {sealed_to}",
        "intact\u00a0: les sceaux de votre clé en répondent jusqu’à l’entrée {sealed_to}",
    ),
    "witness": (
        "whole: witnesses vouch for it as said below",
        "intact\u00a0: des témoins en répondent comme dit ci-dessous",
    ),
    "given_head": (
        "whole: the head you gave is in it, unchanged",
        "intact\u00a0: la ligne dont vous avez donné l’empreinte s’y trouve, inchangée",
    ),
    "head_file": (
        "whole as far as this file tells (no head from elsewhere and no seal was given to compare it with)",
        "intact pour autant que ce fichier le montre (ni empreinte venue d’ailleurs ni sceau pour comparer)",
    ),
}
