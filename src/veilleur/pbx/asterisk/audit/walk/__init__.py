"""Calls followed forwards through the dialplan: from where they begin to the ways out, with their path."""

from veilleur.pbx.asterisk.audit.walk.dialled import ANYTHING
from veilleur.pbx.asterisk.audit.walk.walker import Arrival, Seen, Walker

__all__ = ["ANYTHING", "Arrival", "Seen", "Walker"]
