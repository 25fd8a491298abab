"""A search over files in parts: what peers do, each over some of the files, and what the search head does with that.

The words are Splunk's (Distributed Search, "How distributed search works"): what may be done with some of the events is
done where they are read, and the search head has the rest.
"""

from .head import Head, Reached, Where
from .mountain import Mountain
from .now import asks_for_now

__all__ = ["Head", "Mountain", "Reached", "Where", "asks_for_now"]
