"""A namespace in; the files of data models in it, whose each is, and the layers with one changed, out.

What datamodels.conf says of a model is a stanza of the same name, an object of its own (default.meta.spec). Who moves
or shares a model means both: so the stanza is where the model is, and seen by who sees the model.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import ConfError
from .file_objects import FileObject, file_exists, is_shipped
from .files import MODELS
from .layers import Layers
from .objects import exists
from .parser import Conf
from .view import Level

CONF = "datamodels"


def with_model(
    layers: Layers, level: Level, name: str, content: bytes | None, settings: Mapping[str, str | None], owner: str = ""
) -> Layers:
    """The layers with the file and the settings of a data model; without a content the file stays as it is. `owner`:
    of a model of an app that is new."""
    if content is not None:
        layers = layers.with_document(level, MODELS, name, content)
    if settings:
        layers = layers.with_settings(level.app, CONF, name, settings, user=level.user)
    if owner:
        layers = layers.with_rules(level.app, (MODELS.name, name), {"owner": owner})
    return with_rules_of_model(layers, level, name)


def with_rules_of_model(layers: Layers, level: Level, name: str) -> Layers:
    """The layers in which a model's stanza of datamodels.conf is seen by who sees the model."""
    if level.user is not None or not exists(layers, level, CONF, name):
        return layers
    rules = layers.app_or_system(level.app).metadata
    wanted = {
        key: of_model.value
        for key in ("access", "export", "owner")
        if (of_model := rules.find(key, (MODELS.name, name))) is not None
        and ((now := rules.find(key, (CONF, name))) is None or now.value != of_model.value)
    }
    return layers.with_rules(level.app, (CONF, name), wanted) if wanted else layers


def without_model(layers: Layers, item: FileObject) -> Layers:
    """The layers without what was written of a data model, and without the rules that were made for it."""
    name, level = item.name, item.level
    layers = layers.with_document(level, MODELS, name, None)
    if name in layers.local(level).get(CONF, Conf()).stanzas:
        layers = layers.without_stanza(level, CONF, name)
    if level.user is not None or is_shipped(layers, level, MODELS, name):
        return layers
    return layers.without_rules(level.app, item.of).without_rules(level.app, (CONF, name))


def moved_model(layers: Layers, item: FileObject, to: Level, content: bytes) -> Layers:
    """The layers with a data model at another level; `content`: of its file. ConfError when it came with an app, or one
    is there already."""
    if not item.removable or is_shipped(layers, item.level, MODELS, item.name):
        raise ConfError(f"{item.name} came with the app {item.level.app}, and stays in it")
    if file_exists(layers, to, MODELS, item.name):
        raise ConfError("Cannot overwrite existing app object")
    stanza = layers.local(item.level).get(CONF, Conf()).stanzas.get(item.name)
    settings = {} if stanza is None else {key: setting.value for key, setting in stanza.settings.items()}
    return with_model(without_model(layers, item), to, item.name, content, settings)
