"""The management port: the routes that it serves, and the right refusal for those that it does not."""
