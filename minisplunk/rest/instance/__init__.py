"""Splunkd, what the handlers of the management port act on: users, sessions, bulletins, what the server is."""

from .splunkd import Splunkd

__all__ = ["Splunkd"]
