"""How the judge and the model of first records are calibrated: fits and reliability, from made lives."""
