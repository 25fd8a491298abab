"""A row of Athena's table of CloudTrail logs -> the record that it was made of, as far as the table has it.

The columns and their types are those of the Amazon Athena User Guide, "Query AWS CloudTrail logs". Athena has names in
lower case, JSON in columns of text (requestparameters ...), and `readonly` as text. What the table does not have, such
as managementEvent, is not in the record; the order of the keys is the table's.
"""

from __future__ import annotations

from typing import Any

import msgspec

_NAMES = (
    "eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode "
    "errorMessage requestParameters responseElements additionalEventData requestID eventID resources eventType "
    "apiVersion readOnly recipientAccountId serviceEventDetails sharedEventID vpcEndpointId vpcEndpointAccountId "
    "eventCategory addendum sessionCredentialFromConsole edgeDeviceDetails tlsDetails managementEvent "
    "insightDetails eventContext"
)
_INSIDE = (
    "principalId accountId invokedBy accessKeyId userName onBehalfOf userId identityStoreArn credentialId inScopeOf "
    "issuerType credentialsIssuedTo sourceArn sourceAccount sessionContext sessionIssuer attributes mfaAuthenticated "
    "creationDate ec2RoleDelivery sourceIdentity webIdFederationData federatedProvider identityProvider "
    "reason updatedFields originalRequestID originalEventID deviceType "
    "tlsVersion cipherSuite clientProvidedHostHeader"
)
_COLUMNS = {name.lower(): name for name in _NAMES.split()}
_FIELDS = {name.lower(): name for name in _INSIDE.split()}
_JSON = frozenset({"requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails"})
_BOOLEANS = {"true": True, "false": False}
_BOOLEAN = frozenset({"readonly", "managementevent"})
_RESOURCE = {"arn": "ARN", "accountid": "accountId", "type": "type"}
_decoded = msgspec.json.Decoder(strict=True).decode


def record_of(row: dict[str, Any]) -> bytes:
    """The record as compact JSON. Columns that are none of CloudTrail's, such as those of a partition (`region`,
    `year`), are left out, and so is what is null in the table: it does not say whether the record had it."""
    record = {
        _COLUMNS[name.lower()]: _value(name.lower(), value)
        for name, value in row.items()
        if name.lower() in _COLUMNS and value is not None
    }
    return msgspec.json.encode(record)


def _value(column: str, value: Any) -> Any:
    if column in _JSON and isinstance(value, str):
        try:
            return _decoded(value)
        except msgspec.DecodeError:
            return value
    if column in _BOOLEAN and isinstance(value, str):
        return _BOOLEANS.get(value.lower(), value)
    if column == "resources":
        return _renamed(value, _RESOURCE)
    return _renamed(value, _FIELDS)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The fields of structures under their names in a record; those without a value are left out."""
    if isinstance(value, dict):
        return {names.get(key.lower(), key): _renamed(one, names) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return value
