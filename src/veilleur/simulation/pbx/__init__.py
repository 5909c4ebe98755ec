"""The embedded PBX: real AMI and FastAGI bytes, virtual time, no socket unless `loopback` opens one."""

from veilleur.simulation.pbx.agi_client import Ask, AskState
from veilleur.simulation.pbx.ground_truth import CallFact, Outcome
from veilleur.simulation.pbx.numbering_plan import GARAGE, Company
from veilleur.simulation.pbx.switch import EmbeddedPbx

__all__ = ["GARAGE", "Ask", "AskState", "CallFact", "Company", "EmbeddedPbx", "Outcome"]
