"""A namespace in; the files of data models in it, whose each is, and the layers with one changed, out.

What datamodels.conf says of a model is a stanza of the same name, an object of its own (default.meta.spec). Who moves
or shares a model means both: so the stanza is where the model is, and seen by who sees the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..dataclass import dataclass
from ..errors import ConfError
from .layers import Layers
from .objects import Access, Owned, Scope, ViewFor, exists, views
from .parser import Conf
from .view import Level

MODELS = "models"
"""What data models are in metadata files."""
CONF = "datamodels"


@dataclass(frozen=True, slots=True)
class ModelFile(Owned):
    """The file of a data model as its namespace sees it."""

    path: Path


def model_files(layers: Layers, see: ViewFor, scope: Scope, name: str | None = None) -> Iterator[ModelFile]:
    """The data models in a namespace, or those of that name. NotFound for an app that is not installed."""
    for view, level in views(layers, see, scope):
        for model, (at, path) in view.models().items():
            if name in (None, model) and level in (None, at):
                of = (MODELS, model)
                yield ModelFile(of, at, Access.to(layers, at, of), model in layers.local_models(at), path)


def model_exists(layers: Layers, level: Level, name: str) -> bool:
    """Whether there is a data model of that name at this very level."""
    return name in layers.local_models(level) or _shipped(layers, level, name)


def with_model(
    layers: Layers, level: Level, name: str, content: bytes | None, settings: Mapping[str, str | None], owner: str = ""
) -> Layers:
    """The layers with the file and the settings of a data model; without a content the file stays as it is. `owner`:
    of a model of an app that is new."""
    if content is not None:
        layers = layers.with_model(level, name, content)
    if settings:
        layers = layers.with_settings(level.app, CONF, name, settings, user=level.user)
    if owner:
        layers = layers.with_rules(level.app, (MODELS, name), {"owner": owner})
    return with_rules_of_model(layers, level, name)


def with_rules_of_model(layers: Layers, level: Level, name: str) -> Layers:
    """The layers in which a model's stanza of datamodels.conf is seen by who sees the model."""
    if level.user is not None or not exists(layers, level, CONF, name):
        return layers
    rules = layers.app_or_system(level.app).metadata
    wanted = {
        key: of_model.value
        for key in ("access", "export", "owner")
        if (of_model := rules.find(key, (MODELS, name))) is not None
        and ((now := rules.find(key, (CONF, name))) is None or now.value != of_model.value)
    }
    return layers.with_rules(level.app, (CONF, name), wanted) if wanted else layers


def without_model(layers: Layers, item: ModelFile) -> Layers:
    """The layers without what was written of a data model, and without the rules that were made for it."""
    name, level = item.name, item.level
    layers = layers.with_model(level, name, None)
    if name in layers.local(level).get(CONF, Conf()).stanzas:
        layers = layers.without_stanza(level, CONF, name)
    if level.user is not None or _shipped(layers, level, name):
        return layers
    return layers.without_rules(level.app, item.of).without_rules(level.app, (CONF, name))


def moved_model(layers: Layers, item: ModelFile, to: Level, content: bytes) -> Layers:
    """The layers with a data model at another level; `content`: of its file. ConfError when it came with an app, or one
    is there already."""
    if not item.removable or _shipped(layers, item.level, item.name):
        raise ConfError(f"{item.name} came with the app {item.level.app}, and stays in it")
    if model_exists(layers, to, item.name):
        raise ConfError("Cannot overwrite existing app object")
    stanza = layers.local(item.level).get(CONF, Conf()).stanzas.get(item.name)
    settings = {} if stanza is None else {key: setting.value for key, setting in stanza.settings.items()}
    return with_model(without_model(layers, item), to, item.name, content, settings)


def _shipped(layers: Layers, level: Level, name: str) -> bool:
    """Whether an app's default/ has a data model of that name."""
    return level.user is None and name in layers.app_or_system(level.app).models
