"""Why a batch failed, in one sentence, and whether parts of it could be trained."""

from collections.abc import Sequence
from dataclasses import dataclass

from hnetlab.base.errors import LabError, TrainingError
from hnetlab.results.folder import Batch, rows_name, seeds_name

_FULL = "The memory is full: take fewer seeds or fewer workers, or a machine with more of it."
_MEMORY_SIGNS = ("can't allocate memory", "bad_alloc", "Storage size calculation overflowed")


@dataclass(frozen=True)
class Failure:
    """Why a batch failed: a `sentence`, and whether `fewer` of its rows may do what all together can't.

    `rows`, by their numbers from 0, are those that it is known to be due to.
    """

    sentence: str
    fewer: bool = False
    rows: tuple[int, ...] = ()

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        """The sentence of an error that hnetlab raises; of any other its kind and its first line."""
        if isinstance(error, TrainingError):
            return cls(str(error), True, error.replicas)
        if isinstance(error, LabError):
            return cls(str(error))
        if type(error).__name__ == "OutOfMemoryError" or isinstance(error, MemoryError):
            return cls(_FULL, True)
        if any(sign in str(error) for sign in _MEMORY_SIGNS):
            return cls(_FULL, True)
        first = (str(error).splitlines() or [""])[0]
        return cls(f"{type(error).__name__}: {first}")

    def parts(self, batch: Batch) -> list[Batch]:
        """What is to be trained in place of a batch that failed so; nothing where that would not help.

        Rows that it is due to are trained apart from the others, first with those that share their settings:
        so no other is lost, and what is said of them is said of them alone. Not knowing which, by halves.
        """
        config = batch.config
        everyone = range(len(config.seeds))
        if not self.fewer or len(everyone) == 1:
            return []
        settings = list(zip(*config.own.values(), strict=True)) or [()] * len(everyone)
        if not self.rows:
            half = (len(everyone) + 1) // 2
            groups = [list(everyone[:half]), list(everyone[half:])]
        elif (
            len(due := dict.fromkeys(settings[row] for row in self.rows)) < len(set(settings)) or len(due) > 1
        ):
            groups = [[row for row in everyone if settings[row] not in due]]
            groups += [[row for row in everyone if settings[row] == each] for each in due]
        else:
            groups = [[row for row in everyone if row not in self.rows], list(self.rows)]
        chosen = [group for group in groups if group]
        return [_part(batch, group) for group in chosen] if len(chosen) > 1 else []


def _part(batch: Batch, rows: Sequence[int]) -> Batch:
    """Some rows of a batch as one of their own, in a folder beside its."""
    config = batch.config.only(rows)
    name = rows_name(config) if batch.path.name.startswith("rows-") else seeds_name(config.seeds)
    return Batch(config, batch.path.parent / name)
