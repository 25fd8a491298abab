"""Events -> the HTTP Event Collector of a Splunk, as a forwarder sends them."""

from .endpoint import Endpoint, EndpointError

__all__ = ["Endpoint", "EndpointError"]
