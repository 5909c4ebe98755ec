"""What the words in a table of calls mean: direction, answer, kind and price.

In: the text of one value, in French, English or German. Out: its meaning.
Pitfall: a word that is not known means nothing here, and the numbers of the record decide.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from veilleur.records.values.datetimes import REMEMBERED_TEXTS
from veilleur.words.calls import Direction
from veilleur.words.errors import LineError
from veilleur.words.money import MicroEuro, micro_euros

LONGEST_AMOUNT_CHARACTERS = 20
_PRICE = re.compile(r"-?\d+(?:[.,]\d+)*")
_VOLUME = re.compile(r"\d\s*(?:[kmg]?o|[kmg]b|octets?|bytes|sms|mms|messages?)$", re.IGNORECASE)
_NO_CALL_WORDS = frozenset(
    {
        "sms",
        "mms",
        "data",
        "internet",
        "gprs",
        "wap",
        "texto",
        "message",
        "messages",
        "facilityrequest",
        "breakin",
    }
)
_IN_WORDS = frozenset(
    """
    in inbound incoming entrant entrante entrants entrantes recu recus recue received eingehend eingehende
    eingehender ankommend ankommende ankommender kommend kommende arrivee arrivees terminating missed manque
    manques manquee verpasst entgangen
    entrata ingresso arrivo ricevuta ricevute persa perse recibida recibidas perdida perdidas entrada recebida
    recebidas inkomend inkomende binnenkomend binnenkomende gemist ontvangen
    """.split()
)
_OUT_WORDS = frozenset(
    """
    out outbound outgoing sortant sortante sortants sortantes emis emise emises depart departs originating
    ausgehend ausgehende ausgehender abgehend abgehende abgehender gehend gehende gewahlt
    dialed dialled placed uscita uscente uscenti effettuata effettuate
    saliente salientes salida realizada realizadas saida sainte efetuada efetuadas uitgaand uitgaande
    """.split()
)
_INTERNAL_WORDS = frozenset(
    """
    int intra intrapbx
    internal interne internes intern interna interno interne intercom ext2ext inhouse extension station
    """.split()
)
_ARROWS = {"->": Direction.OUT, "-->": Direction.OUT, "=>": Direction.OUT, "→": Direction.OUT}
_ARROWS |= {"<-": Direction.IN, "<--": Direction.IN, "<=": Direction.IN, "←": Direction.IN}
_COMPOUNDS = (  # `OutgoingTransferTransit`, `INCOMING_CALL`, `appelsortant`
    (re.compile(r"^(?:outgoing|outbound|ausgehend|sortant|saliente|uitgaand)"), True),
    (re.compile(r"^(?:incoming|inbound|eingehend|entrant|inkomend)"), False),
)
_NOT_ANSWERED = frozenset(
    """
    no answer|noanswer|missed|busy|failed|unknown|canceled|cancelled|cancel|abandoned|unanswered|redirected
    not answered|ko|sans reponse|non repondu|non decroche|occupe|echec|manque|annule|call cancel|no_answer
    hang up|rejected|declined|congestion|unavailable|not found|blocked|wrong number|not accepted
    nicht angenommen|keine antwort|verpasst|besetzt|abgebrochen|fehlgeschlagen|abgelehnt|unbeantwortet
    nessuna risposta|senza risposta|non risposta|occupato|persa|fallita|annullata
    sin respuesta|no contestada|no contesta|ocupado|perdida|fallida|cancelada
    sem resposta|nao atendida|falhou|geen antwoord|niet beantwoord|in gesprek|bezet|gemist|mislukt|geannuleerd
    """.upper()
    .replace("\n", "|")
    .replace("_", " ")
    .split("|")
)
_NOT_ANSWERED = frozenset(words.strip() for words in _NOT_ANSWERED if words.strip())


@lru_cache(256)
def _plain_words(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.upper()).encode("ascii", "ignore").decode()
    return letters.replace("_", " ").replace("-", " ").strip()


@lru_cache(REMEMBERED_TEXTS)
def charged_in(text: str) -> MicroEuro | None:
    """The amount of `12,34 €`, `1 234,56`, `1.234,56` or `-0.10`; None when the text names none.

    Raises ValueError for one that is too long to be money.
    """
    cost = _PRICE.search(re.sub(r"[\s']", "", text))
    if cost is None:
        return None
    if len(cost.group()) > LONGEST_AMOUNT_CHARACTERS:
        raise LineError("no amount of money: {text!r}", text=text[:80])
    whole, sign, parts = cost.group().lstrip("-").replace(",", ".").rpartition(".")
    return micro_euros(f"{whole.replace('.', '')}.{parts}" if sign else parts)


@lru_cache(256)
def _words(text: str) -> frozenset[str]:
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return frozenset(re.split(r"[^a-z]+", letters))


@lru_cache(1024)
def direction_in(text: str) -> Direction | None:
    """The direction that a text such as `Outgoing Dial` or `user_in` names; None when it names none."""
    arrow = _ARROWS.get(text.strip())
    if arrow is not None:
        return arrow
    words = _words(text)
    is_in, is_out = not words.isdisjoint(_IN_WORDS), not words.isdisjoint(_OUT_WORDS)
    if is_in and is_out and "in" in words:  # `In uscita`: a preposition
        is_in = not (words - {"in"}).isdisjoint(_IN_WORDS)
    if is_in == is_out:
        if not is_in:
            return next(
                (
                    Direction.OUT if is_outgoing else Direction.IN
                    for pattern, is_outgoing in _COMPOUNDS
                    if any(pattern.match(word) for word in words)
                ),
                None if words.isdisjoint(_INTERNAL_WORDS) else Direction.INTERNAL,
            )
        return None
    return Direction.IN if is_in else Direction.OUT


@lru_cache(REMEMBERED_TEXTS)
def is_message_or_data(kind: str, length: str) -> bool:
    """Whether a bill charges a message or megabytes. length: what stands where calls have a duration."""
    return _VOLUME.search(length) is not None or not _NO_CALL_WORDS.isdisjoint(_words(kind))


def is_status_answered(text: str) -> bool:
    """Whether the word for the outcome of a call does not say that nobody answered."""
    return _plain_words(text) not in _NOT_ANSWERED
