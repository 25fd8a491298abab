"""An app or a library of searches in; what is wrong there, and what minisplunk cannot do with it, out."""

from .checking import check
from .finding import Finding, shown_path
from .readings import Reading

__all__ = ["Finding", "Reading", "check", "shown_path"]
