"""The real gate attacked by who holds the PBX: odd spellings, smuggled requests, ends that are none."""

from __future__ import annotations

import asyncio

import pytest
from lab.sip_peer import Call, Message, Pbx
from lab.trunk import PlayedTrunk, Ways, trunk

from veilleur.words.events import CallAnswered, CallEnded, CallStarted

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ABROAD, HOSTILE, NATIONAL = "00493012345", "0037129990000", "0199001234"
DEAR = "29990000;phone-context=+371"


def replaced(message: Message, name: str, value: str) -> Message:
    """The same message with another value of one header."""
    headers = [(key, value if key == name else old) for key, old in message.headers]
    return Message(message.start, headers, message.body)


def added(message: Message, *headers: tuple[str, str]) -> Message:
    """The same message with further headers."""
    return Message(message.start, [*message.headers, *headers], message.body)


async def answered(at: PlayedTrunk, number: str = ABROAD) -> Call:
    """A call that runs."""
    call = at.pbx.begin(at.pbx.invite(number))
    assert (await at.pbx.final(call)).status == 200
    await at.guard.until(lambda: at.guard.of(CallAnswered))
    return call


async def goes_nowhere(pbx: Pbx, at: PlayedTrunk, message: Message) -> None:
    """What was sent is over when an honest request behind it is, and the operator has none of it."""
    await pbx.dial("112")
    assert not [one for one in at.operator.seen if message.get("Call-ID") == one.get("Call-ID")]


@pytest.mark.parametrize(
    "user",
    [
        DEAR,
        "112;phone-context=+371",  # 112 of our country is no number of another one
        "0199001234;npdi;rn=+37129990000",
        "0199001234;RN=%2B37129990000",
        "%2B37129990000",
        "+371-2999-0000",
        "0199001234;phone-context=+371",
    ],
)
async def test_the_number_that_is_judged_is_the_one_that_the_operator_dials(user: str) -> None:
    async with trunk() as at:
        assert (await at.pbx.dial(user)).status == 603
        assert "371" in at.guard.asked[0]
        assert at.operator.answered == []


async def test_parameters_behind_the_host_are_read_too() -> None:
    async with trunk() as at:
        invite = at.pbx.invite("29990000")
        invite.start = f"INVITE sip:29990000@{at.pbx.domain};user=phone;phone-context=+371 SIP/2.0"
        assert (await at.pbx.final(at.pbx.begin(invite))).status == 603


async def test_a_number_too_long_to_be_shown_whole_is_not_relayed() -> None:
    async with trunk() as at:
        assert (await at.pbx.dial("-" * 130 + HOSTILE)).status == 400
        assert (await at.pbx.dial("0199001234" + "-" * 130 + "0")).status == 400
        assert at.operator.seen == []


@pytest.mark.parametrize("name", ["Call-ID", "From"])
async def test_long_names_do_not_fill_the_guards_line(name: str) -> None:
    """Else one request would blind the guard, and the rule for its absence would decide the next call."""
    async with trunk() as at:
        invite = at.pbx.invite(ABROAD)
        long = {"Call-ID": "x" * 9_000, "From": f"<sip:203@pbx>;tag={'x' * 9_000}"}[name]
        at.pbx.send(replaced(invite, name, long), at.pbx.gate)
        assert (await at.pbx.dial(HOSTILE)).get("Reason") == 'SIP;cause=603;text="Veilleur: refused"'
        assert at.guard.line.is_connected
        assert len(at.guard.asked) == 1


@pytest.mark.parametrize(
    "more",
    [
        ("From", "<sip:204@pbx>;tag=other"),
        ("Call-ID", "another"),
        ("i", "another"),
        ("CSeq", "2 INVITE"),
        ("To", f"<sip:{HOSTILE}@op>"),
    ],
)
async def test_what_there_is_once_is_not_relayed_twice(more: tuple[str, str]) -> None:
    async with trunk() as at:
        invite = added(at.pbx.invite(ABROAD), more)
        at.pbx.send(invite, at.pbx.gate)
        await goes_nowhere(at.pbx, at, invite)


@pytest.mark.parametrize("method", ["invite", "INVITES", "DO", "PING"])
async def test_a_method_that_nobody_knows_is_not_relayed(method: str) -> None:
    async with trunk() as at:
        invite = at.pbx.invite(HOSTILE)
        odd = Message(invite.start.replace("INVITE", method, 1), invite.headers, invite.body)
        at.pbx.send(replaced(odd, "CSeq", f"1 {method}"), at.pbx.gate)
        await goes_nowhere(at.pbx, at, odd)


async def test_an_invite_that_calls_itself_something_else_is_not_relayed() -> None:
    async with trunk() as at:
        invite = at.pbx.invite(HOSTILE)
        for odd in (
            Message(invite.start.replace("INVITE", "OPTIONS", 1), invite.headers, invite.body),
            replaced(invite, "CSeq", "1 OPTIONS"),
        ):
            at.pbx.send(odd, at.pbx.gate)
            await goes_nowhere(at.pbx, at, odd)


async def test_no_second_request_is_smuggled_behind_the_first() -> None:
    """From a datagram into a stream: the operator would read the bytes behind the body as another request."""
    async with trunk(ways=Ways(operator="TCP")) as at:
        hidden = at.pbx.invite(HOSTILE).to_bytes()
        first = at.pbx.invite(NATIONAL)
        data = first.to_bytes() + hidden
        at.pbx._transport.sendto(data, at.pbx.gate)
        assert (await at.pbx.dial(ABROAD)).status == 200
        await at.guard.until(lambda: at.operator.answered)
        assert HOSTILE not in at.operator.answered
        assert not [one for one in at.operator.seen if one.method == "INVITE" and one.number == HOSTILE]


async def test_pipelined_requests_of_one_connection_are_asked_about_one_by_one() -> None:
    async with trunk(ways=Ways(pbx="TCP")) as at:
        assert at.pbx.streams is not None
        first, second = at.pbx.invite(ABROAD), at.pbx.invite(HOSTILE)
        calls = [Call(first), Call(second)]
        at.pbx.calls |= {call.id: call for call in calls}
        at.pbx.streams.send(first.to_bytes() + second.to_bytes(), at.pbx.gate)
        assert [(await at.pbx.final(call)).status for call in calls] == [200, 603]
        assert at.operator.answered == [ABROAD]


@pytest.mark.parametrize("route", ["<sip:evil.example;lr>", "<sip:evil.example;lr>, <sip:203.0.113.9;lr>"])
async def test_a_way_around_the_operator_is_refused(route: str) -> None:
    async with trunk() as at:
        invite = at.pbx.invite(ABROAD)
        own = invite.get("Route")
        assert (await at.pbx.final(at.pbx.begin(replaced(invite, "Route", f"{own}, {route}")))).status == 403
        assert at.operator.seen == []


async def test_a_text_message_abroad_is_refused_as_a_call_to_be_sent_on_is() -> None:
    async with trunk() as at:
        for number, status in ((HOSTILE, 603), (NATIONAL, 200)):
            invite = at.pbx.invite(number)
            text = Message(invite.start.replace("INVITE", "MESSAGE", 1), invite.headers, "hello")
            call = at.pbx.begin(replaced(text, "CSeq", "1 MESSAGE"))
            assert (await at.pbx.final(call, "MESSAGE")).status == status


async def test_a_call_that_rings_is_not_turned_into_another_by_a_tag_of_nobody() -> None:
    """The other end's tag is not known yet: a re-INVITE with any tag would pass as one of this call."""
    async with trunk() as at:
        at.operator.plan = lambda _number: "trying"
        call = at.pbx.begin(at.pbx.invite(NATIONAL))
        await at.guard.until(lambda: at.guard.of(CallStarted))
        forged = at.pbx.invite(HOSTILE, call_id=call.id)
        forged = replaced(replaced(forged, "CSeq", "2 INVITE"), "From", call.invite.get("From"))
        forged = replaced(forged, "To", f"{forged.get('To')};tag=none")
        at.pbx.send(forged, at.pbx.gate)
        assert (await at.pbx.final(call)).status == 481
        assert not [one for one in at.operator.seen if one.method == "INVITE" and one.number == HOSTILE]


async def test_a_re_invite_goes_to_the_other_end_whatever_number_it_names() -> None:
    async with trunk() as at:
        call = await answered(at, NATIONAL)
        again = at.pbx.inside(call, "INVITE")
        again.start = f"INVITE sip:{HOSTILE}@{at.pbx.domain} SIP/2.0"
        at.pbx.send(again, at.pbx.gate)
        await at.pbx.final(call, "INVITE")
        assert [one.number for one in at.operator.seen if one.method == "INVITE"] == [NATIONAL, "peer"]


async def test_a_call_does_not_end_in_our_books_alone() -> None:
    """A BYE out of order, by a way of its own, to another host: the call ends at the operator, or goes on."""
    async with trunk() as at:
        call = await answered(at)
        at.pbx.send(at.pbx.inside(call, "UPDATE"), at.pbx.gate)
        await at.pbx.final(call, "UPDATE")
        at.pbx.send(at.pbx.inside(call, "INFO", "1"), at.pbx.gate)
        await at.pbx.final(call, "INFO")
        late = at.pbx.inside(call, "BYE", "2")
        at.pbx.send(late, at.pbx.gate)
        assert (await at.pbx.final(call, "BYE")).status == 500
        astray = at.pbx.inside(call, "BYE")
        at.pbx.send(added(astray, ("Route", "<sip:evil.example;lr>")), at.pbx.gate)
        assert (await at.pbx.final(call, "BYE")).status == 403
        assert at.guard.of(CallEnded) == []
        assert call.id in at.operator.running
        elsewhere = at.pbx.inside(call, "BYE", "", ("Require", "nobody-has-this"))
        elsewhere.start = "BYE sip:203@evil.example SIP/2.0"
        at.pbx.send(elsewhere, at.pbx.gate)
        assert (await at.pbx.final(call, "BYE")).status == 200
        await at.guard.until(lambda: at.guard.of(CallEnded))
        assert at.operator.running == set()
        (ended,) = [one for one in at.operator.seen if one.method == "BYE"]
        assert ended.get("Require") == ""


async def test_a_transfer_names_a_call_that_runs_and_its_other_end() -> None:
    async with trunk() as at:
        call, other = await answered(at), await answered(at, NATIONAL)
        assert other.final is not None
        tags = other.invite.get("From").partition("tag=")[2], other.final.get("To").partition("tag=")[2]
        known = f"{other.id};to-tag={tags[1]};from-tag={tags[0]}".replace(";", "%3B").replace("=", "%3D")
        for target, status in (
            (f"<sip:{HOSTILE}@{at.pbx.domain}?Replaces=nobody%3Bto-tag%3D1%3Bfrom-tag%3D2>", 603),
            (f"<sip:{HOSTILE}@{at.pbx.domain}?Replaces={known}>", 603),
            (f"<sip:{NATIONAL}@{at.pbx.domain}?Replaces={known}>", 200),
            (f"<sip:{ABROAD}@{at.pbx.domain}>", 603),
            (f"<sip:{HOSTILE}@{at.pbx.domain}>", 603),
        ):
            at.pbx.send(at.pbx.inside(call, "REFER", "", ("Refer-To", target)), at.pbx.gate)
            assert (await at.pbx.final(call, "REFER")).status == status, target
        assert call.final is not None
        tags = call.invite.get("From").partition("tag=")[2], call.final.get("To").partition("tag=")[2]
        itself = f"{call.id};to-tag={tags[1]};from-tag={tags[0]}".replace(";", "%3B").replace("=", "%3D")
        target = f"<sip:{ABROAD}@{at.pbx.domain}?Replaces={itself}>"
        at.pbx.send(at.pbx.inside(other, "REFER", "", ("Refer-To", target)), at.pbx.gate)
        assert (await at.pbx.final(other, "REFER")).status == 200, "a call abroad that runs already"
        two = (("Refer-To", f"<sip:{NATIONAL}@op>"), ("r", f"<sip:{HOSTILE}@op>"))
        at.pbx.send(at.pbx.inside(call, "REFER", "", *two), at.pbx.gate)
        assert (await at.pbx.final(call, "REFER")).status == 400
        at.pbx.send(at.pbx.inside(call, "REFER", "", ("r", f"<sip:{HOSTILE}@op>")), at.pbx.gate)
        assert (await at.pbx.final(call, "REFER")).status == 603


@pytest.mark.parametrize(
    "contact",
    [
        f"<sip:{NATIONAL}@op>;q=0.1, <sip:{HOSTILE}@op>;q=1.0",
        f"<sip:{NATIONAL};phone-context=+371@op>",
        f"<tel:{HOSTILE}>",
    ],
)
async def test_an_inside_party_sends_no_call_on_abroad(contact: str) -> None:
    async with trunk() as at:
        caller = Pbx(f"{at.network}.3", at.pbx.gate, f"{at.network}.1", port=5080)
        await caller.start()
        caller.routed = False
        at.pbx.deflects_to = contact
        assert (await caller.final(caller.begin(caller.invite("0199001200")))).status == 480
        caller.stop()


@pytest.mark.parametrize(
    "uri",
    [
        "sip:11%32@{domain}",
        "sip:112;phone-context=+33@{domain}",
        "sip:112;phone-context=pbx.example@{domain}",
        "sip:112@{domain};user=phone",
        "sip:112@elsewhere.example",
        "SIP:112@{domain}",
        "sips:112@{domain}",
        "tel:112",
        "tel:+33112",
        "urn:service:sos",
        "urn:service:sos.fire",
    ],
)
async def test_an_emergency_call_passes_in_any_spelling_with_nobody_there(uri: str) -> None:
    async with trunk(guarded=False) as at:
        invite = at.pbx.invite("112")
        invite.start = f"INVITE {uri.format(domain=at.pbx.domain)} SIP/2.0"
        assert (await at.pbx.final(at.pbx.begin(invite))).status == 200


@pytest.mark.parametrize("more", [("Max-Forwards", "0"), ("Call-ID", "x" * 3_000)])
async def test_an_emergency_call_passes_with_what_no_other_call_may_have(more: tuple[str, str]) -> None:
    async with trunk() as at:
        invite = replaced(at.pbx.invite("112"), *more)
        assert (await at.pbx.final(at.pbx.begin(invite))).status == 200
        assert (await at.pbx.dial(HOSTILE)).status == 603


async def test_tel_uris_are_calls_like_others() -> None:
    async with trunk() as at:
        for uri, status in (("tel:+37129990000", 603), ("tel:+49-30-12345", 200), (f"tel:{DEAR}", 603)):
            invite = at.pbx.invite(ABROAD)
            invite.start = f"INVITE {uri} SIP/2.0"
            assert (await at.pbx.final(at.pbx.begin(invite))).status == status
        assert at.guard.asked == ["+37129990000", "+493012345", "+37129990000"]


async def test_an_invite_without_a_description_is_asked_about_and_passes() -> None:
    async with trunk() as at:
        invite = at.pbx.invite(ABROAD)
        headers = [(name, value) for name, value in invite.headers if name != "Content-Type"]
        assert (await at.pbx.final(at.pbx.begin(Message(invite.start, headers)))).status == 200
        assert at.guard.asked == [ABROAD]


async def test_the_operators_other_address_may_end_a_call_that_it_knows_and_nothing_else() -> None:
    """Its Contact may be another machine than the one that was called."""
    async with trunk() as at:
        call = await answered(at)
        assert call.final is not None
        other = Pbx(f"{at.network}.88", at.pbx.gate, f"{at.network}.1")
        await other.start()
        seen = next(one for one in at.operator.seen if one.method == "INVITE")
        headers = [
            ("Via", other.via()),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in seen.all("Record-Route")),
            ("From", call.final.get("To")),
            ("To", call.invite.get("From")),
            ("Call-ID", call.id),
            ("CSeq", "7 BYE"),
        ]
        bye = Message(f"BYE {seen.get('Contact').strip('<>')} SIP/2.0", headers)
        other.calls[call.id] = theirs = Call(bye)
        other.send(replaced(bye, "To", "<sip:203@op>;tag=guessed"), other.gate)
        with pytest.raises(TimeoutError):
            await other.final(theirs, "BYE", waits_s=0.5)
        other.send(bye, other.gate)
        assert (await other.final(theirs, "BYE")).status == 200
        await at.guard.until(lambda: at.guard.of(CallEnded))
        other.stop()


async def test_a_full_gate_lets_plain_national_calls_pass_unasked() -> None:
    async with trunk(calls_per_second=1) as at:
        finals = await asyncio.gather(*(at.pbx.dial(ABROAD) for _call in range(12)))
        assert [final.status for final in finals].count(503) >= 5
        assert (await at.pbx.dial(NATIONAL)).status == 200
        assert (await at.pbx.dial("112")).status == 200


async def test_a_call_that_is_sent_on_by_the_operator_is_another_call_and_asked_about() -> None:
    """302 to a premium number: the PBX follows it within the same call, or dials it as a new one."""
    async with trunk() as at:
        at.operator.plan = lambda _number: "moved"
        call = at.pbx.begin(at.pbx.invite(NATIONAL))
        assert (await at.pbx.final(call)).status == 302
        at.operator.plan = lambda _number: "answer"
        followed = at.pbx.invite(HOSTILE, call_id=call.id)
        followed = replaced(replaced(followed, "CSeq", "2 INVITE"), "From", call.invite.get("From"))
        assert (await at.pbx.final(at.pbx.begin(followed))).status == 603
        assert at.guard.asked == [NATIONAL, HOSTILE]
        assert at.operator.answered == []


async def test_keep_alives_pass_both_ways_and_odd_schemes_are_calls_like_others() -> None:
    async with trunk() as at:
        options = at.pbx.invite("ping")
        headers = [(name, value.replace("INVITE", "OPTIONS")) for name, value in options.headers]
        options = Message(f"OPTIONS sip:{at.pbx.domain} SIP/2.0", headers)
        call = at.pbx.begin(options)
        assert (await at.pbx.final(call, "OPTIONS")).status == 200
        assert [one.method for one in at.operator.seen] == ["OPTIONS"]
        for start, status in (
            (f"INVITE sips:{HOSTILE}@{at.pbx.domain} SIP/2.0", 603),
            (f"INVITE sip:0%2530%25303712345@{at.pbx.domain} SIP/2.0", 400),
            (f"INVITE sip:{NATIONAL};phone-context=%252B371@{at.pbx.domain} SIP/2.0", 400),
            (f"INVITE sip:{NATIONAL}@{at.pbx.domain};phone-context=%252B371 SIP/2.0", 400),
            (f"INVITE sip:{NATIONAL}:{HOSTILE}@{at.pbx.domain};user=phone SIP/2.0", 400),
            (f"INVITE sip:{NATIONAL}@{at.pbx.domain};user=phone SIP/2.0", 200),
        ):
            invite = at.pbx.invite(NATIONAL)
            invite.start = start
            assert (await at.pbx.final(at.pbx.begin(invite))).status == status, start
        assert at.guard.asked == [HOSTILE, NATIONAL]
