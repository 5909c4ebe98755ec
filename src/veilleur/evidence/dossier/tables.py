"""The calls and the time-line as CSV and XLSX, for whom they concern.

In: a dossier. Out: bytes. Pitfall: a spreadsheet takes "+371..." and "=..." for formulas: XLSX cells are
typed, and in CSV a text that begins so has an apostrophe before it, as spreadsheets know it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from veilleur.evidence.dossier.content import Dossier
from veilleur.evidence.dossier.setting import extension_shown
from veilleur.evidence.dossier.wording import Words
from veilleur.language import masked, printable
from veilleur.words.money import euros

Cell = str | int | float
_FORMULA = ("=", "+", "-", "@")
CALL_HEADS = (
    "number",
    "start_local",
    "start_utc",
    "call_id",
    "extension",
    "called",
    "as_dialled",
    "territory",
    "place",
    "origin",
    "outside_hours",
    "answered",
    "seconds",
    "priced_by",
    "cost_eur",
    "at_most_eur",
    "state",
    "source_file",
    "source_line",
    "source_sha256",
)
STEP_HEADS = (
    "local",
    "utc",
    "kind",
    "kind_fr",
    "kind_en",
    "text_fr",
    "text_en",
    "times",
    "last_utc",
    "source_file",
    "source_line",
    "source_sha256",
)


def call_rows(dossier: Dossier, *, is_masked: bool) -> list[list[Cell]]:
    """One row a call."""
    zone = ZoneInfo(dossier.timezone)

    def shown(number: str) -> str:
        return masked(number) if is_masked else number

    return [
        [
            place,
            _iso(call.at, zone),
            _utc(call.at),
            "" if is_masked else call.id,
            extension_shown(call.extension, is_masked=is_masked),
            shown(call.called),
            shown(call.number),
            call.territory,
            call.place,
            call.origin,
            int(call.is_closed),
            int(call.is_answered),
            call.seconds if call.is_end_known else "",
            call.basis.value,
            *(float(euros(one)) if call.is_cost_known else "" for one in (call.cost, call.at_most)),
            call.state,
            call.source.file,
            call.source.line,
            call.source.sha256,
        ]
        for place, call in enumerate(dossier.calls, start=1)
    ]


def step_rows(dossier: Dossier) -> list[list[Cell]]:
    """One row a line of the time-line. kind is for programs, kind_fr and kind_en are for people."""
    zone = ZoneInfo(dossier.timezone)
    languages = [Words(lang, dossier.timezone) for lang in ("fr", "en")]
    return [
        [
            _iso(step.at, zone),
            _utc(step.at),
            step.kind,
            *(words.say(f"timeline.kind_{step.kind}") for words in languages),
            step.fr,
            step.en,
            step.times,
            _utc(step.last_at) if step.last_at else "",
            step.source.file,
            step.source.line,
            step.source.sha256,
        ]
        for step in dossier.steps
    ]


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, so that a French spreadsheet shows accents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet; the same rows give the same bytes."""
    lines = [_row(1, heads, style=1)]
    lines += [_row(place, row) for place, row in enumerate(rows, start=2)]
    sheet = (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )
    return package({**_PARTS, "xl/worksheets/sheet1.xml": sheet})


def package(parts: dict[str, str]) -> bytes:
    """An office document of parts; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def _row(place: int, cells: Sequence[Cell], style: int = 0) -> str:
    return f'<row r="{place}">{"".join(_cell(cell, style) for cell in cells)}</row>'


def _cell(cell: Cell, style: int) -> str:
    mark = f' s="{style}"' if style else ""
    if isinstance(cell, str):
        return f'<c{mark} t="inlineStr"><is><t xml:space="preserve">{escape(printable(cell))}</t></is></c>'
    return f"<c{mark}><v>{cell}</v></c>"


def _iso(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def _utc(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Veilleur" sheetId="1" '
        'r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill '
        'patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/>'
        '<xf fontId="1" applyFont="1"/></cellXfs>'
        "</styleSheet>"
    ),
}
