"""data/indexes, data/inputs and receivers."""
