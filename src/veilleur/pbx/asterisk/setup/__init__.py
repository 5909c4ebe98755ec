"""The pieces that `veilleur setup asterisk` writes, checks and removes."""

from veilleur.pbx.asterisk.setup.files import (
    apply,
    check,
    colliding_extensions,
    edits_of_owner,
    edits_that_go,
    freepbx_dialplan,
    gateable,
    lines_left,
    place_of_hook,
    remove,
    render,
)
from veilleur.pbx.asterisk.setup.plan import AsteriskPlan, SetupError

__all__ = [
    "AsteriskPlan",
    "SetupError",
    "apply",
    "check",
    "colliding_extensions",
    "edits_of_owner",
    "edits_that_go",
    "freepbx_dialplan",
    "gateable",
    "lines_left",
    "place_of_hook",
    "remove",
    "render",
]
