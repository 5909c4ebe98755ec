"""Asterisk 11 to 22: manager interface, FastAGI and the log of wrong PINs (floor 4).

`ami` and `translate` are pure; `connection`, `fastagi` and `logtail` hold the sockets and files.
"""

from veilleur.pbx.asterisk.actuator import AsteriskActuator
from veilleur.pbx.asterisk.agi.server import Answer, FastAgi
from veilleur.pbx.asterisk.ami.permissions import Capability, check
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.feed import AsteriskFeed, FeedState
from veilleur.pbx.asterisk.settings import AsteriskSettings

__all__ = [
    "Answer",
    "AsteriskActuator",
    "AsteriskFeed",
    "AsteriskSettings",
    "Capability",
    "FastAgi",
    "FeedState",
    "Translator",
    "check",
]
