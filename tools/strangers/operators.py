"""Layouts of operators' bills and lists of calls, as customers download them.

In: calls. Out: `OPERATORS`. Pitfall: most bills hold outgoing answered calls alone, and the site's own line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import hmmss, hms, ms, spaced, spelt, table

_OUT = frozenset({"out"})


def bill(
    name: str,
    source: str,
    write: Callable[[Sequence[Call]], str | bytes],
    country: str = "FR",
    *,
    talk_s: float = 1.0,
    start_s: float = 1.0,
    hidden: int = 0,
    suffix: str = ".csv",
) -> Layout:
    return Layout(
        name,
        source,
        write,
        country=country,
        suffix=suffix,
        ways=_OUT,
        knows_telephone=False,
        talk_s=talk_s,
        start_s=start_s,
        hidden=hidden,
        answered_only=True,
    )


def own_national(call: Call) -> str:
    return call.home.trunk + call.own[1 + len(call.home.code) :]


def serial(call: Call) -> str:
    """A spreadsheet's day and part of it."""
    naive = call.at.replace(tzinfo=None)
    from datetime import datetime

    return f"{(naive - datetime(1899, 12, 30)).total_seconds() / 86400:.10f}"


OPERATORS = (
    bill(
        "ovh-csv",
        "OVHcloud telephony, consumption CSV in the manager",
        table(
            "Date;Service;Appelant;Appelé;Destination;Type;Durée (s);Prix HT (€)",
            lambda c: [
                f"{c.at:%Y-%m-%d %H:%M:%S}",
                "0033199000100",
                "0033199000100",
                "00" + c.bare,
                "Cuba" if c.is_fraud else "France",
                "Voix",
                c.talk,
                c.money(),
            ],
            delimiter=";",
        ),
    ),
    bill(
        "orange-business",
        "Orange Business, détail des communications, numbers with blanks, last digits hidden",
        table(
            "N° de ligne;Date;Heure;Numéro appelé;Nature de l'appel;Durée;Montant HT (€)",
            lambda c: [
                spaced(own_national(c)),
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%Hh%M}",
                spaced(c.dialled[:-4]) + " ****",
                "International" if c.is_fraud else "National",
                hms(c.talk),
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
            before="Orange Business;;;;;;\nFacture n° 123456;;;;;;\nPériode du 01/11/2026 au 30/11/2026;;;;;;\n",
            after="TOTAL HT;;;;;;1234,56\nTVA 20 %;;;;;;246,91\nTOTAL TTC;;;;;;1481,47",
        ),
        start_s=60,
        hidden=4,
    ),
    bill(
        "sfr-business",
        "SFR Business, détail, two-digit years and lengths as 0h02m13s",
        table(
            "Ligne;Date appel;Heure appel;N° composé;Destination;Durée facturée;Montant € HT",
            lambda c: [
                own_national(c),
                f"{c.at:%d/%m/%y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                "Lettonie" if c.is_fraud else "France",
                spelt(c.talk),
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
            end="\r\n",
        ),
    ),
    bill(
        "bouygues-pro",
        "Bouygues Telecom Entreprises, heading in capitals without accents, heading again each page",
        table(
            "NUMERO APPELANT;DATE;HEURE;NUMERO APPELE;TYPE;DUREE;MONTANT HT",
            lambda c: [
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                "VOIX",
                f"{c.talk // 60} min {c.talk % 60:02} s",
                c.money(",") + " €",
            ],
            delimiter=";",
            each=20,
        ),
    ),
    bill(
        "free-pro",
        "Free Pro, facture détaillée, minutes with decimals",
        table(
            "Date et heure,Numéro appelant,Numéro appelé,Destination,Durée (minutes),Coût HT",
            lambda c: [
                f"{c.at:%d/%m/%Y %H:%M:%S}",
                "+33 (0)1 99 00 01 00",
                c.far if c.is_fraud else f"+33 (0){spaced(c.bare[2:])}",
                "",
                f"{c.talk / 60:.2f}",
                c.money(),
            ],
        ),
    ),
    bill(
        "telekom-evn",
        "Deutsche Telekom Einzelverbindungsnachweis CSV",
        table(
            "Datum;Beginn;Dauer;Zielrufnummer;Zielort;Tarif;Betrag netto in EUR",
            lambda c: [
                f"{c.at:%d.%m.%Y}",
                f"{c.at:%H:%M:%S}",
                hms(c.talk),
                c.dialled,
                "Kuba" if c.is_fraud else "Deutschland",
                "Business",
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
            before='"Einzelverbindungsnachweis";"Rechnungsnummer 1234567890"\n"Rufnummer";"+49 30 231251"\n',
            after="Summe;;;;;;123,45",
        ),
        "DE",
    ),
    bill(
        "vodafone-de-xxx",
        "Vodafone Germany, last digits XXX",
        table(
            "Rufnummer;Datum;Uhrzeit;Zielnummer;Verbindungsdauer;Nettobetrag",
            lambda c: [
                own_national(c),
                f"{c.at:%d.%m.%y}",
                f"{c.at:%H:%M:%S}",
                c.dialled[:-3] + "XXX",
                hms(c.talk),
                c.money(",") + " EUR",
            ],
            delimiter=";",
        ),
        "DE",
        hidden=3,
    ),
    bill(
        "swisscom",
        "Swisscom itemised bill, CHF",
        table(
            "Anschluss;Datum;Zeit;Angerufene Nummer;Ort;Dauer;Betrag CHF",
            lambda c: [
                "041 44 555 01 00",
                f"{c.at:%d.%m.%Y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                "",
                hms(c.talk),
                c.money(),
            ],
            delimiter=";",
            encoding="utf-8-sig",
        ),
        "CH",
    ),
    bill(
        "bt-onebill",
        "BT, calls download: pounds, no currency named elsewhere",
        table(
            "Date,Time,Destination,Number called,Duration,Call type,Cost (£)",
            lambda c: [
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M}",
                "Cuba" if c.is_fraud else "London",
                c.dialled,
                hms(c.talk),
                "DD International" if c.is_fraud else "DD Local",
                c.money(),
            ],
            encoding="cp1252",
        ),
        "GB",
        start_s=60,
    ),
    bill(
        "uk-plain",
        "a British reseller's CDR without a currency",
        table(
            "Customer Ref,CLI,Call Date,Call Time,Dialled Number,Duration (secs),Charge",
            lambda c: [
                "A1001",
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                c.talk,
                c.money(),
            ],
        ),
        "GB",
    ),
    bill(
        "verizon",
        "Verizon call detail: whole minutes, American dates, places",
        table(
            "Line,Date,Time,Number,Origination,Destination,Min.,Airtime charges,Long dist/other chgs,Total",
            lambda c: [
                "512.555.0100",
                f"{c.at:%m/%d/%y}",
                f"{c.at:%I:%M}{'A' if c.at.hour < 12 else 'P'}",
                c.dialled,
                "Austin TX",
                "Cuba" if c.is_fraud else "Dallas TX",
                -(-c.talk // 60),
                "--",
                c.money(),
                c.money(),
            ],
        ),
        "US",
        talk_s=60,
        start_s=60,
    ),
    bill(
        "att-us",
        "AT&T business call detail, 12 hours",
        table(
            "Item,Day,Date,Time,Place Called,Number Called,Minutes,Amount",
            lambda c: [
                c.number,
                f"{c.at:%a}",
                f"{c.at:%m/%d/%Y}",
                f"{c.at:%I:%M %p}",
                "CUBA" if c.is_fraud else "DALLAS TX",
                c.dialled,
                f"{c.talk / 60:.1f}",
                f"${c.money()}",
            ],
            quoted=True,
        ),
        "US",
        talk_s=4,
        start_s=60,
    ),
    bill(
        "telefonica",
        "Movistar Empresas, detalle de llamadas",
        table(
            "Teléfono;Fecha;Hora;Número llamado;Destino;Duración;Importe (€)",
            lambda c: [
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                "Cuba" if c.is_fraud else "Nacional",
                hms(c.talk),
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
        ),
        "ES",
    ),
    bill(
        "tim-italia",
        "TIM Business, dettaglio chiamate",
        table(
            "Data;Ora;Numero chiamato;Località;Durata (min:sec);Importo EUR",
            lambda c: [
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H.%M.%S}",
                c.dialled,
                "Cuba" if c.is_fraud else "Roma",
                ms(c.talk),
                c.money(","),
            ],
            delimiter=";",
        ),
        "IT",
    ),
    bill(
        "kpn",
        "KPN, gespecificeerde rekening",
        table(
            "Van;Datum;Tijd;Gebeld nummer;Bestemming;Duur;Bedrag",
            lambda c: [
                own_national(c),
                f"{c.at:%d-%m-%Y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                "Cuba" if c.is_fraud else "Nederland",
                hms(c.talk),
                "€ " + c.money(","),
            ],
            delimiter=";",
        ),
        "NL",
    ),
    bill(
        "proximus",
        "Proximus, relevé détaillé bilingue",
        table(
            "Numéro d'appel / Oproepnummer;Date / Datum;Heure / Uur;Numéro appelé / Opgeroepen nummer;"
            "Durée / Duur;Montant (EUR) / Bedrag (EUR)",
            lambda c: [
                own_national(c),
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M:%S}",
                c.dialled,
                hms(c.talk),
                c.money(","),
            ],
            delimiter=";",
        ),
        "BE",
    ),
    bill(
        "vivo-brasil",
        "Vivo Empresas, detalhamento: 12m34s",
        table(
            "Data;Hora;Origem;Destino;Localidade;Duração;Valor (R$)",
            lambda c: [
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M:%S}",
                own_national(c),
                c.dialled,
                "CUBA" if c.is_fraud else "SAO PAULO",
                f"{c.talk // 60}m{c.talk % 60:02}s",
                c.money(","),
            ],
            delimiter=";",
            encoding="cp1252",
        ),
        "BR",
    ),
    bill(
        "telstra",
        "Telstra itemised calls: 12 hours without blank",
        table(
            "Service number,Date,Time,Called number,Destination,Duration (hh:mm:ss),Charge (ex GST)",
            lambda c: [
                own_national(c),
                f"{c.at:%d %b %Y}",
                f"{c.at:%I:%M%p}".lower(),
                c.dialled,
                "Cuba" if c.is_fraud else "Sydney",
                hms(c.talk),
                "$" + c.money(),
            ],
        ),
        "AU",
        start_s=60,
    ),
    bill(
        "excel-serials",
        "a table saved with its dates as a spreadsheet's numbers",
        table(
            "Date et heure;Poste;Numéro appelé;Durée (s);Prix",
            lambda c: [serial(c).replace(".", ","), c.ext, c.dialled, c.talk, c.money(",")],
            delimiter=";",
        ),
    ),
    bill(
        "credits-at-the-end",
        "a reseller's bill with credit notes and subscriptions among the calls",
        table(
            "Date;Heure;Ligne;Numéro appelé;Libellé;Durée;Montant HT",
            lambda c: [
                f"{c.at:%d/%m/%Y}",
                f"{c.at:%H:%M:%S}",
                own_national(c),
                c.dialled,
                "Appel",
                hms(c.talk),
                c.money(","),
            ],
            delimiter=";",
            before="Facture 2026-11;;;;;;\n",
            after="30/11/2026;;0199000100;;Abonnement;;25,00\n30/11/2026;;0199000100;;Avoir;;-12,50\n"
            "Total;;;;;12:00:00;1 512,50",
        ),
    ),
    bill(
        "hmm-bill",
        "a bill whose lengths are hours and minutes",
        table(
            "Date,Time,From,To,Duration (h:mm),Price EUR",
            lambda c: [
                f"{c.at:%Y-%m-%d}",
                f"{c.at:%H:%M}",
                c.own,
                c.far,
                f"{-(-c.talk // 60) // 60}:{-(-c.talk // 60) % 60:02}",
                c.money(),
            ],
        ),
        talk_s=60,
        start_s=60,
    ),
    bill(
        "iso-week-names",
        "a list with the name of the day and a month in letters",
        table(
            "Jour;Numéro;Correspondant;Durée;Coût",
            lambda c: [
                f"{('lun', 'mar', 'mer', 'jeu', 'ven', 'sam', 'dim')[c.at.weekday()]}. {c.at:%d} nov. 2026 {c.at:%H:%M:%S}",
                own_national(c),
                spaced(c.dialled),
                hmmss(c.talk),
                c.money(",") + " €",
            ],
            delimiter=";",
        ),
    ),
)
