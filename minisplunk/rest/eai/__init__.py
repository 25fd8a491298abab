"""What the endpoints of the management port share: entries, envelopes, namespaces, access lists, collections."""
