"""The page `docs/formats.md`, made of the registry: `python -m tools.formats_page > docs/formats.md`.

In: every known `Format`. Out: Markdown.
Pitfall: after a change of a format's title or source the page must be written again; a test says so.
"""

from __future__ import annotations

from veilleur.records.format import Format
from veilleur.records.registry import known_formats

# Known layouts that no reader takes; the text is the reason.
NOT_READ = (
    "Avaya Communication Manager, *customised* format: its fields are a list that the administrator chose;"
    " guessing it would be wrong silently. Describe it (below): `tests/records/described` has one.",
    "Mitel lines of 101 characters (extended digit length alone): no document that was found gives their"
    " columns; the forms of 90 and 207 characters are read.",
    "Cisco CMR (`cmr_*`): records of voice quality, no calls. In a CDR file such lines are passed over.",
    "Nortel and NEC ACD, hotel and data records: no call leaves; such lines are passed over.",
    "Inter-Tel Axxess and Mitel 5000, raw line: it prints hour and minute and no date; a table made of it,"
    " with dates, is read.",
    "LG iPECS workbook (SYLK) sent by mail: the columns were not seen; save it as CSV and describe it.",
    "Price decks (CGRateS, A2Billing, prefix lists): no calls; `[tariff] file` reads them.",
)
# Where the confidence of a format could be taken for more than it is.
CAVEATS = (
    "Tables, JSON and XML of unknown makers are read by the names and values of their fields. What is"
    " uncertain there (a unit, a word for the direction, a currency) is said in a notice, or the line is"
    " refused. Alcatel-Lucent OmniPCX Office over IP (XML) is read so, by the elements that public"
    " programs use.",
    "No real line was found in public for Avaya Communication Manager, HiPath and Hicom, OmniPCX Enterprise,"
    " iPECS, Issabel's report and every French itemised bill: their readers follow the layout alone.",
    "A PDF bill is read with the extra `pdf` (`pip install 'veilleur[pdf]'`): the table under each line of"
    " headings, by where its values are printed. A scanned bill has no text and is named as such."
    " (pdfplumber 0.11.10: MIT by its own metadata; pdfminer.six: MIT; pypdfium2: BSD-3-Clause and"
    " Apache-2.0.)",
    "Mails (`.eml`) and boxes of mails (`.mbox`) up to 64 MB are opened: attachments first, else the text or"
    " page of the mail. Pictures beside records are passed over; a picture, a sound, a Word document,"
    " contacts, a calendar, a bank statement or a web page is named as what it is.",
    "`.xlsb` is named and not read: pyxlsb, which reads it alone, stands at 1.0.10, and python-calamine"
    " (0.9.1) holds a whole sheet in memory, which a stranger's file must not ask for. Save it as"
    " `.xlsx` or CSV.",
    "Amounts in another currency than euros are kept and shown as the file has them, and counted nowhere.",
    "Printed tables whose columns only blanks part are read where the columns line up in the heading and all"
    " rows of the sample; a telephone or a direction may stand in a title above its rows.",
    "Operator bills: the headings are guessed. Look at `veilleur formats try FILE` before trusting a sum.",
    "Panasonic prints the time of the END; KX-TEA and KX-TES print the start, and no line says so.",
    "Formats without a year: the file's own date settles it, so copy files with their times (`cp -p`).",
    "Last digits that a PBX or operator hides (`****`, `XX`, `??`) stay hidden (`0639980•••`): class and"
    " price follow from the digits before, and two such numbers may look like one.",
    "Samsung, Vodavi, NEC and Norstar do not always mark a forward that left: where one telephone"
    " is in an incoming and an outgoing call from beginning to end, it is taken for a forward.",
)
DESCRIBED = """\
## A format of your own

`veilleur formats describe FILE` proposes a description, shows three calls as it reads them, and writes it
when you agree. `veilleur formats try FILE --describe FORMAT.toml` shows what is understood. Laid beside the
records as `FILE.toml` (such as `calls.txt.toml`) it serves every command, and `[smdr] format` may name it.
Columns count from 1, both ends included.

```toml
name = "our-pbx"

[layout]
kind = "fixed"              # or "delimited", with delimiter = ";" and heading = true
skip = "^(DATE|---)"        # lines that are no records

[fields]                    # fixed: [first, last]; delimited: column number, or its heading
date = [1, 8]               # date and time, or start alone
time = [10, 14]
extension = [16, 19]
direction = [21, 21]
number = [23, 47]
duration = [49, 56]         # also: billed, ring, outside_caller, kind, status, trunk, call, linked, cost

[times]
date = "DD/MM/YY"           # YYYY YY MM DD HH mm ss ap (AM or PM); a date without a year is allowed
time = "HH:mm"
time_is = "end"             # or "start"
timezone = "site"           # or "UTC"
duration = "clock"          # hh:mm:ss; or "seconds", "minutes", "tenths" (of minutes)

[directions]                # words of the field direction; without them the two numbers decide
out = ["O"]
in = ["I"]

[origins]                   # words of the field kind (or direction)
forward = ["F"]
disa = ["D"]
```
"""


def page() -> str:
    """The whole page, Markdown."""
    lines = [
        "# Call-record formats",
        "",
        "Made of the formats themselves by `python -m tools.formats_page`; do not edit.",
        "*documented*: by the maker; *seen*: real records seen; *guessed*: neither. A file is recognised by",
        "itself, whatever its name, encoding (UTF-8, UTF-16, Latin-1, CP850), line ends, page headings and",
        "packing (gzip, bzip2, xz, zip, tar, Excel workbook), also when a spreadsheet has saved it again.",
        "A line that is not understood is reported with file, line and cause.",
        "",
        "| name | what | how sure | why | year, cause |",
        "|---|---|---|---|---|",
        *(_row(form) for form in known_formats()),
        "",
        "*no year*: dates name none. *by time*: a leg that was forwarded, transferred or left by DISA is",
        "joined to the incoming call that began and ended with it; elsewhere the record names it, or none.",
        "",
        "## Caveats",
        "",
        *(f"- {text}" for text in CAVEATS),
        "",
        "## Not read",
        "",
        *(f"- {text}" for text in NOT_READ),
        "",
        DESCRIBED,
    ]
    return "\n".join(lines).rstrip() + "\n"


def _row(form: Format) -> str:
    properties = ", ".join(
        word for word, holds in (("no year", form.yearless), ("by time", form.joins_by_time)) if holds
    )
    return f"| `{form.name}` | {form.title} | {form.confidence} | {form.source} | {properties} |"


if __name__ == "__main__":
    print(page(), end="")
