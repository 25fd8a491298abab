"""The HTTP Event Collector: requests of its port in, events in the store and HEC's own answers out."""

from .collector import Collector
from .port import HecPort
from .routes import ROUTES
from .tokens import HecToken, Tokens, ensured

__all__ = ["ROUTES", "Collector", "HecPort", "HecToken", "Tokens", "ensured"]
