"""The audit of a FreeSWITCH, alone or under FusionPBX: what its XML says of each check."""
