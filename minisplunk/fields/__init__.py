"""Search-time fields: a kind of event and the wanted fields in, a function from raw text to row out.

`sequence.py` holds the stages in Splunk's order, one file each; `knowledge.py` is what other rooms call, `contexts.py`
keeps it for each app and user.
"""

from .contexts import Contexts
from .default import ADDRESS, SPLUNK_SERVER, UNSUPPORTED_FIELDS, Extract, ExtractAll, ExtractRows, ReadAll
from .knowledge import Extraction, Knowledge
from .sequence import SEQUENCE

__all__ = [
    "ADDRESS",
    "SEQUENCE",
    "SPLUNK_SERVER",
    "UNSUPPORTED_FIELDS",
    "Contexts",
    "Extract",
    "ExtractAll",
    "ExtractRows",
    "Extraction",
    "Knowledge",
    "ReadAll",
]
