"""Lines that old PABXs print, American makes: Mitel, NEC, Nortel, Avaya, Samsung, small key systems."""

from __future__ import annotations

from collections.abc import Sequence

from tests.records.writers.calls import Call, Layout, clock, columns, quoted


def mitel(call: Call) -> str:
    """Mitel, 90 characters and ANI: no year, to the minute, 24 hours."""
    mark = " " if call.billed < 300 else "-" if call.billed < 600 else "%" if call.billed < 1800 else "+"
    parties = (call.extension, "T054") if call.outgoing else ("T102", call.extension)
    if call.internal:
        parties = (call.extension, call.number)
    if call.forwarded:
        parties = ("T102", "T054")
    number = call.number if call.outgoing or call.internal else ""
    caller = call.outside if call.forwarded else "" if call.outgoing or call.internal else call.number
    return columns(
        103, (1, mark), (2, f"{call.start:%m/%d %H:%M}"), (15, clock(call.billed)), (24, parties[0]),
        (30, f"{call.rang:03}" if call.billed else "***"), (34, number), (60, "A"), (62, parties[1]),
        (66, "I" if call.internal else ""), (68, call.extension if call.forwarded else ""), (86, "000"),
        (92, caller),
    )  # fmt: skip


def mitel_twelve(call: Call) -> str:
    """The same with a clock of twelve hours: the second half bears a P."""
    line = mitel(call)
    half = "P" if call.start.hour >= 12 else " "
    return line[:7] + f"{call.start:%I:%M}" + half + line[13:]


def mitel_long(call: Call) -> str:
    """The 207-character form: seconds, longer numbers, four digits of waiting."""
    parties = (call.extension, "T054") if call.outgoing else ("", call.extension)
    number = call.number if call.outgoing else ""
    lasted = f"{call.billed // 3600:04}:{call.billed // 60 % 60:02}:{call.billed % 60:02}"
    return columns(
        207, (2, f"{call.start:%m/%d %H:%M:%S}"), (18, lasted), (29, parties[0]),
        (37, f"{call.rang:04}" if call.billed else "****"), (42, number), (68, "A" if call.outgoing else ""),
        (70, "" if call.outgoing else parties[1]), (108, "001"), (114, "" if call.outgoing else call.number),
        (154, f"A{call.key % 10**7:07}"), (163, "A"),
    )  # fmt: skip


def nec_sl(call: Call) -> str:
    """NEC SL and SV, with the date; a blank line follows each record."""
    if call.internal:
        return columns(80, (1, "ICM"), (6, f"{call.start:%H:%M %m/%d}"), (23, clock(call.billed)),
                       (32, call.extension), (43, call.number)) + "\r\n"  # fmt: skip
    return columns(
        80, (1, "POT" if call.outgoing else "PIN"), (6, f"{call.start:%H:%M %m/%d}"), (18, "002"),
        (23, clock(call.billed)), (32, call.extension), (43, call.number),
        (64, "NO ANSWER" if not (call.billed or call.outgoing) else call.name[:16]),
    ) + "\r\n"  # fmt: skip


def nec_sl_pages(calls: Sequence[Call]) -> str:
    """A page for each month: only its heading names the year."""
    pieces, month = [], ""
    for call in calls:
        if f"{call.start:%Y%m}" != month:
            month = f"{call.start:%Y%m}"
            pieces.append(columns(79, (61, f"{call.start:%m/%d/%Y} PAGE 001")) + "\r\n\r\n"
                          "CLASS TIME DATE  LINE DURATION  STATION     DIALLED No./CLI"
                          "    ACCOUNT\r\n\r\n")  # fmt: skip
        pieces.append(nec_sl(call) + "\r\n")
    return "".join(pieces)


def neax_section(number: int, data: str) -> str:
    """A section of a NEAX record: number, length, data."""
    return f"{number:02}{len(data):02}{data}"


def neax(call: Call) -> str:
    """NEC NEAX 2400, SV8500: a K record of sections."""
    kind = "KM" if call.internal else "KK" if call.outgoing else "KL"
    times = f"{call.start:%Y%m%d%H%M%S}000{call.after(call.billed):%Y%m%d%H%M%S}000"
    body = neax_section(1, "120010100522") + neax_section(2, "210000120001")
    if kind != "KL":
        body += neax_section(3, "000100" + call.extension)
    if kind != "KK":
        body += neax_section(4, "210000120002")
        body += neax_section(5, "000100" + (call.number if call.internal else call.extension))
    body += neax_section(6, times) + neax_section(7, "") + neax_section(8, "01209180010101")
    if kind == "KK":
        body += neax_section(10, f"010{len(call.number):02}{call.number}") + neax_section(11, "0")
    if kind == "KL":
        body += neax_section(16, call.number)
    return f"0!{kind}{body}"


def meridian(call: Call) -> str:
    """Nortel SL-1 and Meridian 1: the time of the end."""
    extension, caller = f"DN{call.extension}", call.outside if call.forwarded else call.number
    parties = ("T047000", extension)
    if call.outgoing:
        parties = ("T047000" if call.forwarded else extension, "T052000")
    if call.internal:
        parties = (extension, f"DN{call.number}")
    kind = "N" if call.billed or call.outgoing or call.internal else "B"
    lasted, dialled = clock(call.billed), call.number if call.outgoing else ""
    line = columns(
        60, (1, kind), (3, f"{call.key // 60 % 1000:03}"), (7, "00"), (10, parties[0]), (18, parties[1]),
        (26, f"{call.after(call.billed):%m/%d %H:%M:%S}"), (41, lasted), (50, dialled),
    ).rstrip()  # fmt: skip
    caller_line = "" if call.internal or (call.outgoing and not call.forwarded) else f"\r\n& {caller:x<16}"
    return line + caller_line


def strata(call: Call) -> str:
    """Toshiba Strata CTX from release 1.03 on: DISA and who answers for it on the second line."""
    extension = f"DN{call.extension}"
    parties = ("T00100300", extension)
    if call.outgoing:
        parties = ("T00100300" if call.forwarded else extension, "T00100100")
    kind = "N" if call.billed or call.outgoing else "B"
    line = columns(
        91, (1, kind), (3, f"{call.key // 60 % 128:03}"), (7, "00"), (14, parties[0]), (24, parties[1]),
        (34, f"{call.after(call.billed):%m/%d %H:%M:%S}"), (49, clock(call.billed) + ".0"),
        (60, call.number if call.outgoing else ""),
    ).rstrip()  # fmt: skip
    if call.outgoing and not call.forwarded:
        return line
    caller = call.outside if call.forwarded else call.number
    return line + "\r\n" + columns(62, (2, "&"), (3, caller), (48, extension)).rstrip()


def norstar(call: Call) -> str:
    """Nortel Norstar and BCM report: the heading bears the time of the answer."""
    begun = call.answer if not call.outgoing and call.billed else call.start
    lines = (
        f" LINE = 0004 LINE = 0005 STN = {call.extension}"
        if call.forwarded
        else (f" LINE = 0004 STN = {call.extension}")
    )
    ring = f"{call.rang // 60}:{call.rang % 60:02}"
    report = [f"-------- {begun:%d/%m/%y %H:%M:%S}{lines}"]
    caller = call.outside if call.forwarded else call.number
    if call.forwarded or not call.outgoing:
        report.append(f"CALLING NUMBER {caller}")
    if call.outgoing:
        report += ["00:00:00 OUTGOING CALL", f"DIGITS DIALED {call.number}"]
    elif call.billed:
        report.append(f"00:00:00 INCOMING CALL RINGING {ring}")
    else:
        report.append(f"00:00:00 NO ANSWER RINGING {ring}")
    report.append(f"{clock(call.billed)} CALL RELEASED")
    return "\r\n".join(report) + "\r\n"


def norstar_live(call: Call) -> str:
    """Real-time lines: printed while the call runs, incoming calls with a number only."""

    def line(moment: object, station: str, event: str) -> str:
        return columns(65, (1, f"*{moment:%m%d%y %H%M%S}"), (16, "0019"), (22, station), (32, call.number),
                       (48, call.name[:15]), (64, "U"), (65, "")) + f"    {event}"  # fmt: skip

    rings = line(call.start, "", "G")
    if not call.billed:
        return rings + "\r\n" + line(call.answer, call.extension, "N")
    return "\r\n".join((rings, line(call.answer, call.extension, "A"), line(call.end, call.extension, "R")))


def avaya(calls: Sequence[Call]) -> str:
    """Avaya Communication Manager, Int-ISDN: the time of the end, a line with the date once a day."""
    lines, day = [], ""
    for call in calls:
        end = call.after(call.billed)
        if f"{end:%m%d}" != day:
            day = f"{end:%m%d}"
            lines.append(day)
        tenths = call.billed // 6
        lasted = f"{tenths // 600:1}{tenths // 10 % 60:02}{tenths % 10}"
        incoming = "011" if call.forwarded or not (call.outgoing or call.internal) else ""
        code = "0" if call.internal else "7" if call.outgoing else "9"
        if not call.outgoing and not call.internal and not call.billed:
            code = "H"
        called = call.number if call.outgoing or call.internal else call.extension
        calling = (
            call.outside
            if call.forwarded
            else call.extension
            if call.outgoing or call.internal
            else call.number
        )
        access = "9" if call.outgoing else ""
        lines.append(columns(
            112, (1, f"{end:%H%M}"), (6, lasted), (11, code), (13, access.rjust(4)), (18, access.rjust(4)),
            (23, called.rjust(15)), (39, calling.rjust(10)), (76, "0"), (78, incoming),
            (82, "002" if call.outgoing else ""),
        ))  # fmt: skip
    return "".join(line + "\r\n" for line in lines)


def officeserv(call: Call) -> str:
    """Samsung OfficeServ: 154 bytes a record, columns counted from 0."""
    code = "FO" if call.forwarded else "O" if call.outgoing else "I" if call.billed else "A"
    dialled = call.number if call.outgoing else ""
    caller = "" if call.outgoing else call.number
    if call.internal:
        code, dialled, caller = "IC", call.number, ""
    return columns(
        151, (3, str(call.key // 60 % 10**6).rjust(6)), (10, call.extension.rjust(6)), (17, "701"),
        (27, f"{call.start:%m/%d %H:%M:%S}"), (42, clock(call.billed)), (51, code), (54, dialled),
        (91, "0.00".rjust(10)), (102, caller), (119, call.name[:18]),
    )  # fmt: skip


def dcs(call: Call) -> str:
    """Samsung DCS and iDCS, printed."""
    code = "FO" if call.forwarded else "O" if call.outgoing else "I" if call.billed else "A"
    return (
        f"{call.extension:<9} 701  {call.start:%m/%d %H:%M:%S} {clock(call.billed)} {code:<2} "
        f"{call.number if call.outgoing else '':<18} {'':12} {'' if call.outgoing else call.number:<15} "
        f"{call.name[:15]}"
    )


def vodavi(call: Call) -> str:
    """Vodavi and LG: incoming calls take two lines."""
    letter = "O" if call.outgoing else "I" if call.billed else "U"
    shown = call.rang if letter == "U" else call.billed
    line = columns(80, (1, call.extension), (6, "08"), (9, clock(shown)), (18,
        f"{call.start:%H:%M %m/%d/%y}"),
                   (34, letter + (call.number if call.outgoing else "")))  # fmt: skip
    if call.outgoing:
        return line.rstrip()
    return line[:78] + "**\r\n" + columns(80, (34, "**"), (38, call.extension), (44, call.number)).rstrip()


def altigen(call: Call) -> str:
    """AltiGen AltiWare, columns counted from 0."""
    when = f"{call.start:%m/%d %I:%M}{'P' if call.start.hour >= 12 else 'A'} {clock(call.billed)}"
    if call.outgoing:
        return columns(80, (2, when), (24, call.extension), (34, call.number), (62, "0411"))
    return columns(80, (2, when), (24, "0413"), (28, call.number), (62, call.extension))


def merlin(call: Call) -> str:
    """AT&T Merlin."""
    kind, number = (
        ("C", call.number + ("#" if call.forwarded else "")) if call.outgoing else ("I", call.number)
    )
    return columns(80, (1, kind), (3, f"{call.start:%m/%d/%y %H:%M}"), (18, number), (38, clock(call.billed)),
                   (49, "8"), (55, call.extension)).rstrip()  # fmt: skip


def intertel(call: Call) -> str:
    """Inter-Tel Axxess, a table of its lines."""
    kind = "O/I" if call.outgoing else "IN" if call.billed else "RG"
    seconds = clock(call.billed or call.rang)
    dnis = "0" if call.outgoing else call.extension
    return "\t".join(
        (kind, call.extension, "94151", call.number, dnis, f"{call.start:%Y-%m-%d %H:%M:%S}", seconds)
    )


def matrix(call: Call) -> str:
    """Matrix Eternity, columns counted from 0 as a public collector cuts them."""
    day, time = f"{call.start:%d-%m}", f"{call.start:%H:%M:%S}"
    if call.internal:
        return columns(80, (12, call.extension), (29, call.number), (41, day), (53, time),
                       (63, str(call.billed).rjust(6)), (69, "IN")).rstrip()  # fmt: skip
    if call.outgoing:
        return columns(80, (17, call.extension), (22, call.number), (41, day), (50, time),
                       (59, str(call.billed).rjust(5)), (72, "0.72"), (78, "C")).rstrip()  # fmt: skip
    lasted = call.billed or call.rang
    return columns(80, (7, call.number), (24, call.extension), (32, call.extension if call.billed else ""),
                   (37, day), (48, time), (65, str(lasted).rjust(5)), (70, "N" if call.billed else "U")
                   ).rstrip()  # fmt: skip


def esi(call: Call) -> str:
    """ESI IVX, tabular; a record ends LF CR."""
    number = call.number.rjust(27) if call.outgoing else call.number
    return columns(80, (1, "O" if call.outgoing else "I"), (3, f"{call.start:%m/%d %H:%M:%S}"),
                   (18, clock(call.billed)), (27, call.extension), (31, number), (77, "07"))  # fmt: skip


def esi_csv(call: Call) -> str:
    """ESI IVX, CSV."""
    return quoted(
        "O" if call.outgoing else "I", f"{call.start:%m%d%Y}", f"{call.start:%H%M%S}",
        clock(call.billed).replace(":", ""), call.extension, call.number, call.name[:24], "11",
    )  # fmt: skip


def dbs(call: Call) -> str:
    """Panasonic DBS 576."""
    kind = "F" if call.forwarded else "O" if call.outgoing else "I" if call.billed else "A"
    lasted = call.rang if kind == "A" else call.billed
    return f"{kind} {call.start:%m/%d %H:%M:%S} {clock(lasted)}  {call.extension} 0001 {call.number}"


def phonesuite(call: Call) -> str:
    """PhoneSuite Console: outgoing calls."""
    return f"{call.extension} 01 {call.start:%m/%d/%y %H:%M:%S} {clock(call.billed)} {call.number}"


_DCS_PAGE = (
    "SMDR REPORT FOR [CID Sample      ]   {}\r\n"
    + "=" * 114
    + "\r\nEXT  AUTH TRK  MM/DD STT.TIME DURATION FG"
    " DIALED DIGIT       ACCOUNT CODE CID NUMBER      CID NAME\r\n" + "=" * 114 + "\r\n"
)


def dcs_pages(calls: Sequence[Call]) -> str:
    """A page for each month: only its heading names the year."""
    pieces, month = [], ""
    for call in calls:
        if f"{call.start:%Y%m}" != month:
            month = f"{call.start:%Y%m}"
            pieces.append("\f" + _DCS_PAGE.format(f"{call.start:%m/%d/%y %H:%M}"))
        pieces.append(dcs(call) + "\r\n")
    return "".join(pieces)


LATIN = "abcdefgéèà -"
_MINUTES = "seconds of the start; the year"

LAYOUTS = (
    Layout("mitel-smdr", mitel, 60, "\r\n", has_year=False, shows_outside=True, shows_internal=True,
        longest_number=20,
           rejoins=True, cannot=_MINUTES),
    Layout("mitel-smdr", mitel_twelve, 60, "\r\n", False, False, variant="twelve", longest_number=20,
           can_hold=lambda calls: any(call.start.hour >= 12 for call in calls),
           cannot=_MINUTES + "; twelve hours, in a file without an afternoon"),
    Layout("mitel-smdr", mitel_long, 1, "\r\n", False, False, variant="long", longest_number=20,
           cannot="the year; a forward is one record a trunk"),
    Layout("nec-sl", nec_sl, 60, "\r\n", False, False, shows_internal=True, longest_number=20, names=LATIN,
           rejoins=True, cannot=_MINUTES + "; forwards"),
    Layout("nec-sl", nec_sl, 60, "\r\n", False, variant="pages", shows_internal=True, longest_number=20,
           whole=nec_sl_pages, cannot="seconds of the start; forwards"),
    Layout("nec-neax", neax, 1, "\r\n", False, shows_internal=True, shows_unanswered=False, longest_number=20,
           cannot="ringing; forwards by a code not checked"),
    Layout("meridian-cdr", meridian, 1, "\r\n", has_year=False, variant="sl1", shows_outside=True,
        by_end=True,
           shows_internal=False, shows_forwarder=False, longest_number=20,
           cannot="the year; who forwarded"),
    Layout("meridian-cdr", strata, 1, "\r\n", has_year=False, variant="strata", shows_outside=True,
        by_end=True,
           longest_number=16, cannot="the year"),
    Layout("nortel-norstar", norstar, 1, "\r\n", longest_number=22, variant="report", shows_outside=True,
           cannot="internal calls"),
    Layout("nortel-norstar", norstar_live, 1, "\r\n", False, variant="live", longest_number=15, names=LATIN,
           cannot="outgoing calls"),
    Layout("avaya-cm-int-isdn", lambda call: avaya([call]), 60, "", has_year=False,
           by_end=True, billed_step_s=6, shows_outside=True, longest_call_s=35_990, longest_number=15,
           shows_forwarder=False,
           whole=avaya, shows_internal=True, cannot="seconds; the year; calls over ten hours in one record"),
    Layout("samsung-smdr", officeserv, 1, "\r\n\0", has_year=False, shows_internal=True, names=LATIN,
           longest_number=17, cannot="the year; who called a forwarded call"),
    Layout("samsung-smdr", dcs, 1, "\r\n", variant="dcs", whole=dcs_pages, names=LATIN, longest_number=15,
           cannot="who called a forwarded call"),
    Layout("key-system-smdr", vodavi, 60, "\r\n", False, variant="vodavi", longest_number=24,
           cannot="seconds; forwards"),
    Layout("key-system-smdr", altigen, 60, "\n", False, False, variant="altigen", shows_unanswered=False,
           longest_number=20, cannot=_MINUTES + "; unanswered calls; forwards"),
    Layout("key-system-smdr", merlin, 60, "\n", variant="merlin", shows_unanswered=False, longest_number=15,
           cannot="seconds; unanswered calls"),
    Layout("key-system-smdr", intertel, 1, "\n", False, variant="intertel", longest_number=20,
           cannot="forwards"),
    Layout("key-system-smdr", matrix, 1, "\n", False, False, variant="matrix", shows_internal=True,
           longest_number=15, longest_call_s=99_999, cannot="the year; forwards"),
    Layout("key-system-smdr", esi, 1, "\n\r", False, False, variant="esi", shows_unanswered=False,
           longest_number=20, cannot="the year; unanswered calls; forwards"),
    Layout("key-system-smdr", esi_csv, 1, "\n\r", False, variant="esi-csv", shows_unanswered=False,
           longest_number=20, names="abcdefgé -,;\"", cannot="unanswered calls; forwards"),
    Layout("key-system-smdr", dbs, 1, "\r\n", has_year=False, variant="dbs", longest_number=24,
           cannot="the year; who called a forwarded call"),
    Layout("key-system-smdr", phonesuite, 1, "\n", False, variant="phonesuite", shows_incoming=False,
           shows_unanswered=True, longest_number=20, cannot="incoming calls"),
)  # fmt: skip
