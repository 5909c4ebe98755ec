"""What the words in a table of calls mean: direction, answer, kind and price.

In: the text of one value, in French, English or German. Out: its meaning.
Pitfall: a word that is not known means nothing here, and the numbers of the record decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from veilleur.records.values.datetimes import REMEMBERED_TEXTS
from veilleur.words.calls import Direction
from veilleur.words.errors import LineError
from veilleur.words.money import MicroEuro, micro_euros

LONGEST_AMOUNT_CHARACTERS = 20
_PRICE = re.compile(r"-?\d+(?:[.,]\d+)*")
_PENCE = re.compile(r"\d ?p(?:ence)?$")
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
    inkommande indgaende innkommende mottatt przychodzace przychodzaca odebrane prichozi
    """.split()
)
_OUT_WORDS = frozenset(
    """
    out outbound outgoing sortant sortante sortants sortantes emis emise emises depart departs originating
    ausgehend ausgehende ausgehender abgehend abgehende abgehender gehend gehende gewahlt
    dialed dialled placed uscita uscente uscenti effettuata effettuate
    saliente salientes salida realizada realizadas saida sainte efetuada efetuadas uitgaand uitgaande
    utgaende udgaende utgaaende wychodzace wychodzaca wykonane odchozi
    """.split()
)
_INTERNAL_WORDS = frozenset(
    """
    int intra intrapbx
    internal interne internes intern interna interno interne intercom ext2ext inhouse extension station
    internt wewnetrzne wewnetrzna
    """.split()
)
_ARROWS = {"->": Direction.OUT, "-->": Direction.OUT, "=>": Direction.OUT, "→": Direction.OUT}
_ARROWS |= {"<-": Direction.IN, "<--": Direction.IN, "<=": Direction.IN, "←": Direction.IN}
_ALONE = {"to": Direction.OUT, "from": Direction.IN, "nach": Direction.OUT, "von": Direction.IN}
_MISSED_WORDS = frozenset(
    "missed manque manques manquee verpasst entgangen perdida perdidas persa perse gemist".split()
)
_ACCEPTED_WORDS = frozenset(  # of a call that came in, in a list whose other words are of calls placed
    "angenommen accepted answered received repondu decroche risposta contestada atendida beantwoord".split()
)
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
    non abouti|non aboutie|inabouti|not connected|not established|nicht verbunden|nicht zustande gekommen
    request terminated|busy here|decline|request timeout|temporarily unavailable|no route destination
    user busy|originator cancel|no user response|no circuit available|normal temporary failure
    call not answered|not answered by agent|subscriber absent|destination out of order
    ej besvarat|obesvarat|ikke besvaret|ubesvaret|ubesvart|ikke besvart|upptaget|optaget|opptatt
    nieodebrane|nie odebrane|zajete|brak odpowiedzi
    sem resposta|nao atendida|falhou|geen antwoord|niet beantwoord|in gesprek|bezet|gemist|mislukt|geannuleerd
    """.upper()
    .replace("\n", "|")
    .replace("_", " ")
    .split("|")
)
_SIP_FAILURE = re.compile(r"(?:SIP[ /-]?)?[3-6]\d\d(?:[ ,:;-]+[^\W\d].*)?$", re.IGNORECASE)
_REFUSED_WORDS = frozenset(  # one of them is enough: `Call rejected`, `Blocked by policy`
    """
    rejected reject refused refuse refusee refuses blocked barred forbidden denied unallocated unassigned
    unreachable abgewiesen abgelehnt zuruckgewiesen gesperrt rifiutata rifiutato respinta rechazada rechazado
    bloqueada bloqueado recusada recusado rejeitada rejeitado geweigerd geblokkeerd bloque bloquee odrzucone
    nekad avvisad afvist avvist
    """.split()
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
    if _PENCE.search(text):  # 19.5p
        return micro_euros(f"{float(cost.group().replace(',', '.')) / 100:.6f}")
    whole, sign, parts = cost.group().lstrip("-").replace(",", ".").rpartition(".")
    return micro_euros(f"{whole.replace('.', '')}.{parts}" if sign else parts)


@lru_cache(256)
def _words(text: str) -> frozenset[str]:
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return frozenset(re.split(r"[^a-z]+", letters))


@lru_cache(1024)
def direction_in(text: str) -> Direction | None:
    """The direction that a text such as `Outgoing Dial` or `user_in` names; None when it names none."""
    arrow = _ARROWS.get(text.strip()) or _ALONE.get(text.strip().lower())
    if arrow is not None:
        return arrow
    words = _words(text)
    is_in, is_out = not words.isdisjoint(_IN_WORDS), not words.isdisjoint(_OUT_WORDS)
    if is_in and is_out:  # `In uscita`: a preposition; `MISSED_OUTGOING`: nobody answered
        is_in = not (words - {"in"} - _MISSED_WORDS).isdisjoint(_IN_WORDS)
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


def is_plain_incoming(text: str) -> bool:
    """Whether a text is a word for calls that came in, and nothing else: `IN`, `Incoming`, `entrant`."""
    words = _words(text) - {""}
    return bool(words) and words <= _IN_WORDS - _MISSED_WORDS


def accepted_words(words: Iterable[str]) -> frozenset[str]:
    """Words such as `angenommen`, where the others of a column are of calls placed or missed.

    In a column that says only whether somebody answered, they are of calls of both directions.
    """
    texts = {text.strip().lower() for text in words}
    accepted = frozenset(text for text in texts if _words(text) <= _ACCEPTED_WORDS and text)
    known = {text: direction_in(text) for text in texts - accepted}
    if None in known.values() or Direction.OUT not in known.values():
        return frozenset()
    came = [text for text, way in known.items() if way is Direction.IN]
    return accepted if all(not _words(text).isdisjoint(_MISSED_WORDS) for text in came) else frozenset()


@lru_cache(REMEMBERED_TEXTS)
def is_message_or_data(kind: str, length: str) -> bool:
    """Whether a bill charges a message or megabytes. length: what stands where calls have a duration."""
    return _VOLUME.search(length) is not None or not _NO_CALL_WORDS.isdisjoint(_words(kind))


@lru_cache(4096)
def is_status_answered(text: str) -> bool:
    """Whether the word for the outcome of a call does not say that nobody answered."""
    if _SIP_FAILURE.match(text.strip()) or not _words(text).isdisjoint(_REFUSED_WORDS):
        return False
    return _plain_words(text) not in _NOT_ANSWERED
