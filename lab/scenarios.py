"""What SIPp plays: telephone, outside caller, carrier and attacker, as scenarios built from steps.

In: numbers, accounts and keys. Out: a scenario, as SIPp reads it.
Pitfall: keys are sent as SIP INFO, which Asterisk reports on its manager interface exactly as it reports keys
of the audio stream.
"""

from __future__ import annotations

from urllib.parse import quote

REFUSALS = (403, 404, 408, 410, 480, 484, 486, 487, 488, 500, 501, 502, 503, 603)
# Asterisk plays each key for 80 ms and leaves a gap of 45: faster ones would queue up behind.
KEY_PAUSE_MS = 120
_HANGUP, _REFUSED, _END = "1", "2", "3"
_KEY = """\
Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal={}
      Duration=80"""
_CALLER = '<ereg regexp=".*" search_in="hdr" header="From:" check_it="true" assign_to="caller"/>'
_SDP = """\
Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=lab 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 8
      a=rtpmap:8 PCMA/8000"""


def register(account: str, secret: str, contact: str) -> str:
    """A telephone proves its account and says where it is reached: contact, as user@machine:port."""

    def ask(sequence: int, proof: str) -> str:
        return _send(
            f"""\
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{account}@[remote_ip]>;tag=[pid]register[call_number]
      To: <sip:{account}@[remote_ip]>
      Call-ID: [call_id]
      CSeq: {sequence} REGISTER
      Contact: <sip:{contact}>
      Max-Forwards: 70
      Expires: 3600
      User-Agent: Lab telephone
{proof}      Content-Length: 0"""
        )

    proof = f"      [authentication username={account} password={secret}]\n"
    return _scenario(
        [
            ask(1, ""),
            '<recv response="100" optional="true"/>',
            '<recv response="401" auth="true"/>',
            ask(2, proof),
            '<recv response="100" optional="true"/>',
            '<recv response="401" optional="true"/>',  # once more, to a first request that was sent twice
            f'<recv response="200">{_log("registered")}</recv>',
        ],
    )


def call(
    number: str,
    caller: str,
    *,
    account: str = "",
    secret: str = "",
    keys: tuple[tuple[str, float], ...] = (),
    holds_s: float = 2.0,
    agent: str = "Lab telephone",
    joins: str = "",
) -> str:
    """Call a number, key digits once answered, stay for `holds_s` seconds, hang up.

    joins: the dialog of another call of the same telephone, as a Replaces header names it; after `holds_s`
    the two parties are joined (attended transfer by REFER) instead, and "joined" is logged.

    keys: groups of (digits, seconds to wait before them). account, secret: for a telephone of the
    site; an outside caller has none. Logs "hears a voice" (before an answer), "answered",
    "refused CODE" and "ended by US|THEM".
    """
    steps = []
    if account:
        steps += [
            _invite(number, caller, 1, agent, ""),
            '<recv response="100" optional="true"/>',
            '<recv response="401" auth="true"/>',
            _acknowledge(number, caller, 1),
            _invite(
                number, caller, 2, agent, f"      [authentication username={account} password={secret}]\n"
            ),
        ]
    else:
        steps.append(_invite(number, caller, 2, agent, ""))
    steps += [f'<recv response="{code}" optional="true"/>' for code in (100, 180, 181)]
    steps.append(f'<recv response="183" optional="true">{_log("hears a voice")}</recv>')
    steps += [
        f'<recv response="{code}" optional="true" next="{_REFUSED}">{_log(f"refused {code}")}</recv>'
        for code in REFUSALS
    ]
    steps.append(f'<recv response="200" rrs="true">{_log("answered")}</recv>')
    steps.append(_in_dialog("ACK", number, caller, 2))
    sequence = 2
    for digits, wait_s in keys:
        steps.append(f'<pause milliseconds="{round(wait_s * 1000)}"/>')
        for digit in digits:
            sequence += 1
            steps.append(_in_dialog("INFO", number, caller, sequence, _KEY.format(digit)))
            steps.append('<recv response="200"/>')
            steps.append(f'<pause milliseconds="{KEY_PAUSE_MS}"/>')
    steps += [
        f'<recv request="BYE" timeout="{round(holds_s * 1000)}" ontimeout="{_HANGUP}">',
        f"{_log('ended by THEM')}</recv>",
        _reply("200 OK"),
        '<nop next="3"/>',
        f'<label id="{_HANGUP}"/>',
    ]
    if joins:
        sequence += 1
        refer = f"""\
Refer-To: <sip:{caller}@[remote_ip]:[remote_port]?Replaces={quote(joins, safe="")}>
      Referred-By: <sip:{caller}@[remote_ip]>
      Content-Length: 0"""
        steps += [
            _in_dialog("REFER", number, caller, sequence, refer),
            f'<recv response="202">{_log("joined")}</recv>',
            *_until_hung_up(),
            f'<nop next="{_END}"/>',
        ]
    steps += [
        _in_dialog("BYE", number, caller, sequence + 1),
        f'<recv response="200" next="{_END}">{_log("ended by US")}</recv>',
        f'<label id="{_REFUSED}"/>',
        _acknowledge(number, caller, 2),
        f'<label id="{_END}"/>',
    ]
    return _scenario(steps)


def answering(
    account: str,
    *,
    transfer_to: str = "",
    after_s: float = 0.3,
    keys: tuple[tuple[str, float], ...] = (),
    hands_over_after_s: float = 0.0,
) -> str:
    """A telephone that answers what comes in.

    transfer_to: it sends the caller on, blind (REFER). keys: it keys these, as (digits, seconds to wait
    before them), and hangs up after `hands_over_after_s`. Logs "rings CALL-ID OUR-TAG CALLER".
    """
    rings = f'{_CALLER}<log message="rings [call_id] [pid]answering[call_number] [$caller]"/>'
    steps = [
        f'<recv request="INVITE" rrs="true"><action>{rings}</action></recv>',
        '<Reference variables="caller"/>',
        _reply("180 Ringing"),
        _reply("200 OK", _SDP),
        f'<recv request="ACK">{_log("answered")}</recv>',
    ]
    if transfer_to:
        steps += [
            f'<pause milliseconds="{round(after_s * 1000)}"/>',
            _send(
                f"""\
REFER [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{account}@[local_ip]>;tag=[pid]answering[call_number]
      To:[$caller]
      Call-ID: [call_id]
      CSeq: 1 REFER
      Contact: <sip:{account}@[local_ip]:[local_port]>
      Max-Forwards: 70
      Refer-To: <sip:{transfer_to}@[remote_ip]:[remote_port]>
      Referred-By: <sip:{account}@[remote_ip]>
      Content-Length: 0"""
            ),
            f'<recv response="202">{_log("sent on")}</recv>',
            *_until_hung_up(),
            f'<label id="{_END}"/>',
        ]
    elif keys:
        sequence = 0
        for digits, wait_s in keys:
            steps.append(f'<pause milliseconds="{round(wait_s * 1000)}"/>')
            for digit in digits:
                sequence += 1
                steps.append(_as_called("INFO", account, sequence, _KEY.format(digit)))
                steps += ['<recv response="200"/>', f'<pause milliseconds="{KEY_PAUSE_MS}"/>']
        steps += [
            f'<recv request="BYE" timeout="{round(hands_over_after_s * 1000)}" ontimeout="{_HANGUP}"/>',
            _reply("200 OK"),
            f'<nop next="{_END}"/>',
            f'<label id="{_HANGUP}"/>',
            _as_called("BYE", account, sequence + 1),
            f'<recv response="200">{_log("handed over")}</recv>',
            f'<label id="{_END}"/>',
        ]
    else:
        steps += [f'<recv request="BYE">{_log("ended")}</recv>', _reply("200 OK")]
    return _scenario(steps)


def redirecting(number: str) -> str:
    """A telephone with a forward of its own: it answers each call with SIP 302 towards a number."""
    return _scenario(
        [
            f'<recv request="INVITE">{_log("redirected")}</recv>',
            _reply("302 Moved Temporarily", contact=f"sip:{number}@[remote_ip]"),
            '<recv request="ACK"/>',
        ],
    )


def ringing_carrier(rings_s: float) -> str:
    """A carrier whose far ends ring before they answer, as true ones do; who gives up is not billed.

    A CANCEL that crosses the answer came too late: it is acknowledged, and the call has been answered.
    """
    called = '<ereg regexp="sip:([^@]*)@" search_in="hdr" header="To:" assign_to="whole,number"/>'
    sequence = '<ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="sequence"/>'
    bill = '<action><log message="{} [$number] [call_id] [timestamp]"/></action>'
    given_up, end, too_late, answered = "5", "6", "7", "8"
    return _scenario(
        [
            f'<recv request="INVITE"><action>{called}{sequence}</action></recv>',
            '<Reference variables="whole"/>',
            _reply("180 Ringing"),
            f'<recv request="CANCEL" next="{given_up}" timeout="{round(rings_s * 1000)}" ontimeout="4"/>',
            '<label id="4"/>',
            _reply("200 OK", _SDP).replace("[last_CSeq:]", "CSeq:[$sequence]"),
            f'<label id="{answered}"/>',
            f'<recv request="CANCEL" optional="true" next="{too_late}"/>',
            '<recv request="ACK">' + bill.format("answered") + "</recv>",
            '<recv request="BYE">' + bill.format("ended") + "</recv>",
            _reply("200 OK"),
            f'<nop next="{end}"/>',
            f'<label id="{too_late}"/>',
            # Not through a `nop`: what comes while SIPp stands at one ends the call as unexpected.
            _reply("200 OK").replace("<send>", f'<send next="{answered}">'),
            f'<label id="{given_up}"/>',
            _reply("200 OK"),
            _reply("487 Request Terminated").replace("[last_CSeq:]", "CSeq:[$sequence]"),
            '<recv request="ACK"/>',
            f'<label id="{end}"/>',
        ],
    )


def _invite(number: str, caller: str, sequence: int, agent: str, proof: str) -> str:
    return _send(
        f"""\
INVITE sip:{number}@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{caller}@[local_ip]>;tag=[pid]call[call_number]
      To: <sip:{number}@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: {sequence} INVITE
      Contact: <sip:{caller}@[local_ip]:[local_port]>
      Max-Forwards: 70
      User-Agent: {agent}
{proof}      {_SDP}"""
    )


def _acknowledge(number: str, caller: str, sequence: int) -> str:
    """The ACK of a refusal."""
    return _send(
        f"""\
ACK sip:{number}@[remote_ip]:[remote_port] SIP/2.0
      [last_Via:]
      From: <sip:{caller}@[local_ip]>;tag=[pid]call[call_number]
      [last_To:]
      Call-ID: [call_id]
      CSeq: {sequence} ACK
      Max-Forwards: 70
      Content-Length: 0""",
        retransmit=False,
    )


def _in_dialog(method: str, number: str, caller: str, sequence: int, body: str = "Content-Length: 0") -> str:
    return _send(
        f"""\
{method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      From: <sip:{caller}@[local_ip]>;tag=[pid]call[call_number]
      To: <sip:{number}@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: {sequence} {method}
      Contact: <sip:{caller}@[local_ip]:[local_port]>
      Max-Forwards: 70
      {body}""",
        retransmit=method != "ACK",
    )


def _until_hung_up() -> list[str]:
    """What follows a REFER: news of it, and the end of the call."""
    return [
        '<recv request="NOTIFY" optional="true" next="4"/>',
        '<recv request="BYE"/>',
        _reply("200 OK"),
        f'<nop next="{_END}"/>',
        '<label id="4"/>',
        _reply("200 OK"),
        '<recv request="NOTIFY" optional="true" next="4"/>',
        f'<recv request="BYE" timeout="2000" ontimeout="{_END}"/>',
        _reply("200 OK"),
    ]


def _as_called(method: str, account: str, sequence: int, body: str = "Content-Length: 0") -> str:
    """A request of the telephone that was called."""
    return _send(
        f"""\
{method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{account}@[local_ip]>;tag=[pid]answering[call_number]
      To:[$caller]
      Call-ID: [call_id]
      CSeq: {sequence} {method}
      Contact: <sip:{account}@[local_ip]:[local_port]>
      Max-Forwards: 70
      {body}"""
    )


def _reply(
    status: str, rest: str = "Content-Length: 0", contact: str = "sip:lab@[local_ip]:[local_port]"
) -> str:
    return _send(
        f"""\
SIP/2.0 {status}
      [last_Via:]
      [last_Record-Route:]
      [last_From:]
      [last_To:];tag=[pid]answering[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <{contact}>
      {rest}""",
        retransmit=False,
    )


def _log(message: str) -> str:
    return f'<action><log message="{message} [timestamp]"/></action>'


def _send(message: str, *, retransmit: bool = True) -> str:
    retrans = ' retrans="500"' if retransmit else ""
    return f"<send{retrans}><![CDATA[\n      {message}\n]]></send>"


def _scenario(steps: list[str]) -> str:
    body = "\n".join(steps)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="lab">\n{body}\n</scenario>\n'
