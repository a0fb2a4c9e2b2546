"""Numbers that were published, to compare with: `published.json` holds them with their sources."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hnetlab.tasks.scenario import Inference, Scenario

Percent = Annotated[float, Field(ge=0, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Source(_Part):
    """Where numbers are from."""

    text: str = Field(min_length=1)
    """Authors, year, title and place."""
    seeds: int = Field(ge=1)
    """How many seeds they are means of."""
    remark: str = ""
    """What else differs from the runs of this lab with the same settings."""


class _Numbers(_Part):
    benchmark: str
    preset: str
    scenario: Scenario
    source: str
    accuracy: dict[str, tuple[Percent, Annotated[float, Field(ge=0)] | None]]


class _Collection(_Part):
    about: str
    sources: dict[str, Source]
    names: dict[str, str]
    inference: dict[str, Inference]
    numbers: tuple[_Numbers, ...]

    @model_validator(mode="after")
    def _once_and_from_somewhere(self) -> "_Collection":
        known = set()
        for row in self.numbers:
            if row.source not in self.sources:
                raise ValueError(f"{row.source} is no source")
            for method in row.accuracy:
                place = row.benchmark, row.preset, row.scenario, method
                if place in known:
                    raise ValueError(f"there are two numbers for {place}")
                known.add(place)
        return self


@dataclass(frozen=True)
class Published:
    """A published accuracy, as a fraction, with its standard error, None where none was given."""

    mean: float
    standard_error: float | None
    source: Source


def published(
    benchmark: str, preset: str, scenario: int, method: str, inference: str | None = None
) -> Published | None:
    """The published number of a method with the settings of a preset; None where there is none.

    `inference` is how tasks are inferred, None where they are not.

    >>> found = published("split-mnist", "paper", 3, "hnet", "entropy")
    >>> found.mean, found.standard_error, found.source.seeds
    (0.6948, 0.008, 20)
    """
    collection = _collection()
    wanted = collection.inference.get(method)
    if inference is not None and wanted is not None and inference != wanted:
        return None
    for row in collection.numbers:
        place = row.benchmark, row.preset, row.scenario
        if place == (benchmark, preset, scenario) and method in row.accuracy:
            mean, error = row.accuracy[method]
            shown = None if error is None else round(error / 100, 6)
            return Published(round(mean / 100, 6), shown, collection.sources[row.source])
    return None


def published_name(method: str) -> str:
    """What a method is called where its numbers were published; empty for one without any."""
    return published_names().get(method, "")


def published_names() -> dict[str, str]:
    """What methods are called where their numbers were published, by their names here."""
    return dict(_collection().names)


@cache
def _collection() -> _Collection:
    text = files("hnetlab.experiments").joinpath("published.json").read_text("utf-8")
    return _Collection.model_validate_json(text)
