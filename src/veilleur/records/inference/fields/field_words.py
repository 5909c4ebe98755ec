"""What the words in the name of a column, key or element mean, in eleven languages.

In: a name such as `Durée (min)`, `from.phoneNumber` or `Zielrufnummer`. Out: the meanings of its words.
Pitfall: one word alone rarely decides (`number`, `time`, `type`); `field_roles` weighs all of them together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = {
    "caller": """
        caller calling from source src origin originating originator orig origination ani cli clid anumber
        callerid appelant appelante emetteur emettrice origine anrufer quelle von absender rufende rufender
        quellrufnummer chiamante mittente sorgente llamante llamador origen desde emisor chamador chamadora
        origem originador beller bellende van oproeper oproepende
        kaldende ringande uppringande oppringer fra fran od dzwoniacy dzwonil volajici
    """,
    "called": """
        called callee cld to destination dest dst dialed dialled dialing dnis target recipient bnumber bnum
        appele appelee destinataire compose composee vers ziel angerufener angerufene gewahlte gewahlt nach
        gerufene gerufener empfanger chiamato destinatario destinazione composto selezionato llamado destino
        marcado hacia discado discada chamado gebeld gebelde bestemming naar gekozen opgeroepene callto
        term uppringt uppringd oppringt kaldt kaldet till til wybrany wybierany docelowy volany volane
    """,
    "number": """
        number num no nr nbr n dn numero nummer rufnummer telefonnummer telefoonnummer phone telephone
        telefono telefone telefon tel digits msisdn did uri line endpoint party e164
        numer numero nummeret cislo puhelinnumero
    """,
    "far": """
        remote peer external contact correspondant correspondent gesprachspartner gegenstelle interlocutor
        corrispondente raw other lnr
        externer externe partner motpart modpart
    """,
    "own": """
        extension ext extn station poste nebenstelle durchwahl interno anexo ramal toestel agent apparaat
        apparat user sda own svn subscriber handset internalnumber abonne utilizador usuario
        utente gebruiker benutzer nst tln tn teilnehmer extensao
        anknytning anknytningen lokalnummer wewnetrzny wewnetrzna linka
    """,
    "start": """
        start started starting begin began beginning setup initiated begun debut beginn anfang inizio inicio
        comienzo aanvang startzeit startdatum anrufbeginn begintijd starttijd datestart timestart created
        placed received invite
        starttid start_tid starttidspunkt rozpoczecia rozpoczecie poczatek
    """,
    "end": """
        end ended ending stop stopped finish finished hangup disconnect disconnected release released
        terminated hung fin ende endzeit beendet fine final termino fim einde eindtijd completed clearing
        sluttid slut zakonczenia zakonczenie koniec
    """,
    "answer": """
        answer answered connect connected established reponse decroche decrochee annahme angenommen verbunden
        risposta respuesta contestada resposta atendida atendimento beantwoord opgenomen pickup
        besvarat besvaret besvart odebrania odebrano
    """,
    "date": """
        date day datum jour data fecha giorno dia dag tag
        dato dzien
    """,
    "time": """
        time heure hour uhrzeit zeit zeitpunkt ora hora hours tijd tijdstip timestamp horodatage
        stamp orario tempo tiempo horario
        uur tid tidspunkt klokkeslett klockslag klokken godzina cas
    """,
    "moment": "datetime calldate dateheure datumuhrzeit datumtijd fechahora dataora datahora horodate",
    "duration": """
        duration durations durn length elapsed duree dauer durata duracion duracao duur
        gesamtdauer verbindungsdauer anrufdauer billsec calllength
        usage samtalstid samtalslangd langd varighed varighet taletid trwania rozmowy trvani delka
    """,
    "talk": """
        talk talking talked billed billable billing bill billsec conversation incall oncall facturee facture
        gesprach gesprachszeit gespraech abgerechnet conversazione fatturata conversacion facturada
        conversa conversacao faturada tarifada gesprek gefactureerd effective speaking
        samtal rozmowy
    """,
    "ring": """
        ring ringing rang sonnerie klingeln klingelzeit rufzeit rufdauer squillo squilli timbre timbrado
        toque beltijd
        dzwonienia ringetid ringtid
    """,
    "wait": """
        wait waiting waited queue queued attente hold held wartezeit attesa espera wacht wachttijd
        pdd delay
    """,
    "total": "total totale totales totala overall gesamt gesamtdauer totaal",
    "second": "second seconds sec secs secondes sekunden sek secondi segundos seconden s",
    "minute": "minute minutes min mins minuten minuti minutos",
    "milli": "millisecond milliseconds millis ms msec",
    "status": """
        status disposition result state etat statut outcome resultat ergebnis stato esito estado resultado
        situacao resultaat cause hangupcause
        stan
    """,
    "direction": """
        direction dir sens richtung rufrichtung direzione verso sentido direccion direcao richting way inout
        anrufrichtung
        riktning retning kierunek smer
    """,
    "type": "type typ tipo kind nature art soort category categoria calltype communicationtype",
    "cost": """
        cost price charge charges charged amount costpurchased purchased cout montant prix kosten
        preis betrag entgelt costo prezzo importo
        coste precio importe custo preco valor prijs bedrag sell
        kostnad belob belop pris kwota koszt cena naleznosc castka
    """,
    "call": """
        call appel anruf gesprach chiamata llamada chamada ligacao oproep gesprek session
        communication cdr
        samtal opkald rozmowa polaczenie polaczenia
    """,
    "id": "id uuid guid uniqueid key ref reference sid idx index callid cdrid sessionid",
    "link": "linked linkedid parent correlation related conversation conf xref original",
    "trunk": "trunk trunkname gateway carrier leitung amtsleitung fascio troncal tronco provider route",
    "name": """
        name nom nome nombre naam label title titre description comment note remark prenom surname concat
        firstname lastname libelle bezeichnung displayname cnam
        namn navn nazwa
    """,
    "stop": """
        country pays land pais paese customer kunde cliente client account konto group groupe email mail
        zone zona city ville region reason prefix rate tarif tarifa title dept department device ip host
        codec channel chan context url link zip postal language currency devise operator network code
        participants tags record recording voicemail modified updated lastmodified queue transport quality
        mos jitter packet packets bytes media asset transaction company project projet sub organisation
        organization package plan tenant domain forwarded redirecting diversion did app application
        image avatar percent tax taxes vat tva job location latitude longitude answeredby
    """,
    "inner": "internal inbound outbound incoming outgoing entrant sortant",
}
_STEMS = (  # parts of compounds, as German and Dutch write them
    ("zielruf", ("called", "number")),
    ("zielnummer", ("called", "number")),
    ("angerufen", ("called", "number")),
    ("gewahlte", ("called", "number")),
    ("bestemming", ("called", "number")),
    ("anrufernummer", ("caller", "number")),
    ("quellruf", ("caller", "number")),
    ("quellnummer", ("caller", "number")),
    ("bellernummer", ("caller", "number")),
    ("rufnummer", ("number",)),
    ("nummer", ("number",)),
    ("uhrzeit", ("time",)),
    ("startzeit", ("start", "time")),
    ("startdat", ("start", "date")),
    ("endzeit", ("end", "time")),
    ("eindtijd", ("end", "time")),
    ("starttijd", ("start", "time")),
    ("begintijd", ("start", "time")),
    ("gesprachsbeginn", ("start", "time")),
    ("anrufbeginn", ("start", "time")),
    ("verbindungsbeginn", ("start", "time")),
    ("gesprachsende", ("end", "time")),
    ("gesprachsdauer", ("duration", "talk")),
    ("gespraechsdauer", ("duration", "talk")),
    ("gespreksduur", ("duration", "talk")),
    ("dauer", ("duration",)),
    ("duur", ("duration",)),
    ("datum", ("date",)),
    ("richtung", ("direction",)),
    ("richting", ("direction",)),
    ("kosten", ("cost",)),
    ("betrag", ("cost",)),
    ("entgelt", ("cost",)),
    ("nebenstelle", ("own",)),
    ("durchwahl", ("own",)),
    ("toestel", ("own",)),
    ("starttime", ("start", "time")),
    ("startdate", ("start", "date")),
    ("endtime", ("end", "time")),
    ("enddate", ("end", "date")),
    ("answertime", ("answer", "time")),
    ("connecttime", ("answer", "time")),
    ("calltime", ("time",)),
    ("callerid", ("caller",)),
    ("calltype", ("type",)),
    ("datetime", ("date", "time")),
    ("talktime", ("talk", "duration")),
    ("ringtime", ("ring",)),
    ("duration", ("duration",)),
    ("destination", ("called",)),
    ("callednumber", ("called", "number")),
    ("callingnumber", ("caller", "number")),
    ("fromnumber", ("caller", "number")),
    ("tonumber", ("called", "number")),
    ("phonenumber", ("number",)),
    ("calledstation", ("called", "number")),
    ("sessiontime", ("duration",)),
    ("sessionbill", ("cost",)),
    ("stoptime", ("end", "time")),
    ("answeredtime", ("answer", "time")),
)
_EXACT = {  # whole names that mean another thing than their words would
    "de": ("caller",),
    "da": ("caller",),
    "van": ("caller",),
    "a": ("called",),
    "para": ("called",),
    "an": ("called",),
    "do": ("called",),
    "reason": ("status",),
    "callercallerid": ("caller", "number"),
    "calledcallerid": ("called", "number"),
    "linktime": ("answer", "time"),
    "callresulttime": ("end", "time"),
    "ringingtime": ("ring", "time"),
    "sip response": ("status",),
    "sip": ("own",),
    "phone number": ("far", "number"),
    "ora inizio": ("start", "time"),
    "did number": ("stop",),
    "appel de": ("caller",),
    "appel a": ("called",),
    "llamada de": ("caller",),
    "llamada a": ("called",),
    "chiamata da": ("caller",),
    "chiamata a": ("called",),
    "ligacao de": ("caller",),
    "ligacao para": ("called",),
}
_PHRASES = (  # words that mean another thing together
    (("in", "out"), ("direction",)),
    (("participants", "internal"), ("own",)),
    (("participants", "external"), ("far",)),
    (("parties",), ()),
    (("party", "a"), ("caller", "number")),
    (("party", "b"), ("called", "number")),
    (("a", "party"), ("caller", "number")),
    (("b", "party"), ("called", "number")),
    (("a", "number"), ("caller", "number")),
    (("b", "number"), ("called", "number")),
    (("orig", "to"), ("called",)),
    (("sip", "code"), ("status",)),
    (("response", "code"), ("status",)),
    (("disconnect", "code"), ("status",)),
    (("release", "code"), ("status",)),
    (("release", "reason"), ("status",)),
    (("disconnect", "reason"), ("status",)),
    (("termination", "reason"), ("status",)),
    (("called", "from"), ("caller",)),
    (("called", "to"), ("called",)),
    (("to", "did"), ("called", "number")),
    (("from", "did"), ("caller", "number")),
    (("a", "rufnummer"), ("caller", "number")),
    (("b", "rufnummer"), ("called", "number")),
    (("a", "nummer"), ("caller", "number")),
    (("b", "nummer"), ("called", "number")),
    (("in", "call"), ("talk",)),
    (("on", "call"), ("talk",)),
    (("en", "communication"), ("talk",)),
    (("en", "conversation"), ("talk",)),
    (("charged", "quantity"), ("duration", "talk")),
    (("billed", "quantity"), ("duration", "talk")),
    (("charged", "time"), ("duration", "talk")),
    (("charged", "duration"), ("duration", "talk")),
    (("charged", "seconds"), ("duration", "talk", "second")),
    (("charged", "minutes"), ("duration", "talk", "minute")),
    (("time", "charged"), ("duration", "talk")),
    (("billed", "time"), ("duration", "talk")),
    (("sip", "user"), ("own",)),
    (("numero", "interne"), ("own", "number")),
    (("interne", "rufnummer"), ("own", "number")),
    (("interne", "nummer"), ("own", "number")),
    (("internal", "number"), ("own", "number")),
    (("customer", "phone"), ("far", "number")),
    (("customer", "number"), ("far", "number")),
    (("client", "phone"), ("far", "number")),
    (("contact", "phone"), ("far", "number")),
    (("contact", "number"), ("far", "number")),
    (("call", "dtmf"), ("called", "number")),
    (("destination", "did"), ("called", "number")),
    (("conta", "sip"), ("own",)),
    (("cuenta", "sip"), ("own",)),
    (("compte", "sip"), ("own",)),
)
_MEANINGS: dict[str, tuple[str, ...]] = {}
for _meaning, _text in _WORDS.items():
    for _word in _text.split():
        _MEANINGS[_word] = (*_MEANINGS.get(_word, ()), _meaning)
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE"})
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


@lru_cache(4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in small letters without accents: of `callerNumber` as of `Caller number`."""
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return tuple(part.lower() for part in _PARTS.findall(letters))


@lru_cache(4096)
def meanings_of(name: str) -> frozenset[str]:
    """What the words of a name mean together; `unknown` among them when a word is none that is known."""
    words = words_of(name)
    exact = _EXACT.get(" ".join(words))
    if exact is not None:
        return frozenset(exact)
    found: set[str] = set()
    for phrase, meant in _PHRASES:
        for place in range(len(words) - len(phrase) + 1):
            if words[place : place + len(phrase)] == phrase:
                found.update(meant)
                words = (*words[:place], *words[place + len(phrase) :])
                break
    for word in words:
        if word in _MEANINGS:
            found.update(_MEANINGS[word])
            continue
        stem = next((meant for stem, meant in _STEMS if stem in word), None)
        if stem is not None:
            found.update(stem)
        elif not word.isdecimal() and len(word) > 2:
            found.add("unknown")
    return frozenset(found)
