"""The gate on the trunk: a Kamailio of ours between a SIP PBX and its operator that asks first."""
