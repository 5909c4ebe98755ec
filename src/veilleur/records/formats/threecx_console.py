"""3CX: call log of the web console as CSV. Several rows a call; columns with spoken text are not read."""

from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout

FORMAT = headed_format(
    "3cx-console",
    "3CX console call log",
    "seen",
    "real export of version 20 in a public repository",
    Layout(
        roles={
            "start": ("calltime", "heuredelappel"),
            "caller": ("callerid", "from"),
            "called": ("destination", "to"),
            "billed": ("talking",),
            "ring": ("ringing",),
            "status": ("status",),
            "cost": ("cost",),
        },
        needed=frozenset({"start", "caller", "called", "billed"}),
        marks=frozenset({"ringing", "callerid"}),
    ),
)
