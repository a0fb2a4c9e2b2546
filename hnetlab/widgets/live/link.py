"""The settings of a live panel as a link or a line of code, from which they come back as they were."""

import hashlib
import json
import pprint
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qsl, quote

from hnetlab.base.errors import ConfigError, LabError
from hnetlab.experiments import network_of
from hnetlab.experiments.config import Config
from hnetlab.runs.record import checksum, decisive
from hnetlab.widgets.live.settings import altered, configured, flat, of_network, settings_of

_START = "hnetlab:live?"
_VERSION = 1
_KNOWN = ("version", "benchmark", "methods", "preset", "seeds", "own", "meaning")
_DAMAGED = "This link of a live panel is damaged: copy it again, whole."


@dataclass(frozen=True)
class Linked:
    """What a link says: a config for each lane, and what of the user's own they were made with."""

    configs: tuple[Config, ...]
    own: tuple[str, ...] = field(default=())
    """"sequence" and "module", as far as they were given."""


def link_of(configs: Sequence[Config], own: Iterable[str] = ()) -> str:
    """The settings of all lanes as one line of text: what differs from the preset, and checksums.

    Raises `ConfigError` where lanes have nothing in common that a panel could show.
    """
    first = configs[0]
    words = {
        "version": _VERSION,
        "benchmark": first.benchmark,
        "methods": [config.method for config in configs],
        **_shared("preset", [config.preset for config in configs]),
        **_shared("seeds", [list(config.seeds) for config in configs]),
        **_fields(configs),
    }
    if given := list(own):
        words["own"] = given
    parts = [f"{name}={quote(_word(name, value), safe='[],:.-+/@')}" for name, value in words.items()]
    text = f"{_START}{'&'.join(parts)}&meaning={_meaning(configs)}"
    return f"{text}&check={_digest(text)}"


def read_link(text: str) -> Linked:
    """What the link `text` says; raises `ConfigError` for one that is damaged, or of another version."""
    link = "".join(str(text).split())
    body, found, check = link.rpartition("&check=")
    if not link.startswith(_START):
        raise ConfigError(
            f"{_short(link)!r} is no link of a live panel: copy one with Copy link or lab.link(), it begins "
            f"with {_START}"[: -len("?")]
            + "."
        )
    words = dict(parse_qsl(body.removeprefix(_START), keep_blank_values=True))
    version = words.get("version", "")
    if version.isdigit() and int(version) > _VERSION:
        raise ConfigError(
            f"This link is of version {version}, and this hnetlab reads version {_VERSION}: update hnetlab."
        )
    if not found or version != str(_VERSION) or check != _digest(body):
        raise ConfigError(_DAMAGED)
    try:
        configs = _configs(words)
    except (LabError, ValueError, KeyError, TypeError) as error:
        raise _of_another_version() from error
    if _meaning(configs) != words.get("meaning"):
        raise _of_another_version()
    return Linked(configs, tuple(_meant("own", words.get("own", ""))))


def code_of(configs: Sequence[Config], own: Iterable[str] = ()) -> str:
    """A line of Python that makes a panel with just these settings."""
    first, given = configs[0], list(own)
    fields = _fields(configs)
    methods = [config.method for config in configs]
    arguments = [repr(first.benchmark), repr(methods[0]) if len(methods) == 1 else repr(methods)]
    if first.preset != "quick":
        arguments.append(f"preset={first.preset!r}")
    seeds = list(first.seeds)
    if seeds != [1]:
        counted = seeds == list(range(1, len(seeds) + 1))
        arguments.append(f"seeds={len(seeds) if counted else seeds}")
    arguments += [f"{name}={_python(value)}" for name, value in fields.items() if name.isidentifier()]
    if dotted := {name: value for name, value in fields.items() if not name.isidentifier()}:
        arguments.append(f"**{_python(dotted)}")
    arguments += [f"{name}={name}" for name in given]
    try:
        again = [configured(first.benchmark, method, first.preset, first.seeds, fields) for method in methods]
    except LabError:
        again = []
    if again != list(configs) or len(set(methods)) < len(methods):  # lanes of their own settings
        arguments = [repr(link_of(configs, given)), *(f"{name}={name}" for name in given)]
        return f"lab = LiveLab.from_link({', '.join(arguments)})"
    return f"lab = LiveLab({', '.join(arguments)})"


def _fields(configs: Sequence[Config]) -> dict[str, Any]:
    """Settings that differ from the preset's, by name; "name@1", "name@2" where lanes differ."""
    fields: dict[str, Any] = {}
    names: dict[str, None] = {}
    for config in configs:
        names |= dict.fromkeys(_unlike_preset(config))
    for name in names:
        values = {lane: flat(config)[name] for lane, config in enumerate(configs, 1) if name in flat(config)}
        if len(set(map(_text, values.values()))) == 1:
            fields[name] = next(iter(values.values()))
        else:
            fields |= {f"{name}@{lane}": value for lane, value in values.items()}
    return fields


def _unlike_preset(config: Config) -> list[str]:
    """The settings that have to be named so that `configured` gives this config."""
    base = (config.benchmark, config.method, config.preset, config.seeds)
    values = flat(config)
    needed = {name: values[name] for name in config.data.model_dump(exclude_defaults=True)}
    standard = flat(configured(*base, needed))
    named = needed | {name: value for name, value in values.items() if value != standard.get(name)}
    for name in list(named):  # what follows from others needs no word
        without = {other: value for other, value in named.items() if other != name}
        try:
            if configured(*base, without) == config:
                named = without
        except LabError:
            continue
    return list(named)


def _configs(words: Mapping[str, str]) -> tuple[Config, ...]:
    """The config of each lane; raises `LabError`, ValueError or KeyError for words that have no meaning."""
    values = {name: _meant(name, value) for name, value in words.items()}
    benchmark, methods = values["benchmark"], values["methods"]
    configs = []
    for lane, method in enumerate(methods, 1):
        own = {name.partition("@")[0]: value for name, value in values.items() if name.endswith(f"@{lane}")}
        shared = {name: value for name, value in values.items() if "@" not in name}
        fields = {name: value for name, value in {**shared, **own}.items() if name not in _KNOWN}
        preset, seeds = str({**shared, **own}["preset"]), tuple({**shared, **own}["seeds"])
        network = network_of(benchmark, preset, fields.get("network"))
        fields = of_network(network, fields)
        known = {"network", *settings_of(benchmark, method, network=network)}
        fields = {name: value for name, value in fields.items() if name in known or name in shared}
        config = configured(benchmark, method, preset, seeds, fields)
        configs.append(altered(config, {}, seeds))
    return tuple(configs)


def _shared(name: str, values: Sequence[Any]) -> dict[str, Any]:
    if all(value == values[0] for value in values):
        return {name: values[0]}
    return {f"{name}@{lane}": value for lane, value in enumerate(values, 1)}


def _word(name: str, value: Any) -> str:
    """A value as it stands in a link: names as they are, other settings as JSON."""
    match name.partition("@")[0]:
        case "benchmark" | "preset" | "network":
            return str(value)
        case "methods" | "own":
            return ",".join(value)
    return _text(value)


def _meant(name: str, word: str) -> Any:
    """What `_word` was given; raises ValueError for what can't be read."""
    match name.partition("@")[0]:
        case "benchmark" | "preset" | "network" | "meaning":
            return word
        case "methods" | "own":
            return [each for each in word.split(",") if each]
    return json.loads(word)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), default=str)


def _python(value: Any) -> str:
    return repr(str(value)) if isinstance(value, PurePath) else pprint.pformat(value, width=10**6)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _meaning(configs: Iterable[Config]) -> str:
    """What decides the numbers in all these configs, in few letters."""
    return checksum([decisive(config) for config in configs])[:12]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."


def _of_another_version() -> ConfigError:
    return ConfigError(
        "This link was made by another version of hnetlab, where its words meant other settings: choose them "
        "anew, or open it with that version."
    )
