"""What stays in a dialplan while lines that are not ours still ask: contexts that let every call go on.

In: text. Out: whether it asks. Pitfall: a Gosub to a context that is gone ends the call, an emergency call
too, so what is taken out must not leave a hole.
"""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"^(?!\s*;)[^\n]*\bgosub(?:if)?\([^\n]*?\bveilleur(?:-gate|-mailbox|-voicemail)?,", re.IGNORECASE | re.M
)
CONTEXTS = """\
; Lines that are not Veilleur's still come here, and every call goes on. Take those lines out, then run
; `veilleur setup asterisk --remove` once more.
[veilleur]
exten => s,1,Set(VEILLEUR_GO=yes)
same => n,Return()
[veilleur-gate]
exten => s,1,Return()
[veilleur-mailbox]
exten => s,1,Return()
[veilleur-voicemail]
exten => s,1,Set(VEILLEUR_BOX=)
same => n,Return()
"""


def asks(text: str) -> bool:
    """Whether a line of it goes to one of our contexts."""
    return _ASKS.search(text) is not None
