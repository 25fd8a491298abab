"""An alert in, what a custom alert action reads on its standard input out, as JSON or XML.

Developing Views and Apps, "Create a custom alert action script": system, alert, merged configuration and first result.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import field

from ..dataclass import dataclass
from ..documents.characters import allowed
from ..values import Row, text, texts


@dataclass(frozen=True, slots=True)
class Payload:
    """`configuration`: parameters without `param.`; `result`: the first row; `result_id`: of a per-result alert."""

    app: str
    owner: str
    results_file: str
    results_link: str
    search_uri: str
    server_host: str
    server_uri: str
    session_key: str = field(repr=False)
    sid: str
    search_name: str
    configuration: Mapping[str, str]
    result: Row
    result_id: str = ""

    def json(self) -> bytes:
        document = self._head() | {"configuration": dict(self.configuration), "result": _plain(self.result)}
        return json.dumps(document).encode()

    def xml(self) -> bytes:
        head = "".join(f"<{name}>{_text(value)}</{name}>\n" for name, value in self._head().items())
        params = "".join(
            f"<param name={_attribute(name)}>{_text(value)}</param>\n" for name, value in self.configuration.items()
        )
        stanza = f"<stanza name={_attribute(self.search_name)}>\n{params}</stanza>\n"
        result = "".join(_xml_field(name, texts(value)) for name, value in self.result.items() if value is not None)
        body = f"{head}<configuration>\n{stanza}</configuration>\n<result>\n{result}</result>\n"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<alert>\n{body}</alert>\n'.encode()

    def _head(self) -> dict[str, str]:
        head = {
            "app": self.app,
            "owner": self.owner,
            "results_file": self.results_file,
            "results_link": self.results_link,
            "search_uri": self.search_uri,
            "server_host": self.server_host,
            "server_uri": self.server_uri,
            "session_key": self.session_key,
            "sid": self.sid,
            "search_name": self.search_name,
        }
        return head | ({"result_id": self.result_id} if self.result_id else {})


def _plain(row: Row) -> dict[str, str | list[str]]:
    """All values are texts; several of one field are a list; a field without a value is left out."""
    return {name: value if isinstance(value, list) else text(value) for name, value in row.items() if value is not None}


def _xml_field(name: str, values: list[str]) -> str:
    inner = "".join(f"<value><text>{_text(value)}</text></value>" for value in values)
    return f"<field k={_attribute(name)}>{inner}</field>\n"


def _text(value: str) -> str:
    return html.escape(allowed(value), quote=False)


def _attribute(value: str) -> str:
    return f'"{html.escape(allowed(value))}"'
