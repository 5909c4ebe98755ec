"""No secret of a configuration stands in its snapshot."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pbx.asterisk.audit.test_configurations import EXPECTED, FOLDER

from veilleur.pbx.asterisk.audit.snapshot.taking import configuration
from veilleur.pbx.asterisk.dialplan import masking
from veilleur.pbx.asterisk.dialplan.masking import HIDDEN_LINES_MOST, LINE_MOST, masked

SECRETS = [
    ("pjsip.conf", "password=s3cr3t-word", "s3cr3t-word"),
    ("pjsip.conf", "  password = with spaces ; and a comment", "with spaces"),
    ("sip.conf", "secret=>s3cr3t-word", "s3cr3t-word"),
    ("sip.conf", "register => user:s3cr3t-word@carrier.example/100", "s3cr3t-word"),
    ("sip.conf", "md5secret=0123456789abcdef", "0123456789abcdef"),
    ("pjsip.conf", "outbound_auth/password = s3cr3t-word", "s3cr3t-word"),
    ("voicemail.conf", "101 => 4821,Anne Martin,anne@example.com", "4821"),
    ("voicemail_additional.conf", "101=4821,Anne,,,", "4821"),
    ("meetme.conf", "conf => 800,4821,9944", "9944"),
    ("confbridge.conf", "admin_pin=4821", "4821"),
    ("disa-1.conf", "48213344", "48213344"),
    ("pinset_1.conf", "4821|Anne", "4821"),
    ("extensions.conf", "exten => s,1,Authenticate(4821)", "4821"),
    ("extensions.conf", "same => n,DISA(48213344,from-internal)", "48213344"),
    ("extensions.conf", "same => n,Dial(SIP/user:s3cr3t-word@host/100)", "s3cr3t-word"),
    ("extensions.conf", "same => n,Set(DOOR_PIN=4821)", "4821"),
    ("extensions.conf", "DOORPIN=4821", "4821"),
    ("freepbx.conf", "$amp_conf['AMPDBPASS'] = 's3cr3t-word';", "s3cr3t-word"),
    ("freepbx.conf", '$amp_conf["AMPMGRPASS"]="s3cr3t-word";', "s3cr3t-word"),
    ("amportal.conf", "AMPDBPASS=s3cr3t-word", "s3cr3t-word"),
    ("res_odbc.conf", "password => s3cr3t-word", "s3cr3t-word"),
    ("users.conf", "vmsecret = 4821", "4821"),
    ("cron", "* * * * * root curl https://user:s3cr3t-word@example.com/", "s3cr3t-word"),
    ("sip.conf", "register => user:s3cr3t/wo(rd),x@carrier.example/100", "s3cr3t"),
    ("sip.conf", "register => user:s3cr3t/word@carrier.example/100", "word"),
    ("iax.conf", "register => user@domain:s3cr3t-word@carrier.example", "s3cr3t-word"),
    ("agents.conf", "agent => 1001,4321,Mark", "4321"),
    ("cron", "0 1 * * * root curl -u bob:S3cr3t http://x.example/", "S3cr3t"),
    ("cron", "0 1 * * * root curl --user 'bob:S3cr3t word' http://x.example/", "word"),
    ("cron", "0 1 * * * root mysqldump -pS3cr3t asterisk", "S3cr3t"),
    ("cron", "0 1 * * * root mysqldump --password=S3cr3t asterisk", "S3cr3t"),
    ("cron", "0 1 * * * root PGPASSWORD=S3cr3t pg_dump", "S3cr3t"),
    ("cron", "0 1 * * * root curl http://x.example/?a=1&token=S3cr3t", "S3cr3t"),
    ("extensions.conf", "same => n,Dial(SIP/user:pa/s(s,w@host/100)", "s(s,w"),
    ("extensions.conf", "same => n,Dial(SIP/user:p@ssword@host/100)", "ssword"),
]


@pytest.mark.parametrize(("name", "line", "secret"), SECRETS)
def test_a_secret_is_hidden(name: str, line: str, secret: str) -> None:
    shown = masked(name, f"[general]\n{line}\n; the end\n")
    assert secret not in shown
    assert shown.startswith("[general]\n")
    assert shown.endswith("; the end\n")


OVER_LINES = {
    "a key in PEM": (
        "tls.conf",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIBs3cr3t\nwords3cr3t==\n"
        "-----END RSA PRIVATE KEY-----",
    ),
    "a key that is cut short": ("tls.conf", "-----BEGIN PRIVATE KEY-----\nMIIBs3cr3t"),
    "a key on one line": (
        "x.lua",
        'key = "-----BEGIN PRIVATE KEY-----\\nMIIBs3cr3t\\n-----END PRIVATE KEY-----"',
    ),
    "a key without its end before a section": (
        "tls.conf",
        "k = -----BEGIN EC PRIVATE KEY-----\nMIIBs3cr3t\n[next]",
    ),
    "a string over lines": ("extensions.lua", "password = [[one\ns3cr3t\nthree]]"),
    "a quote over lines": ("etc/freepbx.conf", "$amp_conf['AMPDBPASS'] = 'one\ns3cr3t\n';"),
    "a value on the next line": ("etc/freepbx.conf", "$amp_conf['AMPDBPASS'] =\n    's3cr3t';"),
    "a value on the next lines": ("etc/freepbx.conf", '$amp_conf["AMPDBPASS"] =\n  "one\ns3cr3t";'),
    "a variable over lines": ("extensions.ael", "Set(DOOR_PIN=\n  s3cr3t);"),
    "an application over lines": ("extensions.ael", "Authenticate(\n  s3cr3t\n);"),
    "a line that goes on": ("etc/rc.local", "curl -u \\\n  bob:s3cr3t http://x.example/"),
    "a line that goes on twice": ("etc/rc.local", "curl \\\n -u \\\n 'bob:s3cr3t' \\\n http://x.example/"),
}


@pytest.mark.parametrize(("name", "lines"), OVER_LINES.values(), ids=OVER_LINES)
def test_a_secret_that_runs_over_lines_is_hidden_and_what_follows_stays(name: str, lines: str) -> None:
    shown = masked(name, f"[general]\n{lines}\nnat=yes\n[101]\n; the end\n")
    assert "s3cr3t" not in shown
    assert shown.startswith("[general]\n")
    assert shown.endswith("nat=yes\n[101]\n; the end\n")
    assert shown.count("\n") == lines.count("\n") + 5


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("101 => 4821,Anne Martin,anne@example.com", "4821"),
        ("101=-4821,Anne", "4821"),
        ("conf => 800,4821,9944", "4821"),
    ],
)
def test_a_pin_is_hidden_in_a_file_that_is_included_under_any_name(line: str, secret: str) -> None:
    assert secret not in masked("house.conf", f"[default]\n{line}\n")


def test_what_only_looks_open_hides_no_more_than_its_bound() -> None:
    lines = ["password = 'open"] + [f"line{place}" for place in range(HIDDEN_LINES_MOST + 3)]
    shown = masked("x.lua", "\n".join(lines)).split("\n")
    assert shown[-3:] == lines[-3:]
    plain = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nsecret=\ntype=friend\n"
    assert masked("sip.conf", plain) == plain.replace("secret=", "secret=•••")


def test_the_end_of_a_key_behind_a_line_hides_no_line() -> None:
    line = "exten => _00.,1,Dial(PJSIP/${EXTEN}@evil) ;-----END PRIVATE KEY-----"
    assert line in masked("extensions_custom.conf", f";-----BEGIN PRIVATE KEY-----\n{line}\n").split("\n")


DIALPLAN = "[from-internal]\nexten => _00.,1,Dial(PJSIP/${EXTEN}@carrier,30)\nsame => n,Hangup()"


@pytest.mark.parametrize(
    "line",
    [
        ';secret="',
        ";secret='",
        "; secret = [[",
        'secret="',
        "secret=",
        ";secret= \\",
        "password = x \\",
        "same => n,Set(DOOR_PIN=",
        ";Authenticate(",
        ";-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
    ],
)
@pytest.mark.parametrize("name", ["extensions_custom.conf", "etc/asterisk/freepbx.conf", "freepbx.conf"])
def test_no_line_of_a_conf_hides_the_dialplan_behind_it(name: str, line: str) -> None:
    assert masked(name, f"{line}\n{DIALPLAN}\n").endswith(f"\n{DIALPLAN}\n")


OPENED = {
    "a comment": ("x.ael", '// secret="'),
    "a block comment": ("x.ael", '/* secret="'),
    "a block comment that ends": ("x.ael", '/* secret=" */'),
    "a block comment that never ends": ("x.ael", "/* Authenticate("),
    "a comment of Lua": ("x.lua", '  -- secret = "'),
    "a long comment of Lua": ("x.lua", "--[[ password = [["),
    "a quote that a typo leaves open": ("x.lua", "password = 'open"),
    "a quote behind a backslash": ("x.lua", "password = 'open\\'"),
    "a variable": ("x.ael", "Set(DOOR_PIN="),
    "a quote in a script": ("etc/rc.local", "PASSWORD='"),
}


@pytest.mark.parametrize(("name", "line"), OPENED.values(), ids=OPENED)
def test_what_an_attacker_leaves_open_hides_no_dial_and_shows_no_secret(name: str, line: str) -> None:
    """Not in AEL, Lua or a script, where a value may run on: whatever is open shows what is dialled."""
    plan = "context evil {\n  _00. => Dial(PJSIP/${EXTEN}@s3cr3t);\n}"
    shown = masked(name, f"{line}\n{plan}\n")
    assert "Dial(PJSIP/" in shown
    assert "context" in shown
    assert shown.endswith("\n}\n")
    assert "s3cr3t" not in shown


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("x.lua", "-- password =\n-- 's3cr3t'"),
        ("x.lua", "--[[ password = [[\ns3cr3t ]]"),
        ("x.ael", '// secret =\n//   "s3cr3t";'),
        ("x.ael", '/* secret = "one\ns3cr3t" */'),
        ("x.lua", "password = -- of the carrier\n  's3cr3t'"),
        ("x.lua", "password = 'one' ..\n  's3cr3t' ..\n  's3cr3t'"),
        ("x.lua", "password = 'it\\'s\ns3cr3t'"),
        ("x.lua", "password = [[one\nDial( s3cr3t\n]]"),
        ("etc/freepbx.conf", "$amp_conf['AMPDBPASS'] = /* of the base */\n 's3cr3t';"),
        ("etc/freepbx.conf", "$amp_conf['AMPDBPASS'] = 'one' .\n 's3cr3t';"),
        ("etc/freepbx.conf", "$amp_conf['AMPDBPASS'] = 'one'\n . 's3cr3t';"),
        ("x.lua", "password = 'one'\n  .. 's3cr3t'"),
        ("x.lua", "password = 'one' ..\n\n  -- the rest\n  's3cr3t'"),
        ("x.lua", "password = 'one'\n\n  -- the rest\n  .. 's3cr3t'"),
        ("x.lua", "password = [==[one\n]] s3cr3t\n]==]"),
        ("x.lua", "password = (\n  's3cr3t')"),
        ("x.lua", "password = [[one\n]] .. 's3cr3t'"),
        ("x.lua", "password = [[one\n]] .. [[two\ns3cr3t]]"),
        ("x.lua", "password = 'one' .. x .. 'two\ns3cr3t'"),
        ("x.ael", "PASSWORD = 'one\ntwo'; PIN = 'three\ns3cr3t';"),
        ("x.ael", "PASSWORD=\n  s3cr3t;"),
        ("x.lua", "pins = {\n  ['101'] = '1',\n  ['102'] = 's3cr3t',\n}"),
        ("x.lua", "channel.PIN:set(\n  's3cr3t'\n)"),
        ("x.lua", "password = 'one' ..\n  -- of the 'carrier'\n  's3cr3t'"),
        ("x.lua", "password = one..two..\n 's3cr3t'"),
        ("etc/freepbx.conf", "$password = array(\n 'one',\n 's3cr3t');"),
    ],
)
def test_a_secret_is_hidden_in_a_comment_behind_one_and_in_pieces(name: str, lines: str) -> None:
    shown = masked(name, f"[general]\n{lines}\nnat=yes\n")
    assert "s3cr3t" not in shown
    assert shown.endswith("\nnat=yes\n")


IN_A_LINE = [
    "local password = '{}'",
    "global.password = '{}'",
    "; secret = {}",
    "-- password: '{}'",
    '// pin = "{}"',
    "export DBPASS={}",
    'DBPASS="a {}"',
    "DBPASS='a {}' mysqldump",
    'x=1 DBPASS="a \\" {}" mysqldump',
    "if pin == '{}' then",
    "if '{}' == pin then",
    'if (pin ~= "{}") then',
    'GotoIf($["${{PIN}}" = "{}"]?in:out)',
    'GotoIf($["{}" = "${{DOOR_CODE}}"]?in:out)',
    'ExecIf($["${{PASSWORD}}"!="{}"]?Hangup())',
    "channel.PIN:set('{}')",
    'channel["PIN"]:set("{}")',
    "channel['DOORPIN']:set([[{}]])",
    "{{pin = '{}', name = 'x'}}",
    '{{"pin": "{}"}}',
    "{{['pin'] = '{}'}}",
    "setvar('PIN', '{}')",
    'check_pin("{}")',
    "password = tostring('{}')",
    "pin = ('{}')",
    "password = 'a' .. '{}'",
    "password = 'a' .. x .. '{}'",
    "$password = 'a' . '{}';",
    "pin = [==[{}]==]",
    "password = 'it\\'s {}'",
    'password = "a\\"{}"',
    "it's the pin = '{}'",
    "$conf['db']['password'] = '{}';",
    "define('DBPASS', '{}');",
    "Set(PIN={})",
    "Set(__PIN={})",
    "token := '{}'",
    "credential => '{}'",
    'api_key: "{}"',
    "return pin == '{}'",
    "pin=~'{}'",
    "passwd <> '{}'",
    "Authenticate({})",
    "VMAuthenticate({})",
    'Authenticate("{}")',
    "app.Authenticate('{}')",
    "; the pin is {}",
    ";agent => 1001,{},Mark",
    ";register => user:{}@carrier.example/100",
    "same => n,NoOp(x) ; pin of the door {}",
    "GotoIf($[${{PIN}} = {}]?in:out)",
    "GotoIf($[{} = ${{PIN}}]?in:out)",
    'GotoIf($["${{PIN:0:4}}" != "{}"]?in:out)',
    'ExecIf($["${{DB(pin/101)}}" = "{}"]?Hangup())',
    "Set(DB(pin/101)={})",
    "Set(GLOBAL(DOOR_PIN)={})",
    "Set(HASH(users,pin)={})",
    "MSet(A=1,PIN={},B=2)",
    "Set(CURLOPT(httpheader)=Authorization: Bearer {})",
    'Set(JSON={{"pin":"{}","number":"1"}})',
    "&check_pin(101,'{}');",
    "if string.match(pin, '^{}$') then",
    "if channel.PIN:get() == '{}' then",
    "if '{}' == tostring(pin) then",
    "channel.PIN:set '{}'",
    "if pins['{}'] then",
    "local user, password = 'u', '{}'",
    "password = x and 'one' or '{}'",
    "local password <const> = '{}'",
    "if ($pin === '{}') {{",
    "$pass = getenv('X') ?: '{}';",
    "curl --token {} http://x.example/",
    "curl -H 'X-Api-Key: {}' http://x.example/",
    "# password: of the base {}",
]


@pytest.mark.parametrize("name", ["extensions.conf", "extensions.ael", "extensions.lua", "etc/rc.local"])
@pytest.mark.parametrize("shape", IN_A_LINE)
@settings(max_examples=6)
@given(secret=st.from_regex(r"[a-z][0-9A-Za-z]{1,5}(pass|pin|Code|pwd)?[0-9A-Za-z]{4}[0-9]", fullmatch=True))
def test_no_shape_of_a_line_shows_the_secret_beside_its_name(name: str, shape: str, secret: str) -> None:
    shown = masked(name, f"first\n{shape.format(secret)}\nlast\n")
    assert secret not in shown
    assert shown.startswith("first\n")
    assert shown.endswith("\nlast\n")


@pytest.mark.parametrize("shape", ["if pin == {} then", "$[${{PIN}} = {}]", "if {} == pin then", "pin: {}"])
def test_a_number_beside_the_name_of_a_secret_is_hidden(shape: str) -> None:
    assert "4821" not in masked("extensions.lua", shape.format("4821"))


@pytest.mark.parametrize(
    "line",
    [
        'app.dial("PJSIP/" .. pin .. "@carrier")',
        "exten => _00.,1,Dial(PJSIP/${EXTEN}@carrier,300)",
        'app.Dial("PJSIP/0037122@carrier")',
        "same => n,Read(CODE,prompt,4)",
        'codec = "ulaw" shipping = "0199001234"',
        "same => n,Playback(vm-password)",
        'if channel.EXTEN == "0199001234" then',
    ],
)
def test_what_is_dialled_stays_beside_names_that_are_none_of_a_secret(line: str) -> None:
    assert masked("extensions.lua", line) == line


@pytest.mark.parametrize("name", ["x.ael", "x.lua"])
@pytest.mark.parametrize("before", ["pin=1;", "PIN=x;", "local pin = '1';", 'password = "a;b";'])
def test_a_secret_hides_no_dial_of_the_same_line(name: str, before: str) -> None:
    assert "Dial(PJSIP/00371290000@out)" in masked(name, f"{before} Dial(PJSIP/00371290000@out);")


def test_a_line_of_what_is_open_shows_no_word_that_is_no_application() -> None:
    shown = masked("x.lua", "password = [[one\napp.s3cr3t app.dial\n]]\n")
    assert "s3cr3t" not in shown
    assert "app.dial" in shown


@pytest.mark.parametrize("name", ["etc/crontab", "etc/cron.d/pbx", "var/spool/cron/crontabs/root"])
@pytest.mark.parametrize("line", ["PASSWORD='", 'secret="', "PIN=", "MAILTO=x \\"])
def test_a_job_is_hidden_by_no_line_before_it(name: str, line: str) -> None:
    job = "* * * * * root asterisk -rx 'channel originate Local/00371@out application Wait 60'"
    assert masked(name, f"{line}\n{job}\n").endswith(f"\n{job}\n")


def test_what_is_no_secret_stays() -> None:
    text = (
        "[from-internal]\nexten => _00.,1,Dial(PJSIP/${EXTEN}@carrier,30)\nsame => n,Hangup()\n"
        "[101]\ntype=endpoint\ncontext=from-internal\naors=101\n"
    )
    assert masked("extensions.conf", text) == text


def test_the_host_of_a_registration_stays() -> None:
    assert masked("sip.conf", "register => user:pa/ss@carrier.example/100") == (
        "register => •••@carrier.example/100"
    )


def test_a_line_that_no_person_writes_is_hidden_whole() -> None:
    text = "[a]\n" + "x" * LINE_MOST + "\n" + "y" * (LINE_MOST + 1) + "\nb=1\n"
    assert masked("sip.conf", text) == "[a]\n" + "x" * LINE_MOST + "\n•••\nb=1\n"


HOSTILE = [
    "pin",
    "'pin",
    "'pin' ",
    '"pin',
    "Set(",
    "Set(pin",
    '<param name="pin',
    "=>a:",
    "pin=",
    "a]",
    "-----BEGIN PRIVATE",
    "/a:",
    "(a:",
    "-p'",
]
HOSTILE += [
    "-u a",
    " -u ",
    "a=",
    "?a=",
    "a.",
    "@",
    "/a:b@",
    "0",
    " ",
    "\t=",
    "DISA(",
    "&token=",
    " pin=",
    "\n",
    "a\n",
]


@pytest.mark.parametrize("name", ["extensions.conf", "voicemail.conf", "meetme.conf", "x.ael"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_time_in_proportion_to_its_length(name: str, piece: str) -> None:
    """Four hundred thousand characters at the longest lines that are looked at: minutes where one is
    quadratic, a tenth of a second where none is; processor time of this thread alone."""
    line = (piece * LINE_MOST)[: LINE_MOST - 1]
    began = time.thread_time()
    masked(name, f"{line}\n" * 100)
    masked(name, f"'pin'{' ' * (LINE_MOST - 10)}\n" * 20)
    assert time.thread_time() - began < 10


@pytest.mark.parametrize("line", ["key=b \\", "\\", "a\\", f"{'word ' * 20}\\", f"{'x' * 600} \\"])
def test_lines_that_go_on_are_read_a_bounded_number_of_times(
    monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Counted in characters that are searched, not in time."""
    searched = 0
    search = masking._line

    def counted(name: str, line: str) -> str:
        nonlocal searched
        searched += len(line)
        return search(name, line)

    monkeypatch.setattr(masking, "_line", counted)
    text = f"{line}\n" * 1_000
    masked("etc/rc.local", text)
    assert searched <= 20 * len(text)


def test_what_goes_on_for_long_hides_a_secret_still() -> None:
    text = (
        "curl \\\n"
        + f"{'--header x ' * 20}\\\n" * 40
        + "-u \\\n"
        + "\\\n" * 10
        + "bob:s3cr3t http://x.example/\n"
    )
    assert "s3cr3t" not in masked("etc/rc.local", text)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_configuration_of_the_audits_tests_is_taken_without_a_secret(name: str) -> None:
    found = configuration(FOLDER / name)
    assert found.files
    assert found.files.keys() == found.digests.keys() - {"etc/passwd"}
    shown = "\n".join(found.files.values())
    for word in ("amp111", "mysecret", "cHaNgE"):
        assert f"secret = {word}" not in shown
    assert not re.search(r"^\s*(?:secret|password)\s*=>?\s*(?!•••)\S", shown, re.MULTILINE | re.IGNORECASE)
