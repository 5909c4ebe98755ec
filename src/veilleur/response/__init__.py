"""Decisions carried out. The proof that something happened comes back as an event."""

from veilleur.response.responder import Responder

__all__ = ["Responder"]
