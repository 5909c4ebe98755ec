"""Programs of FreePBX's own that place no call: named, they would drown what a person must look at. Data.

In: the arguments of an AGI. Out: whether it is one of these. Pitfall: a name says nothing outside of a plan
that FreePBX wrote, and nothing of a script that somebody changed: FreePBX itself watches its own files. Each
was read at the commit that is named: it sets variables, keeps hints, or sends the call on within the plan,
where every way out is looked at; none runs Dial, Originate, a call file, or a program that might.
"""

from __future__ import annotations

from collections.abc import Container

# script -> repository and commit where it was read
PLACE_NO_CALL = {
    "dialparties.agi": "FreePBX/core 5bdcf33e58",  # says whom macro-dial is to dial
    "enumlookup.agi": "FreePBX/core 5bdcf33e58",  # looks up who takes a number
    "checksound.agi": "FreePBX/core 5bdcf33e58",
    "fixlocalprefix": "FreePBX/core 5bdcf33e58",
    "list-item-remove.php": "FreePBX/core 5bdcf33e58",
    "outboundRouteEmail.php": "FreePBX/core 5bdcf33e58",
    "user_login_out.agi": "FreePBX/core 5bdcf33e58",  # keeps hints by the manager interface
    "directory": "FreePBX/core 5bdcf33e58",
    "directory.agi": "FreePBX/directory 3e745cfbb0",
    "queue_devstate.agi": "FreePBX/queues 094a15391c",
    "recordings.agi": "FreePBX/recordings 56c083c4ca",
    "calendar.agi": "FreePBX/calendar 524f4c0098",
    "parkfetch.agi": "FreePBX/parking 9927b90",  # asks who is parked on a place
    "page.agi": "FreePBX/paging 634dc8d",  # calls Local/PAGE...@app-paging, a context that is looked at
}
# Commands, as the last part of their path: each sets variables of a recording, by the manager interface.
COMMANDS_PLACE_NO_CALL = {
    "one_touch_record.php": "FreePBX/callrecording 16.0.19",
    "stoprecording.php": "FreePBX/callrecording 16.0.19",
}
_FASTAGI = ("agi://127.0.0.1/", "agi://localhost/")  # FreePBX's own server of the same scripts
MARK = "macro-dialout-trunk"  # of a plan that FreePBX wrote


def places_no_call(arguments: str, contexts: Container[str]) -> bool:
    """Whether an AGI runs such a program in such a plan. contexts: of the plan."""
    if MARK not in contexts:
        return False
    script = arguments.replace("|", ",").partition(",")[0].strip()
    for prefix in _FASTAGI:
        script = script.removeprefix(prefix)
    return script in PLACE_NO_CALL
