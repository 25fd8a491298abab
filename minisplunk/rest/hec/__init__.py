"""The HTTP Event Collector: requests of its port in, events in the store and HEC's own answers out.

`door.py` holds ENDPOINTS, `collector.py` their handlers.
"""

from .collector import Collector
from .door import ENDPOINTS, HecDoor
from .tokens import Token, Tokens, ensured

__all__ = ["ENDPOINTS", "Collector", "HecDoor", "Token", "Tokens", "ensured"]
