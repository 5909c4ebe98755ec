"""Layouts of operators' bills and itemised lists, written after the readers.

In: calls. Out: `BILLS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import far_e164, hmmss, hms, ms, spaced, table, way

_OUT = frozenset({"out"})
_OUTSIDE = frozenset({"out", "in"})
_MONTHS_FR = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
_MONTHS_IT = "gen feb mar apr mag giu lug ago set ott nov dic".split()


def _sewan(call: Call) -> list[object]:
    return [
        "FIRM SARL",
        "0199000100",
        call.dialled,
        "INTERNATIONAL" if call.is_fraud else "FIXE FRANCE",
        f"{call.at:%d/%m/%Y %H:%M:%S}",
        call.talk,
        call.money(","),
    ]


def _orange_month(call: Call) -> list[object]:
    return [
        f"{call.at.day} {_MONTHS_FR[call.at.month - 1]} {call.at.year}",
        f"{call.at:%H}h{call.at:%M}",
        spaced(call.dialled),
        f"{call.talk // 60} min {call.talk % 60:02} s",
        f"{call.money(',')} €",
    ]


def _sfr_day(calls: Sequence[Call]) -> str:
    """A day stands once above its calls."""
    lines = ["DETAIL DE VOS COMMUNICATIONS;;;", "Heure;Numéro appelé;Durée;Montant HT"]
    day = ""
    for call in calls:
        if f"{call.at:%d/%m/%Y}" != day:
            day = f"{call.at:%d/%m/%Y}"
            lines.append(f"{day};;;")
        lines.append(f"{call.at:%H:%M:%S};{call.dialled};{hms(call.talk)};{call.money(',')}")
    return "\r\n".join(lines) + "\r\n"


def _telekom(call: Call) -> list[object]:
    return [
        "0303023125",
        "International" if call.is_fraud else "Festnetz",
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        f"{call.end:%H:%M:%S}",
        hms(call.talk),
        call.dialled,
        call.money(","),
    ]


def _proximus(call: Call) -> list[object]:
    return [
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.dialled,
        "Internationaal" if call.is_fraud else "Nationaal",
        hms(call.talk),
        call.money(","),
    ]


def _vodafone_it(call: Call) -> list[object]:
    return [
        f"{call.at.day:02} {_MONTHS_IT[call.at.month - 1]} {call.at.year}",
        f"{call.at:%H:%M:%S}",
        call.dialled,
        hmmss(call.talk),
        f"€ {call.money(',')}",
    ]


def _movistar(call: Call) -> list[object]:
    return [
        call.own[3:],
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.dialled,
        f"{call.talk // 60}' {call.talk % 60:02}\"",
        call.money(","),
    ]


def _nos(call: Call) -> list[object]:
    return [
        f"{call.at:%Y-%m-%d}",
        f"{call.at:%H:%M:%S}",
        call.own[4:],
        call.dialled,
        hms(call.talk),
        call.money(","),
    ]


def _bt_cents(call: Call) -> list[object]:
    return [
        f"{call.at:%d %b %Y}",
        f"{call.at:%H:%M}",
        call.dialled,
        hms(call.talk),
        f"{float(call.money()) * 100:.1f}p",
    ]


def _att_minutes(call: Call) -> list[object]:
    return [
        f"{call.at:%b %d}",
        f"{call.at:%I:%M%p}",
        "AUSTIN TX",
        f"({call.far[2:5]}) {call.far[5:8]}-{call.far[8:]}" if call.far.startswith("+1") else call.dialled,
        -(-call.talk // 60),
        f"${call.money()}",
    ]


def _excel_pt(call: Call) -> list[object]:
    return [
        f"{call.at:%d/%m/%Y %H:%M:%S}",
        way(call, "Efetuada", "Recebida", "Interna"),
        call.ext,
        call.dialled,
        f"{call.talk / 60:.2f}".replace(".", ","),
    ]


def _lux(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        call.own,
        call.far,
        call.talk,
        call.money(),
    ]


def _ma(call: Call) -> list[object]:
    return [
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.dialled,
        hms(call.talk),
        call.money(","),
    ]


def _tab_report(calls: Sequence[Call]) -> str:
    """A report with the telephone as a title and the total of each below."""
    lines = ["Call charge report\tNovember 2026", ""]
    for ext in sorted({call.ext for call in calls}):
        mine = [call for call in calls if call.ext == ext]
        lines += [f"Extension\t{ext}\t{mine[0].name}", "Date\tTime\tDirection\tNumber\tDuration\tCost"]
        lines += [
            f"{call.at:%d/%m/%Y}\t{call.at:%H:%M:%S}\t{way(call, 'Out', 'In')}\t{call.dialled}\t{hms(call.talk)}\t{call.money()}"
            for call in mine
        ]
        lines += [f"Subtotal\t{len(mine)} calls\t\t\t{hms(sum(call.talk for call in mine))}\t", ""]
    return "\n".join(lines) + "\n"


BILLS = (
    Layout(
        "sewan",
        "Sewan, CDR d'une facture",
        table(
            "Client;Numéro source;Numéro destination;Type de communication;Date de début;Durée (sec);Prix HT",
            _sewan,
            delimiter=";",
        ),
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "orange-mois-en-lettres",
        "Orange, months shortened in letters, hours as 14h05, lengths in words",
        table("Date;Heure;Numéro appelé;Durée;Montant TTC", _orange_month, delimiter=";"),
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        start_s=61,
        charges_euros=True,
    ),
    Layout(
        "sfr-jour-en-titre",
        "A bill whose day stands once above its calls",
        _sfr_day,
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "telekom-beginn-ende",
        "Telekom Einzelverbindungsnachweis with begin and end",
        table(
            "Rufnummer;Tarifzone;Datum;Beginn;Ende;Dauer;Zielrufnummer;Betrag netto (EUR)",
            _telekom,
            delimiter=";",
            encoding="latin-1",
        ),
        country="DE",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        start_s=21,
        charges_euros=True,
    ),
    Layout(
        "proximus-nl",
        "Proximus, details in Dutch",
        table("Datum;Uur;Opgeroepen nummer;Type;Duur;Bedrag (EUR, excl. BTW)", _proximus, delimiter=";"),
        country="BE",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "vodafone-it",
        "Vodafone Italia, months in letters, euro before the amount",
        table("Data;Ora;Numero chiamato;Durata;Importo", _vodafone_it, delimiter=";"),
        country="IT",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "movistar-comillas",
        "Movistar, lengths with signs for minutes and seconds",
        table("Teléfono;Fecha;Hora;Número llamado;Duración;Importe (€)", _movistar, delimiter=";"),
        country="ES",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "nos-pt",
        "NOS Empresas, detalhe",
        table("Data;Hora;Número de Origem;Número de Destino;Duração;Valor s/ IVA", _nos, delimiter=";"),
        country="PT",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "bt-pence",
        "BT, prices in pence with a p behind",
        table("Date,Time,Number called,Duration,Cost", _bt_cents),
        country="GB",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        start_s=61,
    ),
    Layout(
        "att-month-day",
        "US itemised bill: month and day, whole minutes, numbers in brackets",
        table(
            "Date,Time,Place Called,Number Called,Min,Amount",
            _att_minutes,
            before="Billing period Nov 1, 2026 - Nov 30, 2026",
        ),
        country="US",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        start_s=61,
        talk_s=60,
    ),
    Layout(
        "minutos-com-virgula",
        "Portuguese report: minutes with a comma",
        table("Data e Hora;Tipo;Extensão;Número;Duração (min)", _excel_pt, delimiter=";"),
        country="PT",
    ),
    Layout(
        "post-luxembourg",
        "POST Luxembourg, call details",
        table("Date,Heure,Numéro A,Numéro B,Durée (s),Prix (EUR)", _lux),
        country="LU",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
    Layout(
        "maroc-telecom",
        "Maroc Telecom, détail en dirhams",
        table("Date;Heure;Numéro appelé;Durée;Montant (DH)", _ma, delimiter=";"),
        country="MA",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "charge-report-tabs",
        "Call accounting report: the telephone is a title, sums between",
        _tab_report,
        country="IE",
        suffix=".txt",
        ways=_OUTSIDE,
    ),
    Layout(
        "eir-e164",
        "Itemised list with international numbers and lengths as m:ss",
        table(
            "Call date,Call time,From,To,Length (m:ss),Charge EUR ex VAT",
            lambda call: [
                f"{call.at:%d/%m/%Y}",
                f"{call.at:%H:%M:%S}",
                call.own,
                far_e164(call),
                ms(call.talk),
                call.money(),
            ],
        ),
        country="IE",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        charges_euros=True,
    ),
)
