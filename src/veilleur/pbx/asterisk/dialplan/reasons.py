# ruff: noqa: E501 - a sentence is one line
"""Why a way out is asked about, is not, or is not known: the codes, and what each means to an owner.

In: a code. Out: its sentence in French and English, with what to do.
"""

from __future__ import annotations

from enum import StrEnum

from veilleur.language import Sentence


class Reason(StrEnum):
    """Why a way has its verdict."""

    ASKED = "asked"
    NO_QUESTION = "no_question"
    AROUND = "jumped_over"
    OTHER_NUMBER = "other_number"
    IGNORED = "answer_ignored"
    CONDITIONAL = "conditional"
    NEVER_ASKS = "never_asks"
    MEMBER = "member"
    DEVICE = "device"
    REDIRECTS = "redirects"
    CALL_FILE = "call_file"
    UNCERTAIN = "uncertain"
    TOO_MANY = "too_many"
    VARIABLE = "variable"
    KEYED_PEER = "keyed_peer"
    LINE = "line"
    UNKNOWN_CHANNEL = "unknown_channel"
    KEYS = "keys"
    JOINS = "joins"
    PROGRAM = "program"
    UNKNOWN_APPLICATION = "unknown_application"
    MEMBERS_ELSEWHERE = "members_elsewhere"
    MEMBERS_UNSEEN = "members_unseen"
    SWITCH = "switch"
    EXEC = "exec"
    LUA = "lua"
    REALTIME = "realtime"
    STATIC = "static"
    MISSING = "missing"
    UNREAD = "unread"
    REFUSED = "refused"
    BROKEN_OFF = "broken_off"


SENTENCES: dict[Reason, Sentence] = {
    Reason.ASKED: Sentence(
        "La question est posée avant, sur le même numéro.",
        "The question is put before it, about the same number.",
    ),
    Reason.NO_QUESTION: Sentence(
        "Personne n’est interrogé avant\u00a0: ajoutez la question.",
        "Nobody is asked before it: add the question.",
    ),
    Reason.AROUND: Sentence(
        "Un chemin contourne la question\u00a0: posez-la juste avant cette ligne.",
        "A path goes around the question: put it right before this line.",
    ),
    Reason.OTHER_NUMBER: Sentence(
        "La question porte sur un autre numéro que celui qui est composé\u00a0: interrogez sur le numéro entier que reçoit l’opérateur.",
        "The question is about another number than the one that is dialled: ask about the whole number that the trunk gets.",
    ),
    Reason.IGNORED: Sentence(
        "La question est posée, mais rien ne regarde la réponse\u00a0: appelez veilleur-gate, qui ne revient que si l’appel peut partir.",
        "The question is put, but nothing looks at the answer: call veilleur-gate, which comes back only when the call may leave.",
    ),
    Reason.CONDITIONAL: Sentence(
        "La question n’est posée que sous condition\u00a0: posez-la toujours, elle laisse passer les urgences.",
        "The question is put on a condition only: put it always, it lets emergency calls pass.",
    ),
    Reason.NEVER_ASKS: Sentence(
        "Cet appel part de son propre canal et n’est jamais demandé\u00a0: composez Local/NUMÉRO@contexte/n vers un contexte qui pose la question.",
        "This call leaves on a channel of its own and is never asked about: dial Local/NUMBER@context/n into a context that asks.",
    ),
    Reason.MEMBER: Sentence(
        "Une file appelle ce numéro sans demander\u00a0: écrivez Local/NUMÉRO@contexte/n vers un contexte qui pose la question.",
        "A queue calls this number without asking: write Local/NUMBER@context/n into a context that asks.",
    ),
    Reason.DEVICE: Sentence(
        "Ce poste de FreePBX (périphérique personnalisé) est un numéro ou une ligne extérieure, et sonne sans demander\u00a0: écrivez Local/NUMÉRO@from-internal/n.",
        "This telephone of FreePBX (a custom device) is a number or a line outside, and rings without asking: write Local/NUMBER@from-internal/n.",
    ),
    Reason.REDIRECTS: Sentence(
        "L’appelant est renvoyé par l’autre bout ou par l’opérateur\u00a0: posez la question avant.",
        "The caller is sent on by the far end or by the carrier: put the question before it.",
    ),
    Reason.CALL_FILE: Sentence(
        "Cette commande lance un appel que personne ne demande\u00a0: faites-le passer par Local/NUMÉRO@contexte/n vers un contexte qui pose la question.",
        "This command places a call that nobody asks about: let it go by Local/NUMBER@context/n into a context that asks.",
    ),
    Reason.UNCERTAIN: Sentence(
        "La question est posée sur certains chemins, mais une variable, ou un contexte dont on ignore qui y entre, décide s’il y en a d’autres\u00a0: posez-la juste avant cette ligne.",
        "The question is put on some paths, but a variable, or a context of which nobody says who enters it, decides whether there are others: put it right before this line.",
    ),
    Reason.TOO_MANY: Sentence(
        "Trop de chemins mènent ici pour les suivre tous\u00a0: posez la question juste avant cette ligne.",
        "Too many paths lead here to follow them all: put the question right before this line.",
    ),
    Reason.VARIABLE: Sentence(
        "Une variable dit seule où cette ligne mène\u00a0: si c’est vers un opérateur, ajoutez la question avant elle.",
        "Only a variable says where this line leads: if to a trunk, add the question before it.",
    ),
    Reason.KEYED_PEER: Sentence(
        "L’appelant choisit le nom du poste appelé, et peut y écrire une ligne extérieure\u00a0: limitez-le aux chiffres (FILTER(0-9,...), ou un motif de longueur fixe).",
        "The caller chooses the name of the telephone that is dialled, and can write a trunk there: allow digits alone (FILTER(0-9,...), or a pattern of fixed length).",
    ),
    Reason.LINE: Sentence(
        "Cette ligne est prise sans numéro\u00a0: ce qui y est composé ensuite ne passe pas par ici\u00a0; si c’est une ligne extérieure, ne la donnez pas ainsi.",
        "This line is seized without a number: what is keyed then does not pass here; if it is an outside line, do not hand it out like this.",
    ),
    Reason.UNKNOWN_CHANNEL: Sentence(
        "Ce type de canal n’est pas connu\u00a0: s’il mène dehors, ajoutez la question avant.",
        "This kind of channel is not known: if it leads out, add the question before it.",
    ),
    Reason.KEYS: Sentence(
        "Des chiffres sont envoyés dans l’appel\u00a0: derrière une passerelle ou une tonalité ils composent un numéro\u00a0; posez la question sur ces chiffres.",
        "Digits are sent into the call: behind a gateway or a dial tone they dial a number; put the question about these digits.",
    ),
    Reason.JOINS: Sentence(
        "L’appel est joint à un autre qui est en cours\u00a0: Veilleur ne peut que le voir et le couper.",
        "The call is joined with another one that runs: Veilleur can only see it and cut it.",
    ),
    Reason.PROGRAM: Sentence(
        "Un programme décide ici et peut composer lui-même\u00a0: ses appels ne peuvent qu’être coupés\u00a0; faites-le composer par Local/NUMÉRO@contexte/n vers un contexte qui pose la question.",
        "A program decides here and may dial by itself: its calls can only be cut; let it dial Local/NUMBER@context/n into a context that asks.",
    ),
    Reason.UNKNOWN_APPLICATION: Sentence(
        "Cette application n’est pas d’Asterisk et peut composer\u00a0: regardez ce qu’elle fait.",
        "This application is not of Asterisk and may dial: look what it does.",
    ),
    Reason.MEMBERS_ELSEWHERE: Sentence(
        "Les membres de cette file sont dans une base de données\u00a0: un numéro extérieur y serait appelé sans question.",
        "The members of this queue live in a database: an outside number there would be called unasked.",
    ),
    Reason.MEMBERS_UNSEEN: Sentence(
        "queues.conf ne montre pas cette file\u00a0: un numéro extérieur parmi ses membres serait appelé sans question.",
        "queues.conf does not show this queue: an outside number among its members would be called unasked.",
    ),
    Reason.SWITCH: Sentence(
        "Les extensions de ce contexte sont cherchées ailleurs (base, autre PBX, Lua)\u00a0: Veilleur ne voit pas leurs Dial\u00a0; ajoutez-y la question, sinon ces appels ne peuvent qu’être coupés.",
        "The extensions of this context are looked up elsewhere (database, other PBX, Lua): Veilleur does not see their Dials; add the question there, else these calls can only be cut.",
    ),
    Reason.EXEC: Sentence(
        "Un programme écrit ces lignes à chaque chargement\u00a0: elles ne se lisent pas dans les fichiers\u00a0; «\u00a0veilleur setup asterisk --check\u00a0» lit celles qui tournent.",
        "A program writes these lines at each load: they cannot be read from files; `veilleur setup asterisk --check` reads those that run.",
    ),
    Reason.LUA: Sentence(
        "Lua ne peut pas poser la question\u00a0: composez par Local/NUMÉRO@contexte/n vers un contexte d’extensions.conf qui la pose\u00a0; d’ici là ces appels ne peuvent qu’être coupés.",
        "Lua cannot ask: dial by Local/NUMBER@context/n into a context of extensions.conf that asks; until then these calls can only be cut.",
    ),
    Reason.REALTIME: Sentence(
        "Ceci vit dans une base de données\u00a0: Veilleur ne le lit pas.",
        "This lives in a database: Veilleur does not read it.",
    ),
    Reason.STATIC: Sentence(
        "extconfig.conf prend ce fichier dans une base de données\u00a0: ce qui est écrit dans le fichier n’est jamais lu\u00a0; ajoutez-y les éléments et la question.",
        "extconfig.conf takes this file from a database: what is written into the file is never read; add the pieces and the question there.",
    ),
    Reason.MISSING: Sentence(
        "Ce fichier inclus n’est pas là\u00a0: Asterisk ne lit alors pas la suite de celui qui l’inclut, et n’en charge rien si c’est extensions.conf.",
        "This included file is not there: Asterisk then does not read the rest of the one that includes it, and loads nothing of it if that is extensions.conf.",
    ),
    Reason.UNREAD: Sentence(
        "Ceci n’a pas pu être lu en entier\u00a0: Veilleur ne sait pas ce qui s’y trouve.",
        "This could not be read as a whole: Veilleur does not know what is in it.",
    ),
    Reason.REFUSED: Sentence(
        "Asterisk refuse ce fichier à cause de cette ligne et n’en charge rien\u00a0: s’il tourne, il garde ce qu’il avait chargé avant, que les fichiers ne montrent pas\u00a0; corrigez la ligne.",
        "Asterisk refuses this file because of this line and loads nothing of it: one that runs keeps what it had loaded before, which the files do not show; mend the line.",
    ),
    Reason.BROKEN_OFF: Sentence(
        "Asterisk arrête ici la lecture de ce fichier inclus\u00a0: rien de ce qui suit n’est chargé, et s’il tourne, il peut garder ce qu’il en avait chargé avant\u00a0; corrigez la ligne.",
        "Asterisk stops reading this included file here: nothing of what follows is loaded, and one that runs may keep what it had loaded of it before; mend the line.",
    ),
}
