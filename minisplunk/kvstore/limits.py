"""limits.conf, [kvstore], in; what a request may ask for at most, and its refusal, out.

Of rows beyond max_rows_per_query Splunk gives none and says nothing (limits.conf.spec). How it words the refusal of too
many documents is known (guilhemmarchand/trackme, issue 375); the other refusals are worded after it [unverified].
"""

from __future__ import annotations

from dataclasses import fields

from ..conf import View
from ..dataclass import dataclass
from ..errors import MinisplunkError

_STANZA = "kvstore"
_MB = 1 << 20


class ApiLimit(MinisplunkError):
    """A request that asks for more than limits.conf lets it."""

    def __init__(self, what: str, setting: str, limit: int) -> None:
        super().__init__(f"Request exceeds API limits - see limits.conf for details. ({what}, {setting}={limit})")


@dataclass(frozen=True, slots=True)
class KvLimits:
    """Each as limits.conf.spec has it, with Splunk's default."""

    max_rows_per_query: int = 50_000
    max_size_per_result_mb: int = 50
    max_queries_per_batch: int = 1000
    max_size_per_batch_result_mb: int = 100
    max_documents_per_batch_save: int = 1000
    max_size_per_batch_save_mb: int = 50

    @classmethod
    def of(cls, view: View) -> KvLimits:
        limits, default = view.conf("limits"), cls()
        return cls(**{key.name: limits.number(_STANZA, key.name, getattr(default, key.name)) for key in fields(cls)})

    def check_save(self, documents: int, size: int) -> None:
        """Raises ApiLimit for a batch of too many documents, or of too many bytes."""
        _check("Too many documents for a single batch save", "max_documents_per_batch_save", documents, self)
        _check("Too large for a single batch save", "max_size_per_batch_save_mb", size / _MB, self)

    def check_queries(self, queries: int) -> None:
        _check("Too many queries for a single batch", "max_queries_per_batch", queries, self)

    def check_result(self, size: int) -> None:
        """Raises ApiLimit for a result of too many bytes."""
        _check("Too large a result of a single query", "max_size_per_result_mb", size / _MB, self)

    def check_results(self, size: int) -> None:
        """The same for those of a batch of queries together."""
        _check("Too large a result of a batch", "max_size_per_batch_result_mb", size / _MB, self)


def _check(what: str, setting: str, asked: float, limits: KvLimits) -> None:
    limit: int = getattr(limits, setting)
    if asked > limit:
        raise ApiLimit(what, setting, limit)
