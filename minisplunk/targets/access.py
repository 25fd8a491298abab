"""Where a Splunk is, and who we are there. Secrets come from the environment, since others can read a command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urlsplit

from ..dataclass import dataclass
from ..forwarder.endpoint import Endpoint
from .faults import TargetError

USERNAME, PASSWORD, TOKEN = "SPLUNK_USERNAME", "SPLUNK_PASSWORD", "SPLUNK_TOKEN"
HEC_URL, HEC_TOKEN = "SPLUNK_HEC_URL", "SPLUNK_HEC_TOKEN"
_CLOUD = {".splunkcloud.com": "http-inputs-", ".splunkcloudgc.com": "http-inputs."}
"""Domains of Splunk Cloud, the second that of the US government -> what HEC's host has before the stack's name."""
HEC_PORT = 8088


@dataclass(frozen=True, slots=True)
class Access:
    """`management`: https://host:port of splunkd; either a name and password, or a `token` (a bearer token of
    splunkd's). `hec` is None where no HEC token is given. `verify`: whether certificates are checked, or the file of
    authorities to check them against."""

    management: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    hec: Endpoint | None = None
    verify: bool | str = True

    @property
    def who(self) -> str:
        return f"the user {self.username}" if self.username else f"the token of ${TOKEN}"


def from_environment(url: str, environment: Mapping[str, str], verify: bool | str = True) -> Access:
    """The access to the Splunk at `url`. TargetError for a URL that is not https, and for missing credentials."""
    management = management_url(url)
    username, password, token = (environment.get(name, "") for name in (USERNAME, PASSWORD, TOKEN))
    if not token and not (username and password):
        raise TargetError(f"Say who you are on {url}: set ${USERNAME} and ${PASSWORD}, or ${TOKEN}.")
    hec = hec_endpoint(environment, verify, management)
    who = {"token": token} if token else {"username": username, "password": password}
    return Access(management, **who, hec=hec, verify=verify)


def management_url(url: str) -> str:
    """https://host:port, the port 8089 where none is given."""
    parts = urlsplit(url)
    if parts.scheme == "http":
        raise TargetError(f"{url} would send the password in clear: splunkd's management port speaks https.")
    try:
        port = parts.port or 8089
    except ValueError as error:
        raise TargetError(f"{url}: {error}.") from error
    if parts.scheme != "https" or not parts.hostname:
        raise TargetError(f"{url} is no Splunk: write embedded, docker, or a URL such as https://splunk:8089.")
    if parts.username or parts.password:
        raise TargetError(f"A URL with a password in it can be read by others: set ${USERNAME} and ${PASSWORD}.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise TargetError(f"{url}: give the management port alone, https://{parts.hostname}:{port}.")
    return f"https://{_bracketed(parts.hostname)}:{port}"


def hec_endpoint(environment: Mapping[str, str], verify: bool | str, management: str = "") -> Endpoint | None:
    """The HEC that the environment names; without an address, the usual one for this management port.

    Splunk Cloud has it at https://http-inputs-<stack>.splunkcloud.com:443 (Getting Data In, "Set up and use HTTP Event
    Collector in Splunk Web"), Splunk Enterprise at port 8088. A stack on Google Cloud or Azure has a dot instead of the
    second hyphen, which its name does not tell. None without a token.
    """
    token = environment.get(HEC_TOKEN, "")
    url = environment.get(HEC_URL, "") or (_beside(management) if management else "")
    return Endpoint(url, token, verify) if token and url else None


def unchecked(url: str) -> str:
    """The warning where certificates are not checked."""
    return f"The certificate of {url} is NOT checked (--insecure): whoever sits in between reads all."


def is_cloud(management: str) -> bool:
    return (urlsplit(management).hostname or "").endswith(tuple(_CLOUD))


def _beside(management: str) -> str:
    host = urlsplit(management).hostname or ""
    for domain, before in _CLOUD.items():
        if host.endswith(domain):
            return f"https://{before}{host}:443"
    return f"https://{_bracketed(host)}:{HEC_PORT}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
