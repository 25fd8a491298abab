"""The settings of macros.conf, eventtypes.conf, tags.conf, fields.conf, datamodels.conf, transactiontypes.conf and
collections.conf."""

from .savedsearches import OFF
from .spec import SettingSpec, harmless, implemented, unsupported

_SHOWN = "only a user interface shows it"

MACROS: tuple[SettingSpec, ...] = (
    *implemented("definition", "args", "validation", "errormsg", "iseval"),
    *harmless(_SHOWN, "description"),
    *harmless("it is on", "disabled", values=OFF),
)

EVENTTYPES: tuple[SettingSpec, ...] = (
    *implemented("search", "disabled"),
    *harmless("it orders how event types are shown", "priority"),
    *harmless(_SHOWN, "description", "color"),
    *unsupported("Splunk has tags.conf in its place", "tags"),
)

TAGS: tuple[SettingSpec, ...] = implemented("<tag>", values="enabled|disabled")

FIELDS: tuple[SettingSpec, ...] = (
    *implemented("INDEXED"),
    *implemented("INDEXED_VALUE", values="true|false|t|f|1|0|yes|no", why="with no pattern"),
    *harmless("a field has the values that were extracted", "TOKENIZER", values=""),
)

DATAMODELS: tuple[SettingSpec, ...] = (
    *implemented("acceleration", "strict_fields", "tags_whitelist"),
    *harmless(
        "the events themselves are read: an accelerated model is as if its summary were complete", "acceleration.<x>"
    ),
    *harmless("a model's file says what its datasets are", "dataset.<x>"),
)

TRANSACTIONTYPES: tuple[SettingSpec, ...] = (
    *implemented("fields", "maxspan", "maxpause", "maxevents", "startswith", "endswith", "connected", "unifyends"),
    *implemented("keeporphans", "keepevicted", "maxopentxn", "maxopenevents", "mvlist", "mvraw", "nullstr"),
    *harmless("lists of values stay lists", "delim"),
    *harmless("only searchtxn reads it", "search"),
)

COLLECTIONS: tuple[SettingSpec, ...] = (
    *implemented("enforceTypes", "disabled"),
    *implemented("field.<name>", values="number|bool|string|time|array|cidr", why="Splunk has no other types"),
    *harmless("collections are small enough to be read", "accelerated_fields.<name>"),
    *harmless("it is a measurement of Splunk's own work", "profilingEnabled", "profilingThresholdMs"),
    *harmless("there is one search head, and no peer", "replicate", "replication_dump_strategy"),
    *harmless("there is one search head, and no peer", "replication_dump_maximum_file_size"),
    *harmless("it is for internal use", "type"),
)
