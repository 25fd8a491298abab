"""storage/: the collections of the KV store, and what is in them."""
