"""All layouts. In: nothing. Out: `LAYOUTS`. Pitfall: a name stands once."""

from __future__ import annotations

from tools.strangers.asterisk import ASTERISK
from tools.strangers.carriers import CARRIERS
from tools.strangers.hosted import HOSTED
from tools.strangers.operators import OPERATORS
from tools.strangers.others import OTHERS
from tools.strangers.switches import SWITCHES

LAYOUTS = (*ASTERISK, *SWITCHES, *HOSTED, *CARRIERS, *OPERATORS, *OTHERS)
