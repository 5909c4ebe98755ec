"""The file for a dispute: what happened, proved call by call, for the operator, insurer, police and court.

`content` is what a dossier says, as plain values; `from_case` and `from_journal` gather it; `document` puts
it into words; `pdf` sets it as pages; `tables` writes the calls for spreadsheets. Signing and packing it is
`evidence/bundle/`.
"""
