"""A request -> the token that it came with, or why HEC refuses it.

inputs.conf.spec, allowQueryStringAuth: a token in the query string counts, and none in a header then, even where query
authorization is off. Measured on Splunk 10.4.2 by a third party: the token is looked up first, and whether it may come
in a query string is checked after that. Getting Data In, "Set up and use HTTP Event Collector": Basic, the token as
password.
"""

from __future__ import annotations

import base64
import binascii

from ...errors import UnsupportedConf
from ..http import Request
from .replies import INVALID_AUTHORIZATION, INVALID_TOKEN, QUERY_AUTHORIZATION, TOKEN_DISABLED, TOKEN_REQUIRED, HecError
from .tokens import HecToken, Tokens


def authorized(request: Request, tokens: Tokens) -> HecToken:
    """Raises HecError, and UnsupportedConf for a token with a setting that is not done here."""
    if "token" in request.params:
        token = _valid(request.get("token"), tokens)
        if not token.query_authorization:
            raise HecError(QUERY_AUTHORIZATION)
        return token
    return _valid(_sent(request), tokens)


def _valid(value: str, tokens: Tokens) -> HecToken:
    token = tokens.find(value)
    if token is None:
        raise HecError(INVALID_TOKEN)
    if token.disabled or tokens.disabled:
        raise HecError(TOKEN_DISABLED)
    if token.unsupported is not None:
        setting = token.unsupported
        raise UnsupportedConf(f"{setting.key} = {setting.value} of a HEC token", setting.file, setting.line)
    return token


def _sent(request: Request) -> str:
    header = request.headers.get("authorization", "").strip()
    if not header:
        raise HecError(TOKEN_REQUIRED)
    scheme, _, value = header.partition(" ")
    value = value.strip()
    if scheme.lower() == "splunk" and value:
        return value
    if scheme.lower() == "basic" and (password := _password(value)):
        return password
    raise HecError(INVALID_AUTHORIZATION)


def _password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
