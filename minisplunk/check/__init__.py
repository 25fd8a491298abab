"""An app or a library of searches in; what is wrong there, and what minisplunk cannot do with it, out."""

from .checking import check, readings
from .finding import Finding, shown_path
from .reading import Reading, read

__all__ = ["Finding", "Reading", "check", "read", "readings", "shown_path"]
