"""The text of a configuration file without its secrets. Pure.

In: a file's name and text. Out: the text, each secret as `•••`. Pitfall: more is hidden than must be: a line
that only looks like a code is one; what a program of the owner's keeps as a secret under a name of its own
cannot be known. A secret may run over several lines (a key in PEM, an open quote or bracket, a line that a
backslash continues): what follows is hidden until it ends. In Asterisk's own `.conf` and in tables of cron a
key in PEM alone runs on: values end with their line there, and one quote would hide an attacker's dialplan.
In the other files (AEL, Lua, shell) a quote opens in a comment too, and may be a typo or an attacker's: of
what it hides the applications and technologies are shown, which are no part of a secret. Whoever attacks the
switch writes these files, and the guard waits for this: each pattern takes time in proportion to its line
(possessive, no two repetitions beside each other that match the same), and a line that no person writes is
hidden whole.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

from veilleur.pbx.asterisk.dialplan.applications import TABLE
from veilleur.pbx.asterisk.dialplan.named_secrets import without_named_secrets
from veilleur.pbx.asterisk.dialplan.text import SECRET

LINE_MOST = 4_096  # characters
_COMMENT = re.compile(r"\s*+(?:[;#/*]++|--)[;#/*-]*+(?=[^-;#/*])(?!\[)")
_KEY = re.compile(r"\s*+(?:(?:local|global|export|readonly)\s++)?[\w./:-]++\s*+")
_OF_KEY = re.compile(
    r"secret|passw|passphrase|pwd|md5_cred|auth_pass|token|api_?key|pin|credential", re.IGNORECASE
)
_OF_GLOBAL = re.compile(r"secret|pass|pin|pwd", re.IGNORECASE)
_LOGINS = ("register", "agent")  # sip.conf, iax.conf and agents.conf: the value is a login
_XML = re.compile(r"(<(?:param|variable)\s++name=\"([^\"]*+)\"\s++value=\")[^\"]*+", re.IGNORECASE)
_OF_XML = re.compile(r"passw|secret|pin|auth-acl-code|cidr-code", re.IGNORECASE)
_VARIABLE = re.compile(r"(\bSet\(([^=()]*+)=)[^)]*+", re.IGNORECASE)
_OF_VARIABLE = re.compile(r"secret|pass|pin|code|pwd", re.IGNORECASE)
_APPLICATION = re.compile(r"(\b(?:Authenticate|DISA|VMAuthenticate)\()\s*+[\w*#]++", re.IGNORECASE)
_BOX = re.compile(r"(\s*+\d[\w-]*+\s*+=>?\s*+)[^,\r\n]*+")
_BOX_ANYWHERE = re.compile(
    r"(\s*+\d[\w-]*+\s*+=>?\s*+)-?[\d*#]++(?=\s*+,)"
)  # a file that voicemail.conf includes
_ROOM = re.compile(r"(\s*+conf\s*+=>?\s*+\w++)\s*+,.*+", re.IGNORECASE)
_CODES_ALONE = re.compile(r"\s*+[\d*#]{3,}+(?=[,|:\s]|$)")
_WORD = re.compile(r"[^\s&]++")
_USER = re.compile(r"/[^\s:@/,()=>${}]++:")
_OF_ADDRESS = re.compile(r"((?://|[(,/])[^\s:@/,()=>]++:)[^\s@/,()]++(?=@)")
_OF_VALUE = re.compile(r"([^=]*+=>?\s*+[^\s:@/,()=>]++:)[^\s@/,()]++(?=@)")
_ANY = r"(?:'(?:[^'\\]|\\.)*+'?|\"(?:[^\"\\]|\\.)*+\"?|\S++)"
_OPTION_USER = re.compile(rf"((?<!\S)(?:-u\s*+|--(?:proxy-)?user[\s=]++)){_ANY}")
_OPTION_PASSWORD = re.compile(
    rf"((?<!\S)(?:-p|--(?:pass(?:word|wd|phrase)?|token|secret|pin|api-?key)[\s=]++|sshpass\s++-p\s++))(?!\s){_ANY}"
)
_ASSIGNED = re.compile(rf"((?<!\S)(\w++)=){_ANY}")
_OF_QUERY = re.compile(r"([?&](\w++)=)[^\s&]++")
_STATEMENT = re.compile(r"(?:[^;'\"]|'(?:[^'\\]|\\.)*+'?|\"(?:[^\"\\]|\\.)*+\"?)*+")  # up to its `;`
_BOXES = ("voicemail",)
_KEY_BEGINS, _KEY_ENDS = "-----BEGIN ", "-----END "
_OF_PRIVATE_KEY = "PRIVATE"
_IN_KEY = re.compile(r"\s*+(?:[A-Za-z0-9+/]*+={0,2}+|[A-Za-z-]++: [\w\s,:./-]*+)\s*+")
_OPEN_VALUE = re.compile(
    r"(?<![\w.])([\w.]++)['\"]?+\s*+\]?+\s*+=>?\s*+\(?+\s*+(['\"]|\[=*+\[|$|(?=/[/*]|--|#))"
)
_OPEN_CALL = re.compile(r"\b(?:Set\(\s*+([\w.]++)\s*+=|(?:VM)?Authenticate\(|DISA\()", re.IGNORECASE)
_OPEN_BRACKET = re.compile(
    r"(?<![\w.:])([\w.:]++)['\"\]\s]{0,4}+(?:=>?\s*+\w*+)?\s*+(?:\[['\"]\w++['\"]\]\s*+=\s*+)?([({])\s*+$"
)
_ON_THE_NEXT_LINE = "the next line"
_IF_IT_GOES_ON = "the next line, where it begins with a sign that joins strings"
_BETWEEN_LINES = (_ON_THE_NEXT_LINE, _IF_IT_GOES_ON)
_GOES_ON = ("..", ".", "+", "(")  # the next piece of a string stands in the next line
_JOINED = re.compile(r"(?:\.\.|\.|\+)\s*+(?=['\"\[\w$(])")
_JOINS = ("..", "+")
_ALONE = re.compile(r"[\w*#-]++\s*+;?\s*+$")  # a value without quotes
_JOINED_STRING = re.compile(
    r"(?:\s*+(?:\.\.|[.+])\s*+\w++)*+\s*+(?:\.\.|[.+])\s*+(['\"]|\[=*+\[)"  # words may stand between
)
_QUOTES = ("'", '"')
_COMMENTS = ("--", "//", "#", ";", "/*", "*")
_STRING = re.compile(r"\(?+\s*+(['\"]|\[=*+\[)")
_OF_OPEN = re.compile(r"secret|pass|pwd|token|api_?key|pin|code|credential", re.IGNORECASE)
_LINE_BY_LINE = ".conf"  # Asterisk ends a value where its line ends, whatever quote is open
_OF_PHP = ("etc/freepbx.conf",)  # of a machine; an Asterisk's own file of that name is read by lines
_OF_CRON = ("etc/cron", "var/spool/cron", "cron_jobs")  # each line is a job; rc.local is a script
_COMMENT_SIGNS = " \t/*-#;"
# What a hidden line shows still: an application that is called with the technology that it dials, and what
# begins a context. Only words of these lists.
_APPLICATIONS = "|".join(one.name for one in TABLE)
_SHOWN = re.compile(
    rf"\b(?:{_APPLICATIONS})\((?:(?:PJSIP|SIP|IAX2|DAHDI|Local|Dongle)/)?+"
    rf"|(?<![\w.])(?:context|macro|switches|eswitches|includes|app\.(?:{_APPLICATIONS}))(?!\w)",
    re.IGNORECASE,
)
_CONTINUED_LINES_MOST, _CONTINUED_MOST = 16, 512  # lines and characters before that a line is read with
HIDDEN_LINES_MOST = 200  # until what is open is believed to be no secret


def masked(name: str, text: str) -> str:
    """The text of one file without secrets."""
    may_run_on = name.lower() in _OF_PHP or not (
        name.lower().endswith(_LINE_BY_LINE) or name.startswith(_OF_CRON)
    )
    name = name.rpartition("/")[2].lower()
    shown: list[str] = []
    end, left = "", 0  # what ends the secret that is open, and how many lines it may still take
    continued = deque[str](maxlen=_CONTINUED_LINES_MOST)  # the lines before, where a backslash continues them
    for line in text.split("\n"):
        if end in _BETWEEN_LINES and left and _is_between(line):
            shown.append(_line(name, line) if _says_nothing(line) else _hidden(line))
            left -= 1
            continue
        if end and left and _is_inside(end, line):
            shown.append(_hidden(line) if may_run_on and end != _KEY_ENDS else SECRET)
            left -= 1
            end = _end_after(end, line)
            continue
        end, left = _end_of(line, may_run_on=may_run_on), HIDDEN_LINES_MOST
        one = _line(name, line)
        if continued and one == line:
            whole = f"{' '.join(filter(None, continued))[-_CONTINUED_MOST:]} {line.strip()}"
            one = line if _line(name, whole) == whole else SECRET
        if may_run_on and line.endswith("\\"):
            continued.append(line[:-1].strip()[-_CONTINUED_MOST:])
        elif continued:
            continued.clear()
        shown.append(one)
    return "\n".join(shown)


def _hidden(line: str) -> str:
    """A line of what is open: nothing of it but what an attacker's dialplan would be recognised by."""
    if len(line.strip()) < 3:
        return line  # no room for a secret: brackets keep their place
    shown = [] if len(line) > LINE_MOST else _SHOWN.findall(line)
    return f"{SECRET}{SECRET.join(shown)}{SECRET}" if shown else SECRET


def _behind(end: str, text: str) -> str | None:
    """What stands behind the sign that ends a secret; None where the sign is not there.

    A quote behind a backslash is a part of what is quoted.
    """
    if end in _QUOTES:
        text = re.sub(r"\\.", "", text)
    _inside, sign, rest = text.partition(end)
    return rest if sign else None


def _is_inside(end: str, line: str) -> bool:
    """Whether a line still belongs to the secret that is open."""
    if end == _KEY_ENDS:
        # Else it is cut short, or somebody writes the end behind a line that is none of a key's.
        return line.lstrip(" \t;#").startswith(_KEY_ENDS) or _IN_KEY.fullmatch(line) is not None
    if end == _ON_THE_NEXT_LINE:
        text = line.lstrip(_COMMENT_SIGNS)
        return any(one.match(text) is not None for one in (_STRING, _JOINED, _ALONE))
    return end != _IF_IT_GOES_ON or _JOINED.match(line.lstrip(_COMMENT_SIGNS)) is not None


def _is_between(line: str) -> bool:
    """A blank line or a comment: a value may go on behind it."""
    text = line.strip()
    return not text or text.startswith(_COMMENTS)


def _says_nothing(line: str) -> bool:
    return not any(sign in line for sign in (*_QUOTES, "["))


def _end_after(end: str, line: str) -> str:
    """What is open behind a line that belongs to an open secret."""
    if end == _KEY_ENDS:
        return "" if end in line else end
    if end in _BETWEEN_LINES:
        text = line.lstrip(_COMMENT_SIGNS)
        joined = _JOINED.match(text)
        text = text[joined.end() :] if joined else text
        string = _STRING.match(text)
        return _end_of_string(string[1], text[string.end() :]) if string else _end_of_pieces(text)
    rest = _behind(end, line)
    if rest is None:
        return end
    return _end_of(rest, may_run_on=True) or ("" if end == ")" else _end_of_pieces(rest))


def _end_of(line: str, *, may_run_on: bool) -> str:
    """What ends the secret that this line opens and does not close; "" where it opens none."""
    if _is_key(line):
        return "" if _KEY_ENDS in line else _KEY_ENDS
    if not may_run_on or len(line) > LINE_MOST:
        return ""
    for found in _OPEN_CALL.finditer(line):
        if (found[1] is None or _OF_OPEN.search(found[1])) and ")" not in line[found.end() :]:
            return ")"
    goes_on = ""
    if line.rstrip().endswith(_JOINS) and _OF_OPEN.search(line):
        return _ON_THE_NEXT_LINE
    for found in _OPEN_BRACKET.finditer(line):
        if _OF_OPEN.search(found[1]):
            return "}" if found[2] == "{" else ")"
    for found in _OPEN_VALUE.finditer(line):
        if _OF_OPEN.search(found[1]):
            goes_on = _end_of_string(found[2], line[found.end() :]) if found[2] else _ON_THE_NEXT_LINE
            if goes_on not in ("", _IF_IT_GOES_ON):
                return goes_on
    return goes_on


def _end_of_string(sign: str, rest: str) -> str:
    """What ends a string that such a sign opens; rest: of the line behind the sign."""
    end = sign.replace("[", "]")
    behind = _behind(end, rest)
    return end if behind is None else _end_of_pieces(behind)


def _end_of_pieces(rest: str) -> str:
    """What ends a value of which a string ended; rest: what stands behind it, perhaps joined strings."""
    while (joined := _JOINED_STRING.match(rest)) is not None:
        end = joined[1].replace("[", "]")
        behind = _behind(end, rest[joined.end() :])
        if behind is None:
            return end
        rest = behind
    stripped = rest.rstrip()
    if stripped.endswith(_GOES_ON):
        return _ON_THE_NEXT_LINE
    return "" if stripped.endswith(";") else _IF_IT_GOES_ON


def _is_key(line: str) -> bool:
    return _KEY_BEGINS in line and _OF_PRIVATE_KEY in line


def _line(name: str, line: str) -> str:
    if len(line) > LINE_MOST:
        return SECRET
    if (sign := _COMMENT.match(line)) is not None:
        return sign[0] + _line(name, line[sign.end() :])  # what was switched off is a secret still
    if _is_key(line):
        return line[: line.index(_KEY_BEGINS)] + _KEY_BEGINS + SECRET
    if len(line) < 3:
        return line  # no room for one
    if _CODES_ALONE.match(line):
        return SECRET
    if "=" in line:
        line = _of_key(name, line)
    if "<" in line:
        line = _XML.sub(_where(_OF_XML), line)
    if "(" in line:
        line = _VARIABLE.sub(_where(_OF_VARIABLE), line)
        line = _APPLICATION.sub(rf"\1{SECRET}", line)
    if "-" in line:
        line = _OPTION_USER.sub(_login, line)
        line = _OPTION_PASSWORD.sub(rf"\1{SECRET}", line)
    if "@" in line and ":" in line:
        line = _WORD.sub(_address, line)
        line = _OF_ADDRESS.sub(rf"\1{SECRET}", line)
    return without_named_secrets(line)


def _of_key(name: str, line: str) -> str:
    """What stands behind the first `=`, where the name before it says that it is a secret."""
    if name.startswith(_BOXES):
        line = _BOX.sub(rf"\1{SECRET}", line, count=1) if _BOX.match(line) else line
    if (box := _BOX_ANYWHERE.match(line)) is not None:
        return f"{box[1]}{SECRET}{line[box.end() :]}"
    if (room := _ROOM.match(line)) is not None:
        return f"{room[1]},{SECRET}"
    key, _sign, value = line.partition("=")
    arrow = ">" if value.startswith(">") else ""
    value = value[len(arrow) :]
    blank = value[: len(value) - len(value.lstrip())]
    if key.strip().lower() in _LOGINS and value.strip():
        before, at, host = value.rpartition("@")
        return f"{key}={arrow}{blank}{SECRET}{at}{host if before else ''}"
    if _KEY.fullmatch(key) and (_OF_KEY.search(key) or _OF_GLOBAL.search(key)):
        statement = None if name.endswith(_LINE_BY_LINE) else _STATEMENT.match(value)
        return f"{key}={arrow}{blank}{SECRET}{value[statement.end() :] if statement else ''}"
    line = _ASSIGNED.sub(_where(_OF_GLOBAL), line)
    line = _OF_QUERY.sub(_where(_OF_KEY), line)
    found = _OF_VALUE.match(line)
    return f"{found[1]}{SECRET}{line[found.end() :]}" if found else line


def _where(names: re.Pattern[str]) -> Callable[[re.Match[str]], str]:
    """Hides what is behind the first group where the second is such a name."""
    return lambda found: f"{found[1]}{SECRET}" if names.search(found[2]) else found[0]


def _login(found: re.Match[str]) -> str:
    """`-u name:password`; a name alone is none."""
    return f"{found[1]}{SECRET}" if ":" in found[0] else found[0]


def _address(found: re.Match[str]) -> str:
    """`SIP/user:password@host`, `https://user:password@host`: the password up to the last `@`."""
    word = found[0]
    end = word.rfind("@")
    user = _USER.search(word, 0, end) if end >= 0 else None
    return f"{word[: user.end()]}{SECRET}{word[end:]}" if user else word
