"""Where whoever looks at a run may find it: in memory, in training, in a panel or on disk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path, PurePath
from typing import Any, Protocol, TypeVar, runtime_checkable

from hnetlab.analysis.summary import change_texts, own_values_text
from hnetlab.base.errors import DataError, StoreError
from hnetlab.base.measure import Measure
from hnetlab.experiments.config import Config
from hnetlab.runs.claim import trainer_of
from hnetlab.runs.history import History
from hnetlab.runs.run import EARLIER, NUMBERS, Description, Run, describe
from hnetlab.runs.session import Session
from hnetlab.runs.store import RunFolder

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Recording:
    """What is known of a run without its network and its data.

    >>> from hnetlab import Run, configure, views
    >>> known = views.recording(Run(configure("regression", steps=10)))
    >>> known.tasks_learned, known.measure.name, known.description.target_weights
    (0, 'error', 141)
    """

    config: Config
    description: Description
    history: History
    fingerprint: Mapping[str, Any] | None = None
    """What tells its data, `tasks`, and its target network, `network`, from others; None where not known."""
    numbers: int = NUMBERS
    """`NUMBERS` of the code that began it."""

    @property
    def measure(self) -> Measure:
        """What its test scores are."""
        return self.description.measure

    @property
    def tasks_name(self) -> str:
        """The name of its benchmark, or of a user's own tasks without the folder that they came from."""
        return PurePath(self.description.own.get("sequence", self.config.benchmark)).name

    @property
    def network_name(self) -> str:
        """The name of its target network, or of a user's own without the folder that it came from."""
        return PurePath(self.description.own.get("module", self.config.network)).name

    @property
    def scenario(self) -> int:
        """That of its tasks, which a user's own have whatever the settings say."""
        tasks = self.fingerprint["tasks"] if self.fingerprint and "sequence" in self.description.own else None
        return getattr(self.config.data, "scenario", 1) if tasks is None else tasks.get("scenario", 1)

    @property
    def earlier(self) -> bool:
        """Whether code began it by which equal settings may come to other numbers than by this one."""
        return self.numbers != NUMBERS

    @property
    def notes(self) -> list[str]:
        """What must be known of its numbers, a sentence each: own settings of seeds, changes, code."""
        notes = [f"{own_values_text(self.config.own)}."] if self.config.own else []
        if changes := change_texts(self.history.told_changes()):
            notes.append(f"It was changed while it was trained: {'; '.join(changes)}.")
        if self.earlier:
            notes.append(EARLIER)
        return notes

    @property
    def tasks_learned(self) -> int:
        """How many tasks have had their last step."""
        return self.history.tasks_learned

    @property
    def task_ends(self) -> list[int]:
        """The steps, counted over the whole run, after which the tasks had been learned."""
        return self.history.task_ends


@runtime_checkable
class Trainer(Protocol):
    """What trains one run or several and lets them be looked at, as `LiveLab` does."""

    @property
    def sessions(self) -> Sequence[Session]:
        """The sessions, one for each run."""


Source = Run | Session | Trainer | RunFolder | Path | str | Recording
"""A run, the session that trains it, a live panel (its first run), or a stored run by its folder."""


def look(source: Source, what: Callable[[Run], Found], **own: Any) -> Found:
    """What `what` finds in the run of `source` as it is now; a run in training rests meanwhile.

    `own` are the `sequence` and `module` of a stored run that had its own. What is kept of a run must be
    copied. Raises `DataError` for what is no run, and what reading a stored run raises.
    """
    given = [name for name, value in own.items() if value is not None]
    if given and not isinstance(source, RunFolder | Path | str):
        raise DataError(
            f"{given[0]} is for a run that is read from its folder: leave it out, this run has it."
        )
    match source:
        case Run():
            trainer = trainer_of(source)
            return what(source) if trainer is None else trainer.inspect(lambda _: what(source))
        case Session():
            return source.inspect(what)
        case RunFolder() | Path() | str():
            return what(folder_of(source).run(**{name: own[name] for name in given}))
        case Recording():
            raise DataError("A recording has no network to look into: give the run itself or its folder.")
        case Trainer():
            return source.sessions[0].inspect(what)
    raise _no_source(source)


def recording(source: Source) -> Recording:
    """What a run has recorded so far, copied; views take it too, which spares reading a folder for each.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("regression", steps=10)), progress=False)
    >>> recording(run).tasks_learned
    3
    """
    match source:
        case Recording():
            return source
        case RunFolder() | Path() | str():
            folder = folder_of(source)
            config, problem = folder.config(), folder.problem()
            known = "sha256" in (problem.tasks or {})
            fingerprint = {"tasks": problem.tasks, "network": problem.network} if known else None
            return Recording(config, problem.description, folder.history(), fingerprint, problem.numbers)
    return look(source, _record)


def named(sources: Mapping[str, Source] | Source) -> dict[str, Source]:
    """Sources by name: those of a mapping as they are, else every run there is by the name of its method.

    Where a method comes twice, stored runs go by their folders and others are numbered.
    """
    match sources:
        case Mapping():
            return dict(sources)
        case RunFolder() | Path() | str():
            folders = stored_below(sources)
            names = [folder.config().method for folder in folders]
            if len({*names}) < len(names):
                names = [folder.path.name for folder in folders]
            return dict(zip(names, folders, strict=True))
        case Run() | Session() | Recording():
            found: list[Source] = [sources]
        case Trainer():
            found = list(sources.sessions)
        case _:
            raise _no_source(sources)
    methods = [recording(each).config.method for each in found]
    return dict(zip(numbered(methods), found, strict=True))


def numbered(names: Iterable[str]) -> list[str]:
    """The names, with a number where one comes again: "hnet", "hnet-2"."""
    distinct: list[str] = []
    for name in names:
        more = (f"{name}-{number}" for number in count(2))
        distinct.append(next(each for each in chain([name], more) if each not in distinct))
    return distinct


def folder_of(source: RunFolder | Path | str) -> RunFolder:
    """The folder of one stored run; raises `StoreError` for one that holds several below it."""
    folder = _as_folder(source)
    below = [] if folder.holds_run else _runs_below(folder.path)
    if below:
        raise StoreError(
            f"{folder.path} holds {len(below)} runs, not one: name one of them, such as {below[0].path}."
        )
    return folder


def stored_below(source: RunFolder | Path | str) -> list[RunFolder]:
    """The run stored in a folder, or else those in folders right below it; where none is, the folder."""
    folder = _as_folder(source)
    return [folder] if folder.holds_run else _runs_below(folder.path) or [folder]


def _as_folder(source: RunFolder | Path | str) -> RunFolder:
    return source if isinstance(source, RunFolder) else RunFolder(source)


def _runs_below(path: Path) -> list[RunFolder]:
    """The runs in folders right below `path`, as a panel of two runs saves them."""
    folders = [RunFolder(entry) for entry in sorted(path.glob("*/"))] if path.is_dir() else []
    return [folder for folder in folders if folder.holds_run]


def _record(run: Run) -> Recording:
    history = copy(run.history)
    history.records = list(run.history.records)
    return Recording(run.config, describe(run), history, run.fingerprint, run.numbers)


def _no_source(source: object) -> DataError:
    return DataError(
        f"{source!r} is no run to look at: give a run, a session, a live panel or the folder of a stored run."
    )
