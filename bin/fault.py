"""What keeps the action from its work, said in the words of whoever has to mend it."""

from __future__ import annotations


class ActionFault(Exception):
    """Expected trouble: its text is one sentence for splunkd.log."""
