"""Layouts of more operators' bills: small countries, odd units, headings that say little.

In: calls. Out: `BILLS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from tools.strangers.firm import Call, Layout
from tools.strangers.operators import bill, own_national, serial
from tools.strangers.writing import far_bare, far_e164, hmmss, hms, ms, spaced, table

_OUTSIDE = frozenset({"out", "in"})


def _dmy(call: Call) -> str:
    return f"{call.at:%d.%m.%Y}"


def _clock(call: Call) -> str:
    return f"{call.at:%H:%M:%S}"


def _place(call: Call) -> str:
    return "Cuba" if call.is_fraud else "Mobil" if call.number % 3 else "Festnetz"


def _uk_standard(call: Call) -> list[object]:
    """The order of the UK standard for call records of the Federation of Communication Services."""
    return [
        "V",
        "0" if call.is_out else "1",
        own_national(call),
        call.dialled,
        f"{call.at:%d/%m/%Y}",
        _clock(call),
        call.talk,
        0,
        0,
        "Cuba" if call.is_fraud else "UK",
        "",
        "D",
        call.money(),
        call.money(),
        call.ext,
        "",
        "",
        "",
        "",
    ]


BILLS = (
    bill(
        "a1-egn",
        "A1 Telekom Austria, Einzelgesprächsnachweis",
        table(
            "Rufnummer;Datum;Uhrzeit;Angerufene Nummer;Zone;Dauer;Entgelt netto (EUR)",
            lambda c: [
                own_national(c),
                _dmy(c),
                _clock(c),
                c.dialled,
                _place(c),
                hms(c.talk),
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
        ),
        country="AT",
    ),
    bill(
        "sunrise",
        "Sunrise, Verbindungsdetails as CSV: francs",
        table(
            "Datum;Zeit;Verbindungstyp;Nummer;Land;Dauer;Betrag CHF inkl. MWST",
            lambda c: [
                _dmy(c),
                _clock(c),
                "Anruf",
                c.dialled,
                "Kuba" if c.is_fraud else "Schweiz",
                hms(c.talk),
                c.money(),
            ],
            delimiter=";",
        ),
        country="CH",
    ),
    bill(
        "peoplefone",
        "peoplefone portal, EVN export",
        table(
            "Datum,Zeit,Quelle,Ziel,Zielbezeichnung,Dauer (Sek.),Kosten (CHF)",
            lambda c: [_dmy(c), _clock(c), c.own[1:], c.bare, _place(c), c.talk, c.money()],
            quoted=True,
        ),
        country="CH",
    ),
    bill(
        "telenet",
        "Telenet Business, detail of calls in Dutch",
        table(
            "Datum;Uur;Opgeroepen nummer;Bestemming;Duur;Bedrag excl. btw",
            lambda c: [f"{c.at:%d/%m/%Y}", _clock(c), c.dialled, _place(c), hms(c.talk), c.money(",")],
            delimiter=";",
        ),
        country="BE",
    ),
    bill(
        "telia",
        "Telia, samtalsspecifikation",
        table(
            "Datum;Tid;Uppringt nummer;Destination;Samtalstid;Kostnad (kr)",
            lambda c: [f"{c.at:%Y-%m-%d}", _clock(c), c.dialled, _place(c), hms(c.talk), c.money(",")],
            delimiter=";",
        ),
        country="SE",
    ),
    bill(
        "tdc",
        "TDC Erhverv, opkaldsspecifikation",
        table(
            "Dato;Tidspunkt;Kaldt nummer;Kaldende nummer;Varighed;Beløb ekskl. moms",
            lambda c: [
                f"{c.at:%d-%m-%Y}",
                _clock(c),
                c.dialled,
                own_national(c),
                hms(c.talk),
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
        ),
        country="DK",
    ),
    bill(
        "telenor",
        "Telenor Bedrift, samtalespesifikasjon",
        table(
            "Dato;Klokkeslett;Oppringt nummer;Varighet;Beløp",
            lambda c: [_dmy(c), _clock(c), c.dialled, hms(c.talk), c.money(",")],
            delimiter=";",
        ),
        country="NO",
    ),
    bill(
        "orange-polska",
        "Orange Polska, bilingual billing CSV",
        table(
            "Data;Godzina;Numer wybrany;Kierunek;Czas trwania;Kwota netto",
            lambda c: [f"{c.at:%Y-%m-%d}", _clock(c), c.dialled, _place(c), hms(c.talk), c.money(",")],
            delimiter=";",
        ),
        country="PL",
    ),
    bill(
        "eir",
        "eir business, itemised calls",
        table(
            "CLI,Date,Time,Number Dialled,Call Description,Duration (hh:mm:ss),Net Cost",
            lambda c: [
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                _clock(c),
                c.dialled,
                _place(c),
                hms(c.talk),
                c.money(),
            ],
        ),
        country="IE",
    ),
    bill(
        "meo",
        "MEO Empresas, detalhe de comunicações",
        table(
            "Data;Hora;Número de destino;Destino;Duração;Valor s/ IVA",
            lambda c: [f"{c.at:%d-%m-%Y}", _clock(c), c.dialled, _place(c), hms(c.talk), c.money(",")],
            delimiter=";",
            encoding="cp1252",
        ),
        country="PT",
    ),
    bill(
        "rogers",
        "Rogers, usage details: month in letters, 12 hours, whole minutes",
        table(
            "Date,Time,From,To,Number Called,Min,Amount ($)",
            lambda c: [
                f"{c.at:%b %d %Y}",
                f"{c.at:%I:%M %p}",
                "TORONTO ON",
                "HAVANA" if c.is_fraud else "OTTAWA ON",
                c.bare[1:] if c.far.startswith("+1") else "011" + c.bare,
                -(-c.talk // 60),
                c.money(),
            ],
        ),
        country="CA",
        start_s=60,
        talk_s=60,
    ),
    bill(
        "telmex",
        "Telmex, detalle de llamadas: whole minutes",
        table(
            "Teléfono,Fecha,Hora,Número marcado,Lugar,Minutos,Importe",
            lambda c: [
                c.own[3:],
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M}",
                c.dialled,
                _place(c),
                -(-c.talk // 60),
                c.money(),
            ],
        ),
        country="MX",
        start_s=60,
        talk_s=60,
    ),
    bill(
        "telkom-za",
        "Telkom South Africa, itemised bill CSV in rand",
        table(
            "Service Number,Call Date,Call Time,Dialled Digits,Destination,Duration,Amount (R)",
            lambda c: [
                own_national(c),
                f"{c.at:%Y/%m/%d}",
                _clock(c),
                c.dialled,
                _place(c),
                hms(c.talk),
                c.money(),
            ],
        ),
        country="ZA",
    ),
    bill(
        "airtel",
        "Airtel Business, itemised statement: month in letters, mm:ss",
        table(
            "Sl No,Date,Time,Called Number,Duration (mm:ss),Amount (Rs.)",
            lambda c: [c.number, f"{c.at:%d-%b-%y}", _clock(c), c.dialled, ms(c.talk), c.money()],
        ),
        country="IN",
    ),
    bill(
        "one-nz",
        "CallPlus/Orcon New Zealand: Date/Time with a.m. and p.m. (Freeside's importer)",
        table(
            "ID,Billing Group,Origin Number,Destination Number,Description,Status,Terminated,Date/Time,"
            "Call Length (seconds),Call Cost (NZD)",
            lambda c: [
                c.number,
                "Main",
                c.own[1:],
                c.bare,
                _place(c),
                "Charged",
                "Yes",
                f"{c.at:%d/%m/%Y %I:%M:%S} " + ("a.m." if c.at.hour < 12 else "p.m."),
                c.talk,
                c.money(),
            ],
        ),
        country="NZ",
    ),
    bill(
        "bt-charge-code",
        "BT call detail download, columns as Phone Analyser lists them",
        table(
            "Charge Code,Installation No,Line No,Charge Card No,Date,Time,Destination,Called No,Duration,"
            "Txt Direct Rebate,Cost",
            lambda c: [
                "L",
                own_national(c),
                "1",
                "",
                f"{c.at:%d/%m/%Y}",
                _clock(c),
                _place(c),
                c.dialled,
                hms(c.talk),
                "",
                c.money(),
            ],
        ),
        country="GB",
    ),
    Layout(
        "uk-standard",
        "UK standard for CDRs, version 1.5: a heading and the standard's columns",
        table(
            "Call Type,Call Cause,Customer Identifier,Telephone Number Dialled,Call Date,Call Time,Duration,"
            "Bytes Transmitted,Bytes Received,Description,Chargecode,Time Band,Salesprice,"
            "Salesprice (pre-bundle),Extension,DDI,Grouping ID,Call Class,Carrier",
            _uk_standard,
            quoted=True,
        ),
        country="GB",
        ways=frozenset({"out"}),
        knows_telephone=False,
        answered_only=True,
    ),
    bill(
        "volume-and-unit",
        "a French operator's traffic export: a volume and its unit instead of a duration",
        table(
            "N° appelant;N° appelé;Date de début;Heure de début;Type de trafic;Volume;Unité;Montant HT",
            lambda c: [
                own_national(c),
                c.dialled,
                f"{c.at:%d/%m/%Y}",
                _clock(c),
                "Voix",
                c.talk,
                "secondes",
                c.money(","),
            ],
            delimiter=";",
        ),
    ),
    bill(
        "real-and-billed",
        "an operator's list with the real length and the billed one",
        table(
            "Compte;NDI;Date;Heure;Numéro demandé;Libellé zone;Durée réelle;Durée facturée;Prix HT",
            lambda c: [
                "C0012",
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                _clock(c),
                c.dialled,
                _place(c),
                hms(c.talk),
                hms(-(-c.talk // 60) * 60),
                c.money(","),
            ],
            delimiter=";",
        ),
    ),
    bill(
        "outbox",
        "outbox, CSV that comes with the bill (its FAQ)",
        table(
            "Callstart;Account;A-Rufnummer;B-Rufnummer;Destinations-ID;Sekunden;Preis",
            lambda c: [
                f"{c.at:%Y-%m-%d %H:%M:%S}",
                "100200",
                c.own[1:],
                c.bare,
                4711,
                c.talk,
                c.money("."),
            ],
            delimiter=";",
        ),
        country="DE",
    ),
    bill(
        "rechnung-online",
        "RechnungOnline, position part of the EVN: date and time in one cell, length in seconds",
        table(
            "EVN-Nummer;Rechnungsnummer;Kartennummer;Rufnummer;Rufnummerntyp;Rechnungssteller;Tarifzone;"
            "Startzeitpunkt;Dauer;Nettobetrag;Bruttobetrag;Menge;Einheit;Ziel_APN;Zielrufnummer;Zielnetz",
            lambda c: [
                "900100",
                "700200",
                "8949",
                own_national(c),
                "MSISDN",
                "TDG",
                _place(c),
                f"{_dmy(c)} {_clock(c)}",
                c.talk,
                c.money(","),
                c.money(","),
                "",
                "",
                "",
                c.dialled,
                "Inland",
            ],
            delimiter=";",
            encoding="cp1252",
        ),
        country="DE",
    ),
    bill(
        "excel-day-and-fraction",
        "Troop/Bell West: a spreadsheet's day in one column and the time as a fraction of it in another",
        table(
            "Seq,WTN,Acct Code,Date,Time,Dur. (sec),OVS Type,Called Number,City,Amount",
            lambda c: [
                c.number,
                c.own[1:],
                "",
                serial(c).split(".")[0],
                "0." + serial(c).split(".")[1],
                c.talk,
                "N",
                c.dialled,
                _place(c),
                c.money(),
            ],
        ),
        country="CA",
    ),
    bill(
        "thin-spaces",
        "amounts with thin spaces and numbers with no-break spaces, Latin-1 would lose them",
        table(
            "Ligne;Date;Heure;Numéro appelé;Durée;Montant € HT",
            lambda c: [
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                _clock(c),
                spaced(c.dialled).replace(" ", "\u00a0"),
                hmmss(c.talk),
                f"1\u202f000,{c.number % 100:02}\u202f€" if c.is_fraud else f"{c.money(',')}\u202f€",
            ],
            delimiter=";",
        ),
    ),
    bill(
        "transnexus",
        "TransNexus customer archive, tabs (Freeside's importer)",
        table(
            "O_CallStartTime\tCallingNumberReported\tCalledNumberReported\tSourceDeviceName\t"
            "O_ReportingDeviceName\tCallId\tTransactionId\tRatedDuration\tO_BillingDuration\t"
            "O_BillingAmountCustCurr",
            lambda c: [
                f"{c.at:%Y-%m-%d %H:%M:%S}",
                far_bare(c) if c.way == "in" else c.own[1:],
                far_bare(c),
                "10.0.0.1",
                "10.0.0.2",
                "aGVsbG8=",
                c.number + 10_000,
                c.talk,
                -(-c.talk // 6) * 6,
                c.money(),
            ],
            delimiter="\t",
        ),
        country="GB",
        suffix=".txt",
        talk_s=6,
    ),
    Layout(
        "realworld-au",
        "RealWorld, IP voice CDR (its help page): total and billable duration",
        table(
            "Call Date,Call From,Call To,Total Duration,Billable Duration,Answer Status,"
            "Billing Classification,Cost ex,Network,RWTS Account code,Customer Account Code,Originating Number",
            lambda c: [
                f"{c.at:%d/%m/%Y %H:%M:%S}",
                own_national(c),
                far_e164(c)[1:],
                c.total,
                c.talk,
                "ANSWERED" if c.talk else "NO ANSWER",
                "International" if c.is_fraud else "National Landline",
                c.money(),
                "VoIP",
                "trunk1",
                "",
                "",
            ],
        ),
        country="AU",
        ways=frozenset({"out"}),
        knows_telephone=False,
    ),
)
