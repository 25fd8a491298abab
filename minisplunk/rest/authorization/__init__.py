"""authorization: roles and capabilities."""
