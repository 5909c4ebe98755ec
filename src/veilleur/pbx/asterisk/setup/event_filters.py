"""Which events a manager login leaves out, as the regular expressions of `eventfilter`.

Out: `LEFT_OUT`. Pitfall: Asterisk holds a filter against the whole text of an event, and a caller's name may
hold whatever the filter looks for. So each begins at the start of the event and goes on without a gap to the
header that it is about, over headers that the switch alone fills.
"""

from __future__ import annotations

# ".." is the end of a line.
_HEAD = "..Privilege: [a-z,]+..(Timestamp: [0-9.]+..)?(SystemName: [^:]+..)?"
# A question's channel could be misused to dial by: DialBegin is heard of it too.
_OF_A_CHANNEL = "(New(channel|state|exten|Callerid|ConnectedLine)|(Soft)?HangupRequest|Hangup)"

LEFT_OUT = (
    "^Event: VarSet..Privilege:",
    "^Event: CEL..Privilege:",
    "^Event: TestEvent..Privilege:",
    # the channels that our own questions run on
    f"^Event: {_OF_A_CHANNEL}{_HEAD}Channel: Local/u[0-9.-]+@veilleur-ask-[0-9a-f]+.[12]..",
    f"^Event: DeviceStateChange{_HEAD}Device: ([^C]|C[^u]|Custom:[^C]|Custom:C[^F])",
)
