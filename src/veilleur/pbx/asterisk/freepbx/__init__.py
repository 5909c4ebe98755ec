"""FreePBX above an Asterisk: recognised by its files, its plan of numbers and its call records read.

`facts` and `proposal` are pure; `places`, `generated`, `database` and `call_records` read, and write nothing.
"""
