"""A table of calls of any maker, whose headings say what they hold in English, French or German.

Nothing is known of who wrote it: every format of its own goes before. A word for the direction that is
not known leaves it to the two numbers.
"""

from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout, headings
from veilleur.words.calls import Direction

_OUT = (
    "out",
    "outbound",
    "outgoing",
    "o",
    "sortant",
    "sortante",
    "s",
    "emis",
    "émis",
    "external",
    "ausgehend",
    "originating",
    "1",
    "outbound call",
    "outgoing call",
    "appel sortant",
    "dialed",
)
_IN = (
    "in",
    "inbound",
    "incoming",
    "i",
    "entrant",
    "entrante",
    "e",
    "recu",
    "reçu",
    "eingehend",
    "terminating",
    "0",
    "inbound call",
    "incoming call",
    "appel entrant",
    "received",
)
_INTERNAL = (
    "internal",
    "local",
    "interne",
    "int",
    "intern",
    "internal call",
    "extension",
    "station",
)
_HEADINGS = headings(
    start="""
        starttime start startdate startdatetime startstamp calldate calltime calldatetime callstart
        callstarttime datetime datetimestart datetimestartutc timestart timestamp begintime begin
        datestart dateandtime setuptime dateetheure dateheure datedebut horodatage debut beginn
        startzeit datumuhrzeit horodate
    """,
    date="date startday day jour datum datedelappel datedappel",
    time="time hour starthour timeofday heure heuredebut uhrzeit zeit heuredelappel",
    end="""
        endtime end enddate enddatetime endstamp callend stoptime disconnecttime datetimeend
        datetimeendutc fin heurefin ende
    """,
    caller="""
        fromnumber callernumber caller callerid calleridnumber callingnumber callingparty
        callingpartynumber calling from callfrom source sourcenumber src srcnumber originator
        originatingnumber anumber arufnummer ani cli extension ext extensionnumber station user
        poste appelant numeroappelant nappelant ligne rufnummer anrufer iddelappelant
    """,
    called="""
        tonumber destinationnumber callednumber called calledid calledparty calledpartynumber callee
        calleenumber to callto destination dst dstnumber dest destnumber dialed dialled dialednumber
        dialednum dialleddigits dialeddigits digits digitsdialed bnumber brufnummer dnis target
        number phonenumber appele numeroappele nappele numerocompose correspondant numero
        zielrufnummer angerufener
    """,
    duration="""
        duration durationsec durationsecs durationseconds durations callduration calllength
        totalduration totaltime length elapsed elapsedtime seconds duree dureesecondes dureesec
        dauer sekunden
    """,
    billed="""
        billsec billedseconds billseconds billableseconds billedduration billingduration billedsec
        talktime talkduration talking conversation conversationtime answeredduration connectedtime
        connectduration dureefacturee dureeconversation
    """,
    ring="ringtime ringduration ringing waittime sonnerie",
    status="status disposition callstatus result state etat statut outcome",
    direction="direction calldirection sens calltype type richtung way",
    cost="""
        cost price charge charges amount totalcost callcost montant montantht prix prixht cout preis
        kosten
    """,
    call="uniqueid callid uuid cdrid sessionid id",
    linked="linkedid parentcallid correlationid",
    trunk="trunk trunkname outtrunk desttrunk dsttrunk destinationtrunk gateway outgoingtrunk line",
)

FORMAT = headed_format(
    "any-headings",
    "A table of calls with headings that explain themselves",
    "guessed",
    "usual headings of many makers, found by name",
    Layout(
        roles=_HEADINGS,
        needed=frozenset({"caller", "called", "duration"}),
        directions={
            **dict.fromkeys(_OUT, Direction.OUT),
            **dict.fromkeys(_IN, Direction.IN),
            **dict.fromkeys(_INTERNAL, Direction.INTERNAL),
        },
        any_direction=True,
        names_forwards=True,
    ),
    likeness=0.55,
)
