"""The doors: sixty-four checks of a telephone system, its answers, a score, and reports.

In: what the files of a switch say (`words.audit.Survey`) and what people answered. Out: an `Audit`, printed,
written or journalled. Pitfall: the functions that look at files live with their switch, in
`pbx/NAME/audit/`; here nothing knows any switch.
"""
