"""Companies and their honest telephone life, made of a seed."""

from veilleur.simulation.companies.company import Company, make
from veilleur.simulation.companies.kinds import KINDS, Kind
from veilleur.simulation.companies.workday import honest_day, honest_days

__all__ = ["KINDS", "Company", "Kind", "honest_day", "honest_days", "make"]
