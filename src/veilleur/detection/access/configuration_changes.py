"""Changes of the switch's configuration: each is reported to the owner, and nothing else follows from it.

In: what changed. Out: one alert of the site. Pitfall: an owner who changes something is alerted too; the
alert asks whether it was they, and it wakes nobody.
"""

from __future__ import annotations

from veilleur.detection.state.decisions import DecisionBook
from veilleur.words.audit.configuration import ChangeKind
from veilleur.words.decisions import Reason
from veilleur.words.events import ConfigurationChanged

# In the order of `ChangeKind`.
_CHANGE_CODES = (
    "new_administrator",
    "new_job",
    "new_page",
    "new_trunk",
    "new_route",
    "new_destination",
    "new_account",
    "module_changed",
    "new_unread",
    "new_weakness",
    "dialplan_changed",
    "files_changed",
)
_ORDER = [kind.value for kind in ChangeKind]


def alert(decisions: DecisionBook, event: ConfigurationChanged) -> None:
    """Report it; a kind of a later version as changed files."""
    place = _ORDER.index(event.what) if event.what in _ORDER else -1
    values = (("count", str(event.how_many)), ("names", event.value))
    decisions.alert(because=(Reason(_CHANGE_CODES[place], 0, values),))
