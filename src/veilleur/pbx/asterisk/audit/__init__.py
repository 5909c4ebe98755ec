"""The audit of an Asterisk, alone or under FreePBX: what its files say of each check. Nothing is changed."""
