"""All layouts. In: nothing. Out: `LAYOUTS`. Pitfall: a name stands once."""

from __future__ import annotations

from tools.strangers.asterisk import ASTERISK
from tools.strangers.bills import BILLS
from tools.strangers.carriers import CARRIERS
from tools.strangers.documents import DOCUMENTS
from tools.strangers.exports import EXPORTS
from tools.strangers.hosted import HOSTED
from tools.strangers.operators import OPERATORS
from tools.strangers.others import OTHERS
from tools.strangers.portals import PORTALS
from tools.strangers.raw import RAW
from tools.strangers.switches import SWITCHES
from tools.strangers.third_round import bills, carriers, hosted, switches

LAYOUTS = (
    *ASTERISK,
    *SWITCHES,
    *HOSTED,
    *CARRIERS,
    *OPERATORS,
    *OTHERS,
    *BILLS,
    *EXPORTS,
    *PORTALS,
    *RAW,
    *DOCUMENTS,
    *switches.SWITCHES,
    *carriers.CARRIERS,
    *hosted.HOSTED,
    *bills.BILLS,
)
