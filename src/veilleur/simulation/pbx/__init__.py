"""The embedded PBX: real AMI and FastAGI bytes, virtual time, no socket unless `loopback` opens one."""

from veilleur.simulation.pbx.ask import Ask, AskState
from veilleur.simulation.pbx.company import GARAGE, Company
from veilleur.simulation.pbx.core import EmbeddedPbx
from veilleur.simulation.pbx.facts import CallFact, Outcome

__all__ = ["GARAGE", "Ask", "AskState", "CallFact", "Company", "EmbeddedPbx", "Outcome"]
