"""Why a batch failed, in one sentence."""

from hnetlab.base.errors import LabError

_MEMORY_SIGNS = ("can't allocate memory", "bad_alloc", "Storage size calculation overflowed")


def failure_sentence(error: BaseException) -> str:
    """The sentence of an error that hnetlab raises; of any other its kind and its first line."""
    if isinstance(error, LabError):
        return str(error)
    if type(error).__name__ == "OutOfMemoryError" or isinstance(error, MemoryError):
        return "The memory is full: take fewer seeds or fewer workers, or a machine with more of it."
    if any(sign in str(error) for sign in _MEMORY_SIGNS):
        return "The memory is full: take fewer seeds or fewer workers, or a machine with more of it."
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}"
