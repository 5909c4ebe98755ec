"""JSON and XML nested in other ways, mails with tables in them, and workbooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from tests.records.shapes.story import CALLS, FRENCH, Call, assert_read, hms

HEADING = "Date;Heure;Poste;Numéro;Sens;Durée"


def french(one: Call) -> str:
    return f"{one.at:%d/%m/%Y;%H:%M:%S};{one.ext};{one.far};{FRENCH[one.way]};{hms(one.talk)}"


def lines_of(calls: tuple[Call, ...]) -> str:
    return "\n".join([HEADING, *map(french, calls), ""])


def of_two_sides(place: int, one: Call) -> dict[str, Any]:
    return {
        "callId": f"c{place}",
        "direction": f"{one.way.upper()}BOUND",
        "participants": {"internal": {"extension": one.ext}, "external": {"number": one.e164}},
        "times": {
            "initiated": one.utc.isoformat(),
            "answered": one.answered_at.isoformat() if one.talk else None,
            "ended": one.end.isoformat(),
        },
    }


def with_a_list_of_parties(place: int, one: Call) -> dict[str, Any]:
    return {
        "id": place,
        "startedAt": int(one.at.timestamp() * 1000),
        "type": f"{one.way}bound",
        "parties": [
            {"role": "caller", "number": one.caller_e164},
            {"role": "callee", "number": one.called_e164},
        ],
        "talkMs": one.talk * 1000,
    }


def in_an_event(place: int, one: Call) -> dict[str, Any]:
    call = {
        "from": one.caller_e164,
        "to": one.called_e164,
        "direction": f"{one.way}bound",
        "start_time": f"{one.utc:%Y-%m-%dT%H:%M:%SZ}",
        "duration": one.talk,
    }
    return {"event": "call.ended", "sequence": place, "data": {"call": call}}


@pytest.mark.parametrize("record", [of_two_sides, with_a_list_of_parties, in_an_event])
@pytest.mark.parametrize("frame", ["answer", "lines", "list"])
def test_objects_may_be_nested_in_any_way(
    tmp_path: Path, record: Callable[[int, Call], dict[str, Any]], frame: str
) -> None:
    records = [record(place, one) for place, one in enumerate(CALLS)]
    path = tmp_path / "calls.json"
    if frame == "lines":
        path.write_text("".join(json.dumps(one) + "\n" for one in records))
    elif frame == "list":
        path.write_text(json.dumps(records, indent=1))
    else:
        path.write_text(json.dumps({"result": {"count": len(records), "items": records}}))
    assert_read(path)


def test_calls_of_a_day_inherit_its_date(tmp_path: Path) -> None:
    days: dict[str, list[dict[str, Any]]] = {}
    for one in CALLS:
        days.setdefault(f"{one.at:%Y-%m-%d}", []).append(
            {
                "time": f"{one.at:%H:%M:%S}",
                "extension": one.ext,
                "number": one.e164,
                "direction": one.way,
                "talk": one.talk,
            }
        )
    path = tmp_path / "calls.json"
    path.write_text(json.dumps({"days": [{"date": day, "calls": calls} for day, calls in days.items()]}))
    assert_read(path)


def test_calls_of_a_telephone_inherit_its_number(tmp_path: Path) -> None:
    telephones: dict[str, list[dict[str, Any]]] = {}
    for one in CALLS:
        telephones.setdefault(one.ext, []).append(
            {"start": one.at.isoformat(), "number": one.e164, "direction": one.way, "duration_s": one.talk}
        )
    path = tmp_path / "calls.json"
    path.write_text(json.dumps([{"extension": ext, "calls": calls} for ext, calls in telephones.items()]))
    assert_read(path)


def test_a_table_in_json_is_a_table(tmp_path: Path) -> None:
    rows = [
        [f"{one.at:%Y-%m-%d %H:%M:%S}", one.caller_e164, one.called_e164, one.way, one.talk] for one in CALLS
    ]
    path = tmp_path / "calls.json"
    path.write_text(
        json.dumps({"columns": ["start", "caller", "callee", "direction", "duration"], "rows": rows})
    )
    assert_read(path)


def fields_of(one: Call) -> dict[str, str]:
    return {
        "start_time": f"{one.at:%Y-%m-%d %H:%M:%S}",
        "caller": one.caller_e164,
        "callee": one.called_e164,
        "direction": one.way,
        "billsec": str(one.talk),
    }


def as_named_fields(one: Call) -> str:
    fields = "".join(f'<field name="{name}">{text}</field>' for name, text in fields_of(one).items())
    return f"<row>{fields}</row>"


def with_a_namespace(one: Call) -> str:
    return (
        f"<c:Call><c:StartTime>{one.at.isoformat()}</c:StartTime>"
        f"<c:CallingNumber>{one.caller_e164}</c:CallingNumber>"
        f"<c:CalledNumber>{one.called_e164}</c:CalledNumber><c:Direction>{one.way}bound</c:Direction>"
        f"<c:DurationSeconds>{one.talk}</c:DurationSeconds></c:Call>"
    )


def with_attributes(one: Call) -> str:
    return (
        f'<call dir="{one.way}"><start tz="UTC">{one.utc:%Y-%m-%dT%H:%M:%SZ}</start>'
        f"<src><num>{one.caller_e164}</num></src><dst><num>{one.called_e164}</num></dst>"
        f"<talk>{one.talk}</talk></call>"
    )


@pytest.mark.parametrize("element", [as_named_fields, with_a_namespace, with_attributes])
def test_elements_may_be_written_in_any_way(tmp_path: Path, element: Callable[[Call], str]) -> None:
    path = tmp_path / "calls.xml"
    rows = "\n".join(map(element, CALLS))
    path.write_text(
        f'<?xml version="1.0"?>\n<report xmlns:c="urn:calls"><calls>\n{rows}\n</calls></report>\n'
    )
    assert_read(path)


def mail(subject: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ops@example.fr", "garage@example.fr", subject
    return made


def with_an_attachment(calls: tuple[Call, ...], encoding: str = "cp1252") -> EmailMessage:
    made = mail("Détail des appels")
    made.set_content("Bonjour,\nvoici vos appels.\n")
    made.add_attachment(
        lines_of(calls).encode(encoding),
        maintype="application",
        subtype="octet-stream",
        filename="detail.csv",
    )
    made.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="logo.png")
    return made


def with_a_page() -> EmailMessage:
    made = mail("Vos appels")
    made.set_content("Ce message est en HTML.")
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split(";")) + "</tr>"
        for line in lines_of(CALLS).splitlines()
    )
    made.add_alternative(f"<html><body><p>Vos appels</p><table>{rows}</table></body></html>", subtype="html")
    return made


def in_the_text() -> EmailMessage:
    made = mail("Vos appels")
    made.set_content(f"Bonjour,\n\n{lines_of(CALLS)}\nCordialement\n", cte="quoted-printable")
    return made


@pytest.mark.parametrize(
    "made", [lambda: with_an_attachment(CALLS), with_a_page, in_the_text], ids=["file", "page", "text"]
)
def test_a_mail_is_opened(tmp_path: Path, made: Callable[[], EmailMessage]) -> None:
    path = tmp_path / "calls.eml"
    path.write_bytes(bytes(made()))
    assert_read(path)


def test_a_box_of_mails_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "calls.mbox"
    path.write_bytes(
        b"".join(
            b"From ops@example.fr Tue Oct 13 10:00:00 2026\n"
            + bytes(with_an_attachment(calls, "utf-8"))
            + b"\n\n"
            for calls in (CALLS[:10], CALLS[10:])
        )
    )
    assert_read(path)


def cell(value: str, kind: str = "String") -> str:
    return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'


def test_a_workbook_in_xml_is_read_whatever_stands_before_its_table(tmp_path: Path) -> None:
    head = "".join(map(cell, ("Start", "Ext", "Number", "Direction", "Duration")))
    rows = "".join(
        "<Row>"
        + cell(f"{one.at:%Y-%m-%dT%H:%M:%S}.000", "DateTime")
        + cell(one.ext, "Number")
        + cell(one.far)
        + cell(one.way)
        + cell(f"1899-12-31T{hms(one.talk)}.000", "DateTime")
        + "</Row>"
        for one in CALLS
    )
    names = "urn:schemas-microsoft-com:office:spreadsheet"
    path = tmp_path / "calls.xls"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{names}" xmlns:ss="{names}">'
        f'<Worksheet ss:Name="Info"><Table><Row>{cell("Rapport")}</Row></Table></Worksheet>'
        f'<Worksheet ss:Name="CDR"><Table><Row>{head}</Row>{rows}</Table></Worksheet></Workbook>'
    )
    assert_read(path)
