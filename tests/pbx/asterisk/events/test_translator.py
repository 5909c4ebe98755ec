"""From the switch's messages to what happened: each way out, each door."""

from __future__ import annotations

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.peer_names import dialled_number
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.site import Site

SITE = Site(extensions=("1XX",), trunks=("PJSIP/carrier*", "DAHDI/*"))
NUMBER = "0088213123456"


class Switch:
    """Feeds messages by name and fields, a second apart unless another pace is given."""

    def __init__(self, pace_s: float = 1.0) -> None:
        self.pace_s = pace_s
        self.translator = Translator(SITE)
        self.now = 1000.0

    def send(self, name: str, **fields: str) -> list[events.Event]:
        self.now += self.pace_s
        lines = [f"Event: {name}", *(f"{key}: {value}" for key, value in fields.items())]
        return self.translator.step(Message(name, "\r\n".join(lines).encode()), self.now)

    def channel(self, unique: str, name: str, exten: str = "", caller: str = "", state: str = "4") -> list:
        fields = {"Channel": name, "Uniqueid": unique, "Exten": exten, "CallerIDNum": caller}
        return self.send("Newchannel", ChannelState=state, **fields)

    def dial(self, source: str, leg: str, name: str, text: str) -> list[events.Event]:
        self.channel(leg, name, state="0")
        known = self.translator.channels.get(source)
        fields = {"Channel": known.name, "Uniqueid": source} if known else {}
        return self.send("DialBegin", **fields, DestChannel=name, DestUniqueid=leg, DialString=text)


def start(found: list[events.Event]) -> events.CallStarted:
    (event,) = found
    assert isinstance(event, events.CallStarted)
    return event


def test_a_call_of_a_telephone_begins_is_answered_once_and_ends_once() -> None:
    switch = Switch()
    assert switch.channel("1", "PJSIP/101-01", NUMBER, "101") == []
    begun = start(switch.dial("1", "2", "PJSIP/carrier-02", f"{NUMBER}@carrier"))
    assert (begun.call, begun.request, begun.extension) == ("2", "1", "101")
    assert (begun.number, begun.origin, begun.trunk) == (NUMBER, Origin.EXTENSION, "carrier")
    up = switch.send("Newstate", Uniqueid="2", Channel="PJSIP/carrier-02", ChannelState="6")
    assert [type(one) for one in up] == [events.CallAnswered]
    end = {"DestUniqueid": "2", "DestChannel": "PJSIP/carrier-02", "DialStatus": "ANSWER"}
    assert switch.send("DialEnd", **end) == []
    ended = switch.send("Hangup", Uniqueid="2", Cause="16")
    assert [type(one) for one in ended] == [events.CallEnded]
    assert switch.send("Hangup", Uniqueid="2", Cause="16") == []


def test_a_leg_that_nobody_dialled_is_seen() -> None:
    begun = start(Switch().dial("", "2", "PJSIP/carrier-02", f"{NUMBER}@carrier"))
    assert (begun.number, begun.request, begun.origin) == (NUMBER, "", Origin.UNKNOWN)


def test_an_originated_leg_without_dial_begin_is_seen_when_it_answers() -> None:
    switch = Switch()
    switch.channel("2", "PJSIP/carrier-02", caller=NUMBER, state="0")
    assert switch.send("Newstate", Uniqueid="2", Channel="PJSIP/carrier-02", ChannelState="6") == []
    found = switch.translator.flush(switch.now + 1)
    assert [type(one) for one in found] == [events.CallStarted, events.CallAnswered]


def test_an_originated_leg_that_is_reported_up_before_its_dial_begin_keeps_its_number() -> None:
    switch = Switch(pace_s=0.02)
    switch.channel("2", "PJSIP/carrier-02", state="0")
    assert switch.send("OriginateResponse", Uniqueid="2", Response="Success") == []
    assert switch.send("Newstate", Uniqueid="2", Channel="PJSIP/carrier-02", ChannelState="6") == []
    fields = {"DestChannel": "PJSIP/carrier-02", "DestUniqueid": "2", "DialString": f"{NUMBER}@carrier"}
    begun, answered = switch.send("DialBegin", **fields)
    assert start([begun]).number == NUMBER
    assert isinstance(answered, events.CallAnswered)


def test_the_forward_in_a_telephone_is_told_and_its_leg_bears_the_forwarder() -> None:
    switch = Switch()
    (incoming,) = switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    assert isinstance(incoming, events.IncomingCall)
    switch.dial("1", "2", "PJSIP/104-02", "104")
    (forward,) = switch.send(
        "DialEnd", Uniqueid="1", DestUniqueid="2", DestChannel="PJSIP/104-02", Forward=NUMBER
    )
    assert isinstance(forward, events.ForwardSet)
    assert (forward.extension, forward.kind, forward.number) == ("104", "phone", NUMBER)
    switch.dial("1", "3", "Local/x@out-03;1", "x@out")
    switch.channel("4", "Local/x@out-03;2", NUMBER)
    begun = start(switch.dial("4", "5", "PJSIP/carrier-05", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension) == (Origin.FORWARD, "104")
    assert begun.outside_caller == "0199001122"


def test_a_forwarded_call_through_local_halves_keeps_its_extension() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.dial("1", "3", "Local/y@out-03;1", "y@out")
    switch.channel("4", "Local/y@out-03;2", NUMBER)
    begun = start(switch.dial("4", "5", "PJSIP/carrier-05", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension, begun.request) == (Origin.FORWARD, "104", "4")


def test_voicemail_disa_and_transfer_are_told_apart() -> None:
    for application, origin in (("VoiceMailMain", Origin.VOICEMAIL), ("DISA", Origin.DISA)):
        switch = Switch()
        switch.channel("1", "PJSIP/carrier-01", "s", "0199001122")
        switch.send("Newexten", Uniqueid="1", Application=application, AppData="104@default")
        assert start(switch.dial("1", "2", "PJSIP/carrier-02", f"{NUMBER}@carrier")).origin is origin
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.channel("9", "PJSIP/104-09", state="0")
    (moved,) = switch.send("BlindTransfer", TransfererUniqueid="9", TransfereeUniqueid="1", Extension=NUMBER)
    assert isinstance(moved, events.CallTransferred)
    begun = start(switch.dial("1", "2", "PJSIP/carrier-02", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension) == (Origin.TRANSFER, "104")


def test_an_analogue_line_is_priced_from_dialling() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/101-01", NUMBER, "101")
    assert start(switch.dial("1", "2", "DAHDI/1-1", f"g1/{NUMBER}")).priced_from_dialling


def keys(switch: Switch, count: int) -> list[events.Event]:
    found: list[events.Event] = []
    switch.now += 3
    for _ in range(count):
        switch.now -= 0.65
        found += switch.send("DTMFEnd", Uniqueid="1", Direction="Received", Digit="x")
    return found


def test_a_break_in_by_voicemail_is_told_step_by_step() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "s", "0199001122")
    (entered,) = switch.send("Newexten", Uniqueid="1", Application="VoiceMailMain", AppData="104@default")
    assert isinstance(entered, events.MailboxEntered)
    assert (entered.mailbox, entered.outside) == ("104@default", True)
    switch.translator.voicemail.log_is_read = True
    keys(switch, 5)
    (refused,) = switch.translator.voicemail.logged_refusal("104@default", switch.now, switch.now)
    assert isinstance(refused, events.PinRefused)
    assert (refused.request, refused.outside_caller) == ("1", "0199001122")
    keys(switch, 5)
    changed = switch.send("VoicemailPasswordChange", Context="default", Mailbox="104")
    assert [type(one) for one in changed] == [events.PinAccepted, events.PinChanged]
    left = switch.send("Hangup", Uniqueid="1", Cause="16")
    assert [type(one) for one in left] == [events.MailboxLeft]


def test_without_a_log_the_rhythm_of_keys_tells_of_wrong_pins() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "s", "0199001122")
    switch.send("Newexten", Uniqueid="1", Application="VoiceMailMain", AppData="104@default")
    found = keys(switch, 5) + keys(switch, 5) + switch.send("Hangup", Uniqueid="1")
    refused = [one for one in found if isinstance(one, events.PinRefused)]
    assert len(refused) == 2
    assert all(one.inferred for one in refused)


def test_forwards_are_told_by_their_changes() -> None:
    forwards = Switch().translator.forwards
    tree = {"/CF/104": NUMBER, "/AMPUSER/105/followme/grplist": NUMBER, "/AMPUSER/105/cidname": "x"}
    found = forwards.read(tree, 1.0, 1.0)
    assert {(one.extension, one.kind) for one in found} == {("104", "CF"), ("105", "followme")}
    assert forwards.read(tree, 2.0, 2.0) == []
    (cleared, _other) = forwards.read({}, 3.0, 3.0)
    assert isinstance(cleared, events.ForwardCleared)


def test_guessing_and_registering_name_account_and_address() -> None:
    switch = Switch()
    fields = {"Service": "PJSIP", "AccountID": "101", "RemoteAddress": "IPV4/UDP/192.0.2.7/5060"}
    (refused,) = switch.send("InvalidPassword", **fields)
    assert isinstance(refused, events.RegistrationRefused)
    assert (refused.account, refused.address) == ("101", "192.0.2.7")
    (registered,) = switch.send("SuccessfulAuth", **fields)
    assert isinstance(registered, events.Registered)
    assert switch.send("SuccessfulAuth", **fields) == []
    assert switch.send("SuccessfulAuth", **{**fields, "Service": "AMI"}) == []


def test_a_dialled_number_is_found_in_any_dial_string() -> None:
    for text in (
        f"PJSIP/{NUMBER}@carrier,60,tT",
        f"carrier/{NUMBER}",
        f"SIP/carrier/{NUMBER}",
        f"PJSIP/carrier/sip:{NUMBER}@192.0.2.1:5080",
        f"DAHDI/g1/{NUMBER}",
    ):
        assert dialled_number(text) == NUMBER
    assert dialled_number("carrier") == ""


def test_a_snapshot_lists_out_legs_with_their_age() -> None:
    row = {
        "Channel": "PJSIP/carrier-02",
        "Uniqueid": "2",
        "ChannelState": "6",
        "Application": "AppDial",
        "Linkedid": "1",
        "Duration": "00:01:30",
        "CallerIDNum": NUMBER,
    }
    raw = "\r\n".join(f"{key}: {value}" for key, value in row.items()).encode()
    (found,) = Translator(SITE).snapshot([Message("CoreShowChannel", raw)], "asterisk", 1000.0)
    assert isinstance(found, events.Snapshot)
    (call,) = found.calls
    assert (call.call, call.number, call.answered_at) == ("2", NUMBER, 910.0)


def test_a_snapshot_in_the_midst_of_a_forwarded_call_finds_its_one_out_leg() -> None:
    table = [
        ("PJSIP/carrier-01", "1", "Dial", "Local/9@out,20", "0199001122", "b1"),
        ("Local/9@out-01;1", "2", "AppDial", "(Outgoing Line)", NUMBER, "b1"),
        ("Local/9@out-01;2", "3", "Dial", f"PJSIP/{NUMBER}@1234,20", "0199001122", "b2"),
        ("PJSIP/1234-02", "4", "AppDial", "(Outgoing Line)", NUMBER, "b2"),
    ]
    rows = []
    for name, unique, application, data, caller, bridge in table:
        text = f"Channel: {name}\r\nUniqueid: {unique}\r\nLinkedid: 1\r\nChannelState: 6\r\nDuration: 9\r\n"
        text += f"Application: {application}\r\nApplicationData: {data}\r\nCallerIDNum: {caller}\r\n"
        rows.append(Message("CoreShowChannel", (text + f"BridgeId: {bridge}").encode()))
    found = Translator(Site()).snapshot(rows, "asterisk", 1000.0)[-1]
    assert isinstance(found, events.Snapshot)
    (call,) = found.calls
    assert (call.call, call.number, call.origin, call.request) == ("4", NUMBER, Origin.FORWARD, "3")
    assert call.answered_at == 991.0


def test_one_try_for_an_unknown_account_is_told_by_its_name_alone() -> None:
    switch = Switch()
    fields = {"Service": "PJSIP", "RemoteAddress": "IPV4/UDP/192.0.2.7/5060"}
    (named,) = switch.send("InvalidAccountID", **fields, AccountID="999")
    assert isinstance(named, events.RegistrationRefused)
    assert (named.account, named.unknown_account) == ("999", True)
    assert switch.send("ChallengeResponseFailed", **fields, AccountID="<unknown>") == []
    switch.now += 60
    (unnamed,) = switch.send("ChallengeResponseFailed", **fields, AccountID="<unknown>")
    assert isinstance(unnamed, events.RegistrationRefused)
    assert (unnamed.account, unnamed.unknown_account) == ("", True)


def test_chan_sip_tells_of_a_refusal_twice_and_it_counts_once() -> None:
    switch = Switch()
    address = "192.0.2.7"
    fields = {"Service": "SIP", "AccountID": "101", "RemoteAddress": f"IPV4/UDP/{address}/5060"}
    assert len(switch.send("InvalidPassword", **fields)) == 1
    rejected = {"PeerStatus": "Rejected", "Peer": "SIP/101", "Address": f"{address}:5060"}
    assert switch.send("PeerStatus", **rejected) == []
    switch.now += 60
    (alone,) = switch.send("PeerStatus", **rejected)
    assert isinstance(alone, events.RegistrationRefused)
    assert (alone.account, alone.address) == ("101", address)


def test_a_call_sent_on_to_a_colleague_who_forwards_left_by_the_forward() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.channel("9", "PJSIP/104-09", state="0")
    switch.send("BlindTransfer", TransfererUniqueid="9", TransfereeUniqueid="1", Extension="105")
    switch.send("Newexten", Uniqueid="1", Exten="105", Application="Dial", AppData=f"Local/{NUMBER}@out")
    switch.dial("1", "3", "Local/z@out-03;1", "z@out")
    switch.channel("4", "Local/z@out-03;2", NUMBER)
    begun = start(switch.dial("4", "5", "PJSIP/carrier-05", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension) == (Origin.FORWARD, "105")
    assert begun.outside_caller == "0199001122"


def test_an_outside_caller_who_sends_himself_on_is_answered_for_by_whom_he_called() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.dial("1", "2", "PJSIP/104-02", "104")
    (moved,) = switch.send("BlindTransfer", TransfererUniqueid="1", TransfereeUniqueid="2", Extension=NUMBER)
    assert isinstance(moved, events.CallTransferred)
    assert (moved.extension, moved.outside_caller) == ("104", "0199001122")
    switch.send("Hangup", Uniqueid="1", Cause="16")  # they are gone before the leg is dialled
    begun = start(switch.dial("2", "5", "PJSIP/carrier-05", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension) == (Origin.TRANSFER, "104")
    assert begun.outside_caller == "0199001122"


def test_a_pin_in_front_of_a_dial_tone_is_a_door_too() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "s", "0199001122")
    gate = {"Uniqueid": "1", "Exten": "s", "Application": "VMAuthenticate", "AppData": "104@default"}
    (entered,) = switch.send("Newexten", **gate)
    assert isinstance(entered, events.MailboxEntered)
    keys(switch, 5)
    keys(switch, 5)
    found = switch.send("Newexten", Uniqueid="1", Exten="s", Application="DISA", AppData="no-password,out")
    assert [type(one) for one in found][-2:] == [events.PinAccepted, events.MailboxLeft]
    begun = start(switch.dial("1", "5", "PJSIP/carrier-05", f"{NUMBER}@carrier"))
    assert begun.origin is Origin.DISA


def test_who_keys_wrong_pins_at_the_gate_and_hangs_up_was_refused_each_time() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "s", "0199001122")
    gate = {"Uniqueid": "1", "Exten": "s", "Application": "VMAuthenticate", "AppData": "104@default"}
    switch.send("Newexten", **gate)
    found = keys(switch, 5) + keys(switch, 5) + switch.send("Hangup", Uniqueid="1")
    assert sum(isinstance(one, events.PinRefused) for one in found) == 2
    assert not any(isinstance(one, events.PinAccepted) for one in found)


def test_a_follow_me_counts_while_it_is_on_and_for_numbers_outside() -> None:
    forwards = Switch().translator.forwards
    tree = {
        "/AMPUSER/104/followme/grplist": "104-105-0639981234#",
        "/AMPUSER/104/followme/ddial": "EXTENSION",
        "/AMPUSER/105/vmx/unavail/0/ext": "0639981235",
    }
    (vmx,) = forwards.read(tree, 1.0, 1.0)
    assert (vmx.extension, vmx.kind, vmx.number) == ("105", "vmx/unavail/0/ext", "0639981235")
    (found,) = forwards.read({**tree, "/AMPUSER/104/followme/ddial": "DIRECT"}, 2.0, 2.0)
    assert (found.extension, found.kind, found.number) == ("104", "followme", "0639981234")
    (cleared,) = forwards.read(tree, 3.0, 3.0)
    assert isinstance(cleared, events.ForwardCleared)


def test_an_attended_transfer_by_the_telephone_joins_the_outside_caller_to_the_leg_that_runs() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.dial("1", "2", "PJSIP/104-02", "104")
    switch.channel("3", "PJSIP/104-03", NUMBER, "104")
    begun = start(switch.dial("3", "4", "PJSIP/carrier-04", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension) == (Origin.EXTENSION, "104")
    ends = {"OrigTransfererUniqueid": "2", "SecondTransfererUniqueid": "3"}
    joined = {"TransfereeUniqueid": "1", "TransferTargetUniqueid": "4", "Result": "Success"}
    assert switch.send("AttendedTransfer", **ends, **{**joined, "Result": "Fail"}) == []
    (moved,) = switch.send("AttendedTransfer", **ends, **joined)
    assert isinstance(moved, events.CallTransferred)
    assert (moved.call, moved.number, moved.extension) == ("4", NUMBER, "104")
    assert (moved.attended, moved.outside_caller, moved.request) == (True, "0199001122", "1")


def test_the_leg_that_runs_may_be_the_one_that_is_sent_on() -> None:
    switch = Switch()
    switch.channel("3", "PJSIP/104-03", NUMBER, "104")
    start(switch.dial("3", "4", "PJSIP/carrier-04", f"{NUMBER}@carrier"))
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.dial("1", "2", "PJSIP/104-02", "104")
    ends = {"OrigTransfererUniqueid": "3", "SecondTransfererUniqueid": "2"}
    (moved,) = switch.send("AttendedTransfer", **ends, TransfereeUniqueid="4", TransferTargetUniqueid="1")
    assert isinstance(moved, events.CallTransferred)
    assert (moved.call, moved.number, moved.outside_caller) == ("4", NUMBER, "0199001122")


def test_a_parked_call_that_goes_out_was_sent_on_by_whom_parked_it() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    switch.dial("1", "2", "PJSIP/104-02", "104")
    (parked,) = switch.send("ParkedCall", ParkeeUniqueid="1", ParkerDialString="PJSIP/104")
    assert isinstance(parked, events.CallTransferred)
    assert (parked.request, parked.extension) == ("1", "104")
    begun = start(switch.dial("1", "4", "PJSIP/carrier-04", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension) == (Origin.TRANSFER, "104")


def test_an_old_switch_without_dial_begin_is_understood() -> None:
    switch = Switch()
    switch.channel("1", "SIP/101-01", NUMBER, "101")
    switch.channel("2", "PJSIP/carrier-02", state="0")
    fields = {
        "Channel": "SIP/101-01",
        "UniqueID": "1",
        "Destination": "PJSIP/carrier-02",
        "DestUniqueID": "2",
    }
    begun = start(switch.send("Dial", SubEvent="Begin", **fields, Dialstring=f"carrier/{NUMBER}"))
    assert (begun.number, begun.origin, begun.extension) == (NUMBER, Origin.EXTENSION, "101")
    sent = {"TransferMethod": "SIP", "TransferType": "Blind", "Uniqueid": "1", "TargetUniqueid": "2"}
    (moved,) = switch.send("Transfer", **sent, TransferExten="0199001133")
    assert isinstance(moved, events.CallTransferred)
    assert (moved.request, moved.number) == ("2", "0199001133")


def test_a_forward_is_one_although_the_dialling_of_its_inner_half_is_told_last() -> None:
    switch = Switch()
    switch.channel("1", "PJSIP/carrier-01", "104", "0199001122")
    for unique, half in (("3", "1"), ("4", "2")):
        name = f"Local/z@out-03;{half}"
        fields = {"Channel": name, "Uniqueid": unique, "Linkedid": "1", "Exten": "z"}
        switch.send("Newchannel", **fields, ChannelState="0", CallerIDNum="0199001122")
    begun = start(switch.dial("4", "5", "PJSIP/carrier-05", f"{NUMBER}@carrier"))
    assert (begun.origin, begun.extension, begun.outside_caller) == (Origin.FORWARD, "104", "0199001122")
