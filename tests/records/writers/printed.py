"""Lines that old PABXs print, European makes: Alcatel, Siemens, Aastra, iPECS, Panasonic."""

from __future__ import annotations

from tests.records.writers.calls import Call, Layout, clock, columns


def oxo(call: Call) -> str:
    """Alcatel-Lucent OmniPCX Office, default statement."""
    way, mark = ("-->" if call.outgoing else "<--"), "R" if call.forwarded else ""
    when = f"{call.start:%d/%m/%y %H:%M}"
    number = call.shown("*")
    return f"A{call.extension:<4} {way} N01 {when} {clock(call.billed)}     0 ST {mark:<7} {number}"


def oxo_more(call: Call) -> str:
    """The same with the fields an installer may add: initial user, mode, ring, cost, name."""
    first = "****" if call.outgoing else "G9"
    ring = f"{call.rang // 60:02}:{call.rang % 60:02}"
    return (
        f"{first:<5} A{call.extension:<8} {'-->' if call.outgoing else '<--'} V123 "
        f"{call.start:%d/%m/%y %H:%M} "
        f"{clock(call.billed)}    12 ST {'R' if call.forwarded else '':<7} {call.shown('*'):<26} M {ring}"
        f"       0.12 {'':16} {call.name[:16]}"
    ).rstrip()


def oxe_fields(call: Call) -> dict[str, str]:
    """Fields of an OmniPCX Enterprise ticket by name."""
    kind = "3" if call.internal else "0" if call.outgoing else "4"
    forwarded = call.forwarded
    return {
        "called": call.number if call.outgoing or call.internal else call.extension,
        "charged": call.extension, "name": call.name[:20], "node": "1",
        "calling": call.outside if forwarded else "" if call.outgoing else call.extension if call.internal
        else call.number,
        "type": kind, "cost type": "0", "end": f"{call.end:%Y%m%d %H:%M:%S}", "seconds": str(call.billed),
        "trunk": "12", "group": "1", "reference": str(call.key % 10**8),
        "dialled": call.number if call.outgoing else "",
        "waited": str(call.rang), "redirected": "1" if forwarded else "",
        "start": f"{call.start:%Y%m%d %H:%M:%S}",
        "acting": call.extension if forwarded else "",
    }  # fmt: skip


def oxe_fixed(call: Call) -> str:
    """The ticket itself: release ED5.2, 525 characters."""
    places = {
        "called": 6, "charged": 36, "name": 66, "node": 112, "calling": 137, "type": 167, "cost type": 169,
        "end": 170, "seconds": 202, "trunk": 212, "group": 217, "reference": 349, "dialled": 396,
        "waited": 426, "redirected": 441, "start": 442, "acting": 459,
    }  # fmt: skip
    fields = oxe_fields(call)
    return columns(525, (1, "ED5.2"), *((places[name], text) for name, text in fields.items()))


def oxe_tab(call: Call) -> str:
    """What a collector keeps of it: 47 fields with TAB between."""
    order = (
        "called", "charged", "name", "", "", "node", "", "calling", "type", "cost type", "end", "", "",
        "seconds", "trunk", "group", "", "", "", "", "", "", "", "", "", "", "reference", "", "", "", "", "",
        "", "", "dialled", "waited", "", "redirected", "start", "acting", "", "", "", "", "", "", "",
    )  # fmt: skip
    fields = oxe_fields(call)
    return "\t".join(fields.get(name, "") for name in order)


def hicom(call: Call) -> str:
    """Siemens Hicom 150 and HiPath, compressed: the time of the end."""
    kind = "9" if call.forwarded else "2" if call.outgoing else "1"
    ring = f"{call.rang // 60:02}:{call.rang % 60:02}" if call.rang and not call.outgoing else ""
    return columns(
        112, (1, f"{call.end:%d.%m.%y%H:%M:%S}"), (17, "  1"), (20, call.extension.rjust(6)), (26, ring),
        (31, clock(call.billed) if call.billed or call.outgoing else ""), (39, call.shown("?")),
        (75, kind.rjust(2)),
    )  # fmt: skip


def hicom_long(call: Call) -> str:
    """The same for a printer."""
    kind = "9" if call.forwarded else "2" if call.outgoing else "1"
    ring = f"{call.rang // 60:02}:{call.rang % 60:02}" if call.rang and not call.outgoing else ""
    return columns(
        79, (1, f"{call.end:%d.%m.%y %H:%M:%S}"), (19, "  1"), (23, call.extension.rjust(6)), (30, ring),
        (36, clock(call.billed) if call.billed or call.outgoing else ""), (45, call.shown("?")),
        (66, "0.72".rjust(11) if call.outgoing else ""), (78, kind.rjust(2)),
    )  # fmt: skip


def hicom_100(call: Call) -> str:
    """Siemens Hicom 100 E: 80 characters and the MSN."""
    kind = "9" if call.forwarded else "2" if call.outgoing else "1"
    ring = f"{call.rang // 60:02}:{call.rang % 60:02}" if call.rang and not call.outgoing else ""
    return columns(
        91, (1, f"{call.end:%d.%m.%y%H:%M:%S}"), (17, " 1"), (19, call.extension.rjust(5)), (24, ring),
        (29, clock(call.billed) if call.billed or call.outgoing else ""), (37, call.shown("?")),
        (57, "6".rjust(11) if call.outgoing else ""), (68, kind.rjust(2)),
    )  # fmt: skip


def getaccount(call: Call) -> str:
    """Siemens HiPath 3000/5000, record of the manager program."""
    return columns(
        109, (1, f"{call.after(call.billed):%d.%m.%y%H:%M:%S}"), (17, "  1"), (20, "  1"),
        (23, call.extension.rjust(6)), (29, str(call.billed).rjust(5)), (34, clock(call.billed)),
        (42, call.shown("?")), (67, "6".rjust(11)), (78, "2" if call.outgoing else "1"), (101, "    1"),
    )  # fmt: skip


def aastra_pc1(call: Call) -> str:
    """Ascotel IntelliGate, PC1: outgoing calls only."""
    hours, rest = divmod(call.billed, 3600)
    lasted = f"{hours:02}H{rest // 60:02}M{rest % 60:02}"
    line = columns(
        68, (1, call.extension), (7, "10"), (10, f"{call.start:%y%m%d %H:%M}"), (23, lasted), (32, "00009"),
        (38, "00003"), (44, call.number),
    )  # fmt: skip
    return "\t" + line


def aastra_printer(call: Call) -> str:
    """The protocol format for a printer: hidden digits are dots."""
    hours, rest = divmod(call.billed, 3600)
    return columns(
        76, (3, call.extension), (9, " 10"), (13, f"{call.start:%d%m%y %H:%M}"),
        (26, f"{hours:02}H{rest // 60:02}M{rest % 60:02}"), (35, "00009"), (41, "0.30".rjust(10)),
        (52, call.shown(".")), (73, "0087"),
    )  # fmt: skip


def aastra_pc5(call: Call) -> str:
    """Ascotel IntelliGate and MiVoice Office 400, PC5: both directions, day first as the figure has it."""
    hours, rest = divmod(call.billed, 3600)
    lasted = f"{hours:02}H{rest // 60:02}m{rest % 60:02}"
    caller = call.outside if call.forwarded else "" if call.outgoing else call.number
    called = call.number if call.outgoing else call.extension
    line = columns(
        209, (1, call.extension.rjust(12)), (24, "321"), (28, f"{call.start:%d%m%y %H:%M}"), (41, lasted),
        (67, "00101"), (73, caller), (115, called), (197, f"{call.rang:03}"), (205, "1236"),
    )  # fmt: skip
    return "\t" + line


def ipecs(call: Call) -> str:
    """Ericsson-LG iPECS, in the order of its fields."""
    number = call.shown("*")
    letter = "O" if call.outgoing else "I" if call.billed else "L"
    dialled = f"Intercom : {number}" if call.internal else f"{letter}{number}"
    ring = "" if call.outgoing or call.internal else f"{'':20} R {call.rang // 60:02}:{call.rang % 60:02}"
    line = "   " if call.internal else "001"
    when = f"{clock(call.billed)} {call.start:%d/%m/%y %H:%M}"
    return f"{call.key % 10000:04} {call.extension} {line} {when} {dialled}{ring}"


def panasonic_minutes(seconds: int) -> str:
    """hh:mm'ss."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}'{seconds % 60:02}"


def panasonic(call: Call) -> str:
    """Panasonic pattern A: the time of the end, to the minute."""
    end = f"{call.end:%d/%m/%y %I:%M%p}"
    if call.internal:
        number, line = f"EXT{call.number}", "  "
    else:
        number, line = call.shown("X") if call.outgoing else f"<I>{call.number}", "01"
    ring = "" if call.outgoing or call.internal else f"{call.rang // 60}'{call.rang % 60:02}"
    code = "FW" if call.forwarded else "NA" if not (call.billed or call.outgoing or call.internal) else ""
    return columns(
        80, (1, end), (19, call.extension), (24, line), (27, number), (53, ring),
        (58, panasonic_minutes(call.billed)), (78, code),
    )  # fmt: skip


def panasonic_b(call: Call) -> str:
    """Pattern B: no ringing, a cost."""
    number = call.number if call.outgoing else f"<I>{call.number}"
    code = "FW" if call.forwarded else "NA" if not (call.billed or call.outgoing) else ""
    return columns(
        80, (1, f"{call.after(call.billed):%d/%m/%y %I:%M%p}"), (19, call.extension), (24, "02"), (27,
            number),
        (48, panasonic_minutes(call.billed)), (57, "00005.60EU" if call.outgoing else ""), (79, code),
    )  # fmt: skip


def panasonic_c(call: Call) -> str:
    """Pattern C, 120 columns: lines of four digits, numbers of fifty."""
    number = call.number if call.outgoing else f"<I>{call.number}"
    ring = "" if call.outgoing else f"{call.rang // 60}'{call.rang % 60:02}"
    code = "FW" if call.forwarded else "NA" if not (call.billed or call.outgoing) else ""
    return columns(
        120, (1, f"{call.end:%d/%m/%y %I:%M%p}"), (17, call.extension.rjust(5)), (23, "0001"), (28, number),
        (79, ring), (84, panasonic_minutes(call.billed)), (93, "00000005.60EUR"[:11]
            if call.outgoing else ""),
        (118, code),
    )  # fmt: skip


_PANASONIC_PAGE = (
    "  Date     Time    Ext  CO        Dial Number        Ring Duration  Acc Code  CD\r\n" + "-" * 80 + "\r\n"
)
_OXO_PAGE = "USER  TYP LIN DATE     TIME  DURATION TAXES SV ADD.SER DIALLED NUMBER\r\n"
_HICOM_PAGE = "Date     Time     Trk Stn    Call  Duration Ext number                Amount  I\r\n\r\n"

LAYOUTS = (
    Layout("alcatel-oxo", oxo, 60, "\r\n", page=_OXO_PAGE, hidden="*", longest_number=26, rejoins=True,
           cannot="seconds of the start; internal calls"),
    Layout("alcatel-oxo", oxo_more, 60, "\r\n", variant="more", hidden="*", longest_number=26,
           names="abcdefgéèà -", cannot="seconds of the start; internal calls"),
    Layout("alcatel-oxe", oxe_fixed, 1, "\r\n", variant="fixed", shows_internal=True, shows_outside=True,
        shows_waiting=True, longest_number=30,
           names="abcdefgéèà -"),
    Layout("alcatel-oxe", oxe_tab, 1, "\r\n", variant="tab", shows_internal=True, shows_outside=True,
        shows_waiting=True, longest_number=30,
           names="abcdefgéèà -,;\""),
    Layout("siemens-native", hicom, 1, "\r\n", by_end=True, hidden="?", rejoins=True, longest_number=25),
    Layout("siemens-native", hicom_long, 1, "\r\n", variant="long", page=_HICOM_PAGE, by_end=True, hidden="?",
           longest_number=20),
    Layout("siemens-native", hicom_100, 1, "\r\n", variant="100", by_end=True, hidden="?", longest_number=20),
    Layout("siemens-getaccount", getaccount, 1, "\r\n", names_forwards=False, by_end=True, hidden="?",
           longest_number=25, longest_call_s=99_999, cannot="forwards and DISA; ringing"),
    Layout("aastra-400", aastra_pc1, 60, "\r\n", variant="pc1", names_forwards=False, shows_incoming=False,
           shows_unanswered=False, longest_number=20,
           cannot="seconds; incoming calls; calls without charge"),
    Layout("aastra-400", aastra_printer, 60, "\r\n", variant="printer", names_forwards=False,
           shows_incoming=False, shows_unanswered=False, longest_number=20, hidden=".",
           page="\f\r\n  NO    SC DATE  TIME  DURATION    EXCH     CHARGES  DIALLED   NUMBER  SERIAL NO.\r\n",
           cannot="seconds; incoming calls; calls without charge"),
    Layout("aastra-400", aastra_pc5, 60, "\r\n", variant="pc5", shows_outside=True, longest_number=20,
           cannot="seconds; internal calls"),
    Layout("ericsson-lg-ipecs", ipecs, 60, "\r\n", page="NO   STA  CO  TIME     START          DIALED\r\n",
           names_forwards=False, shows_internal=True, hidden="*", rejoins=True,
           cannot="seconds; forwards are known by time alone"),
    Layout("panasonic-smdr", panasonic, 60, "\r\n", page=_PANASONIC_PAGE, by_end=True, hidden="X",
           shows_internal=True, rejoins=True, longest_number=22, cannot="seconds"),
    Layout("panasonic-smdr", panasonic_b, 60, "\r\n", variant="b", by_end=True, longest_number=17,
           cannot="seconds; ringing"),
    Layout("panasonic-smdr", panasonic_c, 60, "\r\n", variant="c", by_end=True, longest_number=22,
           cannot="seconds"),
)  # fmt: skip
