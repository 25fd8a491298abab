"""minisplunk's own page: search, explain and tune in a browser, over the REST API of the management port."""

from .port import WebPort, beside

__all__ = ["WebPort", "beside"]
