"""HTTP as splunkd speaks it: sockets and connections, requests and answers, and which route a request takes."""

from .request import Namespace, Request, Session
from .response import HttpError, Response, Stream
from .route import Route

__all__ = ["HttpError", "Namespace", "Request", "Response", "Route", "Session", "Stream"]
