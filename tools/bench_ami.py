"""`python -m tools.bench_ami`: manager events per second on one core, each half of the way measured apart.

The stream is a plain call as Asterisk 22 reports it (recorded), repeated with other ids and numbers, and
filled up with events that nobody reads in the share that was counted on a real switch: a call gives 82
events to a login with all rights, and 22 once the event filters of set-up hold the noise back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from veilleur.detection import Watch
from veilleur.numbering import DialPlan
from veilleur.pbx.asterisk.ami.protocol import Message, Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words.events import Event
from veilleur.words.site import Site

RECORDING = Path(__file__).parents[1] / "tests/pbx/asterisk/recordings/22/call.ami"
CALLS = 2_000
FEED_BYTES = 65_536
PACE_S = 0.05
_NOISE = (
    b"Event: VarSet\r\nPrivilege: dialplan,all\r\nChannel: PJSIP/101-00000000\r\nChannelState: 4\r\n"
    b"CallerIDNum: 101\r\nCallerIDName: 101\r\nLanguage: en\r\nContext: phones\r\nExten: 00088213123456\r\n"
    b"Priority: 1\r\nUniqueid: 1795518857.0\r\nLinkedid: 1795518857.0\r\nVariable: DIALEDTIME\r\nValue: 2"
)


def stream(events_per_call: int) -> tuple[bytes, int]:
    """The bytes of many calls, and how many events they are."""
    recorded = RECORDING.read_bytes().split(b"\r\n", 1)[1].split(b"\r\n\r\n")
    call = [one for one in recorded if one]
    call += [_NOISE] * max(0, events_per_call - len(call))
    text = b"\r\n\r\n".join(call) + b"\r\n\r\n"
    calls = [
        text.replace(b"1795518857.", b"17955%05d." % place).replace(
            b"0088213123456", b"0199%06d" % (place % 1000)
        )
        for place in range(CALLS)
    ]
    return b"Asterisk Call Manager/9\r\n" + b"".join(calls), len(call) * CALLS


def seconds(work: Callable[[], None]) -> float:
    """CPU seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(name: str, events_per_call: int) -> None:
    """Print one line: events per second through each half and through both."""
    data, count = stream(events_per_call)
    translator = Translator(Site())
    parser = Parser(translator.wanted)
    watch = Watch(Site(), DialPlan(Site()))
    messages: list[Message] = []
    events: list[Event] = []

    def parse() -> None:
        for start in range(0, len(data), FEED_BYTES):
            messages.extend(parser.feed(data[start : start + FEED_BYTES]))

    def translate() -> None:
        for place, message in enumerate(messages):
            events.extend(translator.step(message, 1_795_424_400.0 + place * PACE_S))

    def judge() -> None:
        for event in events:
            watch.step(event)

    took = [seconds(work) for work in (parse, translate, judge)]
    parsing, translating, judging = (count / max(1e-9, one) for one in took)
    print(
        f"{name:28} parser {parsing:10,.0f} /s   translator {translating:10,.0f} /s   "
        f"watch {judging:10,.0f} /s   all {count / sum(took):10,.0f} /s"
    )


def main() -> None:
    """Print the figures."""
    measure("manager events, all rights", 82)
    measure("manager events, filtered", 22)
    measure("manager events, read ones", 0)


if __name__ == "__main__":
    main()
