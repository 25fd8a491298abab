"""Apps and data that a user has named in; what somebody else's questions find there, and nothing written, out."""
