"""Manager events as events of the watch: channels, trunks, forwards, voicemail, registrations. Pure."""
