"""FreeSWITCH and FusionPBX: the event socket reports and obeys, the dialplan asks before it bridges."""
