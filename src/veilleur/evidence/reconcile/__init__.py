"""An operator's itemised bill held against what the PBX recorded: what is in dispute, line by line.

`matching` finds the recorded call of each billed one; `differences` says what does not agree; `statement`
looks at totals and taxes; `reading` brings files into the one form.
"""
