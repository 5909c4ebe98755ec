"""The applications of Asterisk: what each can do to a call. One table, data only.

In: the name of an application, in any case. Out: what it can do, and how its arguments name a destination.
Pitfall: an application that is in neither list is somebody's own and is not known; docs/dialplan.md is held
to this table by a test.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Does(StrEnum):
    """What an application can do to a call."""

    DIALS = "dials"  # places a call to what an argument names; a question before it is the question for it
    PLACES = "places"  # places a call on a channel of its own: whoever stands here is never asked for it
    ADDS = "adds"  # makes a channel a member of something that dials it later, unasked
    QUEUES = "queues"  # dials the members of a queue
    REDIRECTS = "redirects"  # sends the caller on at the far end or by its carrier
    KEYS = "keys"  # sends digits, behind an answer too
    JOINS = "joins"  # joins the call with another one that runs
    PROGRAM = "program"  # a program decides, which may dial
    SHELL = "shell"  # a command of the system, which may dial
    LINES = "lines"  # dials lines that another file names
    ENTERS = "enters"  # lets the caller go on in the dialplan, at a place that a caller or a file names
    MAILBOX = "mailbox"  # lets a caller into a mailbox
    DISA = "disa"  # gives a caller a dial tone
    JUMPS = "jumps"
    RUNS = "runs"  # runs another application that its arguments name
    SETS = "sets"
    ENDS = "ends"


class Application(NamedTuple):
    """One application. argument: which one names the destination, counted from 0; options: which one holds
    options; says: what it does, for the page of the documents."""

    name: str
    does: Does
    says: str
    argument: int = 0
    options: int = -1


TABLE = (
    Application("Dial", Does.DIALS, "dials one or more channels", 0, 2),
    Application("RetryDial", Does.DIALS, "dials again and again", 3, 5),
    Application("Page", Does.DIALS, "dials many channels into a conference", 0),
    Application("LCDial", Does.DIALS, "dials the cheapest trunk (add-on)", 0),
    Application("TrunkDial", Does.DIALS, "dials a trunk (add-on)", 0),
    Application("ParkAndAnnounce", Does.PLACES, "parks the call and dials a channel to announce it", -1),
    Application("Originate", Does.PLACES, "places a call of its own", 0),
    Application("AddQueueMember", Does.ADDS, "makes a channel a member of a queue", 1),
    Application("Queue", Does.QUEUES, "dials the members of a queue", 0),
    Application("SLATrunk", Does.LINES, "seizes a shared line of sla.conf"),
    Application("SLAStation", Does.LINES, "seizes a shared line of sla.conf"),
    Application("Transfer", Does.REDIRECTS, "sends the caller on at the far end", 0),
    Application("capiCommand", Does.REDIRECTS, "deflects or transfers at the exchange (CAPI)", 0),
    Application("misdn_facility", Does.REDIRECTS, "deflects at the exchange (mISDN)", 0),
    Application("DAHDISendCallreroutingFacility", Does.REDIRECTS, "reroutes at the exchange (ISDN)", 0),
    Application("SendDTMF", Does.KEYS, "keys digits into the call", 0),
    Application("SendMF", Does.KEYS, "keys digits into the call", 0),
    Application("SendSF", Does.KEYS, "keys digits into the call", 0),
    Application("DAHDISendKeypadFacility", Does.KEYS, "keys digits to the exchange (ISDN)", 0),
    Application("Bridge", Does.JOINS, "joins the call with another channel"),
    Application("BridgeAdd", Does.JOINS, "joins the call with another channel"),
    Application("AGI", Does.PROGRAM, "a program decides, and may dial"),
    Application("EAGI", Does.PROGRAM, "a program decides, and may dial"),
    Application("DeadAGI", Does.PROGRAM, "a program decides, and may dial"),
    Application("FastAGI", Does.PROGRAM, "a program decides, and may dial"),
    Application("AsyncAGI", Does.PROGRAM, "a program decides, and may dial"),
    Application("ExternalIVR", Does.PROGRAM, "a program decides, and may dial"),
    Application("Stasis", Does.PROGRAM, "a program on ARI decides, and may dial"),
    Application("StasisBroadcast", Does.PROGRAM, "programs on ARI decide, and may dial"),
    Application("AudioSocket", Does.PROGRAM, "a program speaks with the caller"),
    Application("System", Does.SHELL, "runs a command, which may place calls"),
    Application("TrySystem", Does.SHELL, "runs a command, which may place calls"),
    Application("MixMonitor", Does.SHELL, "records, and may run a command afterwards", 2),
    Application("DISA", Does.DISA, "gives a dial tone: what is keyed goes on in the dialplan", 1),
    Application("VoiceMailMain", Does.MAILBOX, "lets a caller into a mailbox"),
    Application("VMAuthenticate", Does.MAILBOX, "lets a caller in by the PIN of a mailbox"),
    Application("VoiceMail", Does.ENTERS, "takes a message; `*` and 0 go on at `a` and `o`"),
    Application("FollowMe", Does.ENTERS, "dials the numbers of followme.conf through a context"),
    Application("Directory", Does.ENTERS, "a caller picks a name and goes on in a context", 1),
    Application("BlindTransfer", Does.ENTERS, "sends the other side on in the dialplan"),
    Application("AttendedTransfer", Does.ENTERS, "sends the other side on in the dialplan"),
    Application("ChannelRedirect", Does.ENTERS, "sends another channel on in the dialplan"),
    Application("ParkedCall", Does.ENTERS, "takes up a parked call of the house"),
    Application("Park", Does.ENTERS, "parks the call; `c()` names where it comes back"),
    Application("ReadExten", Does.ENTERS, "reads an extension"),
    Application("ConfBridge", Does.ENTERS, "a conference"),
    Application("MeetMe", Does.ENTERS, "a conference"),
    Application("Goto", Does.JUMPS, "goes on elsewhere"),
    Application("GotoIf", Does.JUMPS, "goes on elsewhere"),
    Application("GotoIfTime", Does.JUMPS, "goes on elsewhere"),
    Application("Random", Does.JUMPS, "goes on elsewhere"),
    Application("Gosub", Does.JUMPS, "runs a subroutine"),
    Application("GosubIf", Does.JUMPS, "runs a subroutine"),
    Application("Macro", Does.JUMPS, "runs a macro"),
    Application("MacroIf", Does.JUMPS, "runs a macro"),
    Application("MacroExclusive", Does.JUMPS, "runs a macro"),
    Application("AELSub", Does.JUMPS, "runs a subroutine of AEL"),
    Application("While", Does.JUMPS, "a loop"),
    Application("EndWhile", Does.JUMPS, "a loop"),
    Application("ExitWhile", Does.JUMPS, "a loop"),
    Application("ContinueWhile", Does.JUMPS, "a loop"),
    Application("If", Does.JUMPS, "a branch"),
    Application("ElseIf", Does.JUMPS, "a branch"),
    Application("Else", Does.JUMPS, "a branch"),
    Application("EndIf", Does.JUMPS, "a branch"),
    Application("ExitIf", Does.JUMPS, "a branch"),
    Application("Exec", Does.RUNS, "runs an application"),
    Application("TryExec", Does.RUNS, "runs an application"),
    Application("ExecIf", Does.RUNS, "runs an application"),
    Application("ExecIfTime", Does.RUNS, "runs an application"),
    Application("Set", Does.SETS, "sets a variable"),
    Application("MSet", Does.SETS, "sets variables"),
    Application("SetVar", Does.SETS, "sets a variable"),
    Application("SetGlobalVar", Does.SETS, "sets a global variable"),
    Application("ReadFile", Does.SETS, "sets a variable to what a file holds"),
    Application("ImportVar", Does.SETS, "sets a variable to what another channel holds"),
    Application("DBget", Does.SETS, "sets a variable to what the database holds"),
    Application("Hangup", Does.ENDS, "ends the call"),
    Application("PJSIPHangup", Does.ENDS, "ends the call"),
    Application("Busy", Does.ENDS, "ends the call"),
    Application("Congestion", Does.ENDS, "ends the call"),
    Application("Return", Does.ENDS, "comes back from a subroutine"),
    Application("MacroExit", Does.ENDS, "comes back from a macro"),
)
APPLICATIONS: dict[str, Application] = {one.name.lower(): one for one in TABLE}

# Applications that neither place a call nor let one go on: nothing to ask.
HARMLESS_NAMES = """
    ADSIProg AgentLogin AgentRequest AlarmReceiver AMD Answer Authenticate Background
    BackgroundDetect BridgeWait Broadcast CallCompletionCancel CallCompletionRequest CallerPres
    CELGenUserEvent ChangeMonitor ChanIsAvail ChanSpy ClearHash ConfKick ControlPlayback DAHDIBarge
    DAHDIRAS DAHDIScan DateTime DBdel DBdeltree DBput Dictate DigitTimeout DumpChan EAGIExit
    Echo ExtenSpy Festival Flash ForkCDR GetCPEID HangupCauseClear ICES Incomplete JACK JabberJoin
    JabberLeave JabberSend JabberSendGroup JabberStatus KillTimer LookupBlacklist LookupCIDName Log
    MailboxExists MD5 MeetMeAdmin MeetMeChannelAdmin MeetMeCount MessageSend Milliwatt Monitor MinivmAccMess
    MinivmDelete MinivmGreet MinivmMWI MinivmNotify MinivmRecord Morsecode MP3Player MusicOnHold
    NBScat NoCDR NoOp ODBC_Commit ODBC_Rollback ODBCFinish PauseMonitor PauseQueueMember Pickup
    PickupChan Playback PlayTones Prefix PrivacyManager Proceeding Progress QueueLog QueueUpdate
    RaiseException Read ReceiveFAX ReceiveMF ReceiveSF ReceiveText Record Reload
    RemoveQueueMember ResetCDR ResponseTimeout Ringing RxFAX SayAlpha SayAlphaCase SayCountedAdj
    SayCountedNoun SayCountPL SayDigits SayMoney SayNumber SayOrdinal SayPhonetic SayUnixTime
    SendFAX SendImage SendText SendURL SetAMAFlags SetCallerID SetCDRUserField SetCIDName SetCIDNum
    SetLanguage SetMusicOnHold Signal SIPAddHeader SIPDtmfMode SIPRemoveHeader SIPSendCustomINFO
    SkelGuessNumber SMS SoftHangup SpeechActivateGrammar SpeechBackground SpeechCreate
    SpeechDeactivateGrammar SpeechDestroy SpeechLoadGrammar SpeechProcessingSound SpeechStart
    SpeechUnloadGrammar StackPop StartMusicOnHold StopMixMonitor StopMonitor StopMusicOnHold
    StopPlayTones StoreDTMF StreamEcho TestClient TestServer ToneScan TxFAX UnpauseMonitor
    UnpauseQueueMember UserEvent Verbose VMSayName VoiceMailPlayMsg Wait WaitDigit WaitExten
    WaitForCondition WaitForNoise WaitForRing WaitForSignal WaitForSilence WaitForTone
    WaitMusicOnHold WaitUntil Zapateller
    """.split()
HARMLESS = frozenset(name.lower() for name in HARMLESS_NAMES)

# Functions inside arguments that run something, whatever the application around them.
PROGRAM_FUNCTIONS = ("SHELL(", "MONITOR_EXEC=")
# A call file that is written by a function or a command is a call.
IN_SPOOL = re.compile(r"spool/asterisk/outgoing(?![\w-])|/outgoing/")
# Functions that change the variable they name, whatever the application around them.
CHANGING_FUNCTIONS = ("SET(", "INC(", "DEC(", "SHIFT(", "POP(")
ACTS_IN_TEXT = (*PROGRAM_FUNCTIONS, *CHANGING_FUNCTIONS, "outgoing")
_NO_ACT = frozenset({Does.ENDS, Does.ENTERS})
_AFTER_WHICH_NOTHING_COMES = frozenset(
    {"hangup", "pjsiphangup", "busy", "congestion", "goto", "return", "macroexit", "disa"}
)


@lru_cache(maxsize=5_000)
def application(name: str) -> Application | None:
    """The application of that name; None for one that is harmless or not known."""
    return APPLICATIONS.get(name.strip().lower())


@lru_cache(maxsize=5_000)
def is_known(name: str) -> bool:
    """Whether it is in either list."""
    key = name.strip().lower()
    return key in APPLICATIONS or key in HARMLESS


@lru_cache(maxsize=5_000)
def falls_through(name: str) -> bool:
    """Whether the step behind it is reached."""
    return name.strip().lower() not in _AFTER_WHICH_NOTHING_COMES


@lru_cache(maxsize=5_000)
def can_act(name: str) -> bool:
    """Whether it can do something to where a call goes: whoever is in no list may."""
    key = name.strip().lower()
    found = APPLICATIONS.get(key)
    if found is None:
        return key not in HARMLESS and bool(key)
    return found.does not in _NO_ACT or key in ("channelredirect", "park")
