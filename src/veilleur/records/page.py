"""The page `docs/formats.md`, made of the registry. `python -m veilleur.records.page > docs/formats.md`.

The thing a reader would get wrong: a change of a format's words needs the page made anew; a test says so.
"""

from __future__ import annotations

from veilleur.records.engine import known_formats

# Known layouts that no reader takes yet; the text is the reason.
NOT_READ = (
    "Asterisk CEL, FreePBX SQL export, Issabel report, FreeSWITCH (CSV, JSON, XML), Kamailio and"
    " OpenSIPS acc, 3CX V20 and console log and relayed JSON, Yeastar table and JSON, Grandstream"
    " UCM over its API, Cisco CUCM and voice gateway, Keyyo, OVH, Teams, Twilio, Telnyx,"
    " Switchvox, innovaphone: the layout is known, the reader is not written yet.",
    "Panasonic, Mitel, Alcatel-Lucent OmniPCX Office and Enterprise, HiPath native, NEC, Samsung,"
    " iPECS, Nortel, Toshiba, ESI, AltiGen, Inter-Tel, Vodavi, Matrix, Merlin, Avaya Communication"
    " Manager: the reader is not written yet.",
    "Operator bills: no public real bill was found, so the headings are guessed; try the file with"
    " `veilleur formats try FILE` before trusting the result.",
)


def page() -> str:
    """The whole page, Markdown."""
    lines = [
        "# Call-record formats",
        "",
        "Made of the formats themselves by `python -m veilleur.records.page`; do not edit.",
        "*documented*: by the maker; *seen*: real records seen; *guessed*: neither.",
        "",
        "| name | what | how sure | why |",
        "|---|---|---|---|",
        *(f"| `{f.name}` | {f.title} | {f.confidence} | {f.source} |" for f in known_formats()),
        "",
        "## Not read, or not surely",
        "",
        *(f"- {text}" for text in NOT_READ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")
