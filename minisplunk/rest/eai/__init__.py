"""What the endpoints of the management port share: entries, envelopes, namespaces, access lists, collections."""

from .entry import SYSTEM_ACL, Acl, Answer, Content, Entry, Feed, Handler

__all__ = ["SYSTEM_ACL", "Acl", "Answer", "Content", "Entry", "Feed", "Handler"]
