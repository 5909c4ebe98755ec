"""The desk: the process beside the guard that speaks with people. Killing it changes no decision."""
