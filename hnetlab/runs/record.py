"""What a run's folder holds in plain values: sealed with checksums, which are compared when it is read."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveInt

from hnetlab.base.settings import deciding
from hnetlab.experiments.config import Config
from hnetlab.experiments.row import GROUPS, deciding_group
from hnetlab.runs.run import Description, Position, Run, describe

FORMAT = 2
"""The version of a run folder's format; that of hnetlab 0.1 was 1 and had no checksums."""


class NewerFormatError(ValueError):
    """A file that a later version of hnetlab has written."""


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Header(_Stored):
    """`config.json`: the config, and the checksums of what was written with it and never changes."""

    config: dict[str, Any]
    files: dict[str, str]


class ProblemRecord(_Stored):
    """`problem.json`: what is learned, in names and sizes, and how to know its data and its network again."""

    description: Description
    config: str = ""
    """The checksum of what decides the numbers in the config."""
    tasks: dict[str, Any] | None = None
    """What `TaskSequence.describe` says; unknown in the format 1."""
    network: dict[str, Any] | None = None
    """What `TargetNetwork.structure` says; unknown in the format 1."""
    numbers: PositiveInt = 1
    """`NUMBERS` of the code that began it; that of before it was noted was the first."""

    @classmethod
    def of(cls, run: Run) -> "ProblemRecord":
        """What `run` learns."""
        return cls(
            description=describe(run),
            config=checksum(decisive(run.config)),
            tasks=run.fingerprint["tasks"],
            network=run.fingerprint["network"],
            numbers=run.numbers,
        )


class Trained(_Stored):
    """What training up to a checkpoint took."""

    seconds: NonNegativeFloat
    device: str
    threads: PositiveInt | None = None
    """With how many threads; none on a GPU, and where it was not noted."""


class Timing(_Stored):
    """`timing.json`: what it took to get to the present checkpoint, and to the one before or to come.

    The keys are the `identity` of a checkpoint's mark.
    """

    checkpoints: dict[str, Trained] = {}


class Mark(_Stored):
    """What a checkpoint says of itself."""

    position: Position
    records: NonNegativeInt
    """How many lines of metrics it counts on."""
    metrics: str = ""
    """The running checksum of the last of these lines."""
    run: str = ""
    """The run that it belongs to, see `run_key`."""
    state: str = ""
    """The checksum of its tensors."""

    @property
    def identity(self) -> str:
        """What tells this checkpoint from every other one."""
        return checksum(self.model_dump(mode="json"))


def checksum(values: Any) -> str:
    """The SHA-256 of plain values, however they are written down."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal(values: dict[str, Any]) -> str:
    """A JSON object with `values`, the version of the format, and a checksum over all of it."""
    body = {"format": FORMAT, **values}
    return json.dumps({**body, "sha256": checksum(body)}, indent=2, allow_nan=False)


def unseal(text: str | bytes) -> tuple[int, dict[str, Any]]:
    """The format and the values of a JSON object that `seal` wrote, or that the format 1 had, without a seal.

    Raises ValueError for anything else.
    """
    values = plain_object(text)
    if "format" not in values and "sha256" not in values:
        return 1, values
    version, seal_found = values.get("format"), values.pop("sha256", None)
    if isinstance(version, int) and version > FORMAT:
        raise NewerFormatError(
            f"it has the format {version}, and this version of hnetlab knows up to {FORMAT}"
        )
    if version != FORMAT or seal_found != checksum(values):
        raise ValueError("its contents do not match its checksum")
    del values["format"]
    return FORMAT, values


def plain_object(text: str | bytes) -> dict[str, Any]:
    """The JSON object that a text is; raises ValueError for any other text."""
    try:
        values = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("it holds no JSON object")
    return values


def decisive(config: Config) -> dict[str, Any]:
    """What of a config decides the numbers, in plain values: not the preset's name, not where files lie."""
    values = deciding(config, config.model_dump(mode="json", exclude={"preset"}))
    return values | {name: deciding_group(getattr(config, name)) for name in GROUPS}


def run_key(config: Config, problem: ProblemRecord) -> str:
    """The same for two runs that learn the same: equal settings, data and networks."""
    data = None if problem.tasks is None else problem.tasks.get("sha256")
    return checksum({"config": decisive(config), "tasks": data, "network": problem.network})
