"""One kit of steps that every adapter is held to, played before a real guard by a made switch of its kind."""
