"""What the endpoints of the management port share: entries, envelopes, namespaces, access lists, collections."""

from .entry import Acl, Answer, Content, Entry, Feed, Handler

__all__ = ["Acl", "Answer", "Content", "Entry", "Feed", "Handler"]
