"""A MaxMind file (.mmdb) in; where an address lies, out, in the fields of the iplocation command.

The format is MaxMind DB 2.0, records are those of GeoLite2 City and DB-IP City Lite. [unverified] on a real Splunk:
latitude and longitude have five decimals; a region is the greatest subdivision; of a subnet the first address counts; a
language that a record lacks falls back to English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_interface
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import DataError
from ..plain_files import opened
from ..values import Fixed, Row

if TYPE_CHECKING:  # it takes longer to load than a small search takes, and few ask for it
    import maxminddb

FIELDS = ("City", "Country", "Region", "lat", "lon")
ALL_FIELDS = ("City", "Continent", "Country", "MetroCode", "Region", "Timezone", "lat", "lon")
"""With allfields (Search Reference, iplocation)."""
_DECIMALS = 5
_ADDRESSES = 65_536
"""Addresses whose locations are remembered."""


class Locations:
    """A database of locations. Safe for threads."""

    def __init__(self, reader: maxminddb.Reader) -> None:
        self._reader = reader
        self.of = lru_cache(_ADDRESSES)(self._of)

    def _of(self, address: str, language: str) -> Mapping[str, Any]:
        """All fields of an address or subnet; a text that the database lacks is empty. Nothing when it has no record,
        or the text is no address. Raises DataError for a database that is damaged."""
        from maxminddb import InvalidDatabaseError  # noqa: PLC0415

        try:
            record: Any = self._reader.get(ip_interface(address.strip()).ip)
        except ValueError:  # no address, or one of version 6 in a database of version 4
            return {}
        except InvalidDatabaseError as error:
            raise DataError(f"The database of locations is damaged: {error}") from error
        return _fields(record, language) if isinstance(record, dict) else {}


def _fields(record: dict[str, Any], language: str) -> Row:
    place = record.get("location") or {}
    subdivisions = record.get("subdivisions") or [{}]
    fields: Row = {
        "City": _name(record.get("city"), language),
        "Continent": _name(record.get("continent"), language),
        "Country": _name(record.get("country"), language),
        "MetroCode": str(place.get("metro_code", "")),
        "Region": _name(subdivisions[0], language),
        "Timezone": str(place.get("time_zone", "")),
    }
    for name, key in (("lat", "latitude"), ("lon", "longitude")):
        if isinstance(place.get(key), (int, float)):
            fields[name] = Fixed(place[key], _DECIMALS)
    return fields


def _name(place: Any, language: str) -> str:
    names = (place or {}).get("names") or {}
    return str(names.get(language) or names.get("en") or "")


def locations(path: Path) -> Locations:
    """The database in a file. Raises DataError when there is none."""
    from maxminddb import InvalidDatabaseError  # noqa: PLC0415

    try:
        with opened(path) as file:
            changed = file.seek(0, 2), path.stat().st_mtime_ns
        return _locations(path, changed)
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except InvalidDatabaseError as error:
        raise DataError(f"{path.name} is no MaxMind database: {error}") from error


@lru_cache(maxsize=4)
def _locations(path: Path, changed: tuple[int, int]) -> Locations:
    """One for all searches, until the file is another."""
    from maxminddb import open_database  # noqa: PLC0415

    return Locations(open_database(path))
