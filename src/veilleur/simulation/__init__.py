"""Companies, attackers and a PBX made of a seed. Same seed, same bytes; no real telephone."""
