"""The steps of the kit, by what they are about."""
