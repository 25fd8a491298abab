"""kvstore/: what the KV store says of itself."""
