"""`veilleur setup asterisk`: its options, its steps, its check and its removal (pbx.setup_port).

What is written into the PBX is made in `pbx/asterisk/setup/`; here is what a person answers and reads.
"""
