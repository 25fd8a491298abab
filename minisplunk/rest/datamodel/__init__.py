"""datamodel/: data models, what is accelerated of them, and the searches of pivots."""
