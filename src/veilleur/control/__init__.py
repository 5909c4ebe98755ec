"""The guard's control socket: server, client and framing."""
