"""Attackers who know that somebody counts: slow, patient, or hidden in what the company does anyway."""
