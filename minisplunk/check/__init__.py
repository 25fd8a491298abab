"""An app in; what is wrong in its conf files and searches, and what minisplunk cannot do with them, out."""

from .checking import check
from .finding import Finding, shown_path

__all__ = ["Finding", "check", "shown_path"]
