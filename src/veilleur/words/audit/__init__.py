"""What an audit finds: one observation on one check, with its place. Shared by switches and reports."""

from veilleur.words.audit.observation import Observation, Outcome, Severity, Survey
from veilleur.words.audit.pins import PinFault, faults_of

__all__ = ["Observation", "Outcome", "PinFault", "Severity", "Survey", "faults_of"]
