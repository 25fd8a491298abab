"""auth/login and authentication: who may log in, and who has."""
