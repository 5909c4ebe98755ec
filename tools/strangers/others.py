"""Layouts of more switches, operators and documents: XML, HTML, workbooks, printed tables, nested JSON.

In: calls. Out: `OTHERS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import as_json, far_bare, far_e164, hms, ms, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})
_HEADS = ("Date", "Heure", "Poste", "Sens", "Numéro", "Durée")


def _cells(call: Call) -> list[str]:
    sense = way(call, "Sortant", "Entrant", "Interne")
    return [f"{call.at:%d/%m/%Y}", f"{call.at:%H:%M:%S}", call.ext, sense, call.dialled, hms(call.talk)]


def _rows(calls: Sequence[Call]) -> Iterable[Sequence[str]]:
    yield _HEADS
    yield from map(_cells, calls)


def _html(calls: Sequence[Call]) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in _rows(calls)
    )
    return f"<html><body><h1>Journal d'appels</h1><table border=1>{rows}</table></body></html>"


def _spreadsheet_ml(calls: Sequence[Call]) -> str:
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(one)}</Data></Cell>' for one in row)
        + "</Row>"
        for row in _rows(calls)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="Appels"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def _ods(calls: Sequence[Call]) -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(one)}</text:p></table:table-cell>'
            for one in row
        )
        + "</table:table-row>"
        for row in _rows(calls)
    )
    office = "urn:oasis:names:tc:opendocument:xmlns"
    text = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", text)
    return out.getvalue()


def _printed(calls: Sequence[Call]) -> str:
    """A report of a call accounting program: pages, a section for each telephone, sums."""
    lines = []
    for ext in sorted({call.ext for call in calls}):
        mine = [call for call in calls if call.ext == ext]
        lines += ["\fRELEVE DES COMMUNICATIONS            PAGE 1", f"POSTE : {ext}", ""]
        lines.append("DATE        HEURE     SENS      NUMERO                DUREE")
        lines.append("-" * 62)
        for call in mine:
            cells = _cells(call)
            lines.append(f"{cells[0]:12}{cells[1]:10}{cells[3]:10}{cells[4]:22}{cells[5]}")
        lines += ["-" * 62, f"TOTAL POSTE {ext} : {len(mine)} appels", ""]
    return "\r\n".join(lines) + "\r\n"


def _voip_innovations(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    answer, end = call.answered.astimezone(call.utc.tzinfo), call.end.astimezone(call.utc.tzinfo)
    return [
        way(call, "TERM_INTERSTATE", "ORIG-DID"),
        f"{answer.astimezone(call.at.tzinfo):%m/%d/%Y %H:%M:%S}",
        f"{end.astimezone(call.at.tzinfo):%m/%d/%Y %H:%M:%S}",
        f"{call.talk}.000",
        -(-call.talk // 6) * 6,
        6,
        6,
        "0.0100",
        call.money(),
        f"T{call.number}",
        "192.0.2.1",
        src[1:],
        "",
        dst[1:],
        *[""] * 6,
    ]


def _netsapiens(call: Call) -> list[object]:
    return [
        way(call, "originating", "terminating"),
        "firm.example",
        call.ext,
        call.ext,
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f"{call.answered:%Y-%m-%d %H:%M:%S}" if call.talk else "",
        call.talk,
        call.bare,
        call.dialled,
        f"2026{call.epoch}-{call.number:032x}",
        "Orig: Bye" if call.talk else "Cancel",
    ]


def _vitelity(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    state = "ANSWERED" if call.talk else "NO ANSWER"
    return [f"{call.at:%Y-%m-%d %H:%M:%S}", src, dst, call.talk, f'"x" <{src}>', state, call.money()]


def _porta_json(call: Call) -> dict[str, Any]:
    return {
        "i_xdr": call.number,
        "CLI": call.own[1:],
        "CLD": call.bare,
        "unix_connect_time": int(call.answered.timestamp()),
        "connect_time": f"{call.answered.astimezone(call.utc.tzinfo):%Y-%m-%d %H:%M:%S}",
        "disconnect_time": f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%d %H:%M:%S}",
        "charged_quantity": call.talk,
        "charged_amount": call.money(),
        "country": "CUBA" if call.is_fraud else "FRANCE",
        "call_id": f"{call.id}@pbx",
    }


def _oxo_xml(calls: Sequence[Call]) -> str:
    rows = "".join(
        f"<Ticket><ChargedUser>{one.ext}</ChargedUser><CommunicationType>"
        f"{way(one, 'Outgoing', 'Incoming', 'Internal')}</CommunicationType><Date>{one.at:%d/%m/%Y}</Date>"
        f"<Time>{one.at:%H:%M:%S}</Time><Duration>{hms(one.talk)}</Duration>"
        f"<DialledNumber>{one.dialled}</DialledNumber></Ticket>"
        for one in calls
    )
    return f"<?xml version='1.0'?><Tickets>{rows}</Tickets>"


def _genesys(call: Call) -> dict[str, Any]:
    return {
        "conversationId": f"{call.epoch:08x}-{call.number}",
        "conversationStart": f"{call.utc:%Y-%m-%dT%H:%M:%S.000Z}",
        "conversationEnd": f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%S.000Z}",
        "originatingDirection": way(call, "outbound", "inbound"),
        "ani": call.own if call.is_out else call.far,
        "dnis": call.far if call.is_out else call.own,
        "talkSeconds": call.talk,
        "user": call.name,
    }


def _german_fritz(call: Call) -> list[object]:
    minutes = -(-call.talk // 60)
    return [
        way(call, "3", "1" if call.talk else "2"),
        f"{call.at:%d.%m.%y %H:%M}",
        "",
        call.dialled,
        call.name,
        call.home.trunk + call.own[3:],
        f"{minutes // 60}:{minutes % 60:02}",
    ]


OTHERS = (
    Layout("html-table", "web exports named .xls that are HTML", _html, suffix=".xls"),
    Layout(
        "spreadsheet-ml", "web exports named .xls that are SpreadsheetML 2003", _spreadsheet_ml, suffix=".xls"
    ),
    Layout("ods", "LibreOffice workbook of text cells", _ods, suffix=".ods"),
    Layout(
        "printed-sections",
        "call accounting report on paper width, one section a telephone",
        _printed,
        suffix=".txt",
    ),
    Layout(
        "voip-innovations",
        "VoIP Innovations CSV, columns as Freeside's importer names them",
        table(
            "CallType;StartTime;StopTime;CallDuration;BillDuration;CallMinimum;CallIncrement;BasePrice;CallPrice;"
            "TransactionId;CustomerIP;ANI;ANIState;DNIS;LRN;DNISState;DNISLATA;DNISOCN;OrigTier;TermRateDeck",
            _voip_innovations,
            delimiter=";",
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
        start_s=20,
        answered_only=True,
    ),
    Layout(
        "netsapiens",
        "NetSapiens CDR export, columns in the order of Freeside's importer",
        table(
            "Direction,Domain,User,Local Party,Start Time,Answer Time,Duration,Remote Party,Dialed Number,Call ID,"
            "Release Text",
            _netsapiens,
        ),
        country="US",
        ways=_OUTSIDE,
    ),
    Layout(
        "vitelity",
        "Vitelity CDR, columns in the order of Freeside's importer",
        table("Date,Source,Destination,Seconds,CallerID,Disposition,Cost", _vitelity),
        country="US",
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "portaone-json",
        "PortaBilling API, get_xdr_list: names of public clients",
        as_json(_porta_json, "xdr_list"),
        suffix=".json",
        ways=_OUT,
        knows_telephone=False,
        start_s=20,
        answered_only=True,
    ),
    Layout("oxo-xml-tickets", "OmniPCX Office tickets over IP", _oxo_xml, suffix=".xml"),
    Layout(
        "genesys-json",
        "a contact centre's conversations with ani and dnis",
        as_json(_genesys, "conversations"),
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
        talk_s=1,
    ),
    Layout(
        "fritzbox-german",
        "FRITZ!Box Anrufliste, German",
        table(
            "Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer",
            _german_fritz,
            delimiter=";",
            before="sep=;",
            newest_first=True,
        ),
        country="DE",
        ways=_OUTSIDE,
        knows_telephone=False,
        start_s=60,
        talk_s=61,
        answered_only=True,
    ),
    Layout(
        "no-direction-column",
        "a list with caller and called alone, from a proxy",
        table(
            "start,caller,callee,duration",
            lambda c: [f"{c.at:%Y-%m-%d %H:%M:%S}", *c.pair(), c.talk],
        ),
    ),
    Layout(
        "sip-uris",
        "a proxy that writes whole addresses of SIP",
        table(
            "setup_time|from_uri|to_uri|call_duration|response",
            lambda c: [
                f"{c.at:%Y-%m-%dT%H:%M:%S}",
                *(f"sip:{one}@pbx.example:5060;user=phone" for one in c.pair()),
                c.talk,
                200 if c.talk else 487,
            ],
            delimiter="|",
        ),
    ),
    Layout(
        "masked-xx",
        "a list of an operator that hides the last two digits as XX behind blanks",
        table(
            "Date;Heure;Poste;Numéro appelé;Durée (mm:ss);Coût HT",
            lambda c: [
                f"{c.at:%d/%m/%y}",
                f"{c.at:%H:%M}",
                c.ext,
                f"{c.dialled[:-2]} XX",
                ms(c.talk),
                c.money(","),
            ],
            delimiter=";",
        ),
        ways=_OUT,
        hidden=2,
        start_s=60,
        answered_only=True,
    ),
    Layout(
        "utf16-tabs",
        "a table saved as Unicode text by a spreadsheet",
        table("\t".join(_HEADS), _cells, delimiter="\t", encoding="utf-16", end="\r\n"),
        suffix=".txt",
    ),
    Layout(
        "quoted-blanks",
        "quoted cells with blanks around, and empty columns at the end",
        table(
            '" Date "," Time "," Ext "," Direction "," Number "," Duration ",,',
            lambda c: [
                f" {c.at:%Y/%m/%d} ",
                f" {c.at:%I:%M:%S %p} ",
                f" {c.ext} ",
                way(c, " Out ", " In ", " Int "),
                f" {c.dialled} ",
                f" {hms(c.talk)} ",
                "",
                "",
            ],
            quoted=True,
        ),
    ),
)
