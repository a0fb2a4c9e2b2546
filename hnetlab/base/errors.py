"""Errors that a user can mend: each text is one sentence with the thing, the value and the remedy."""


class LabError(Exception):
    """Base of every error that hnetlab raises on purpose; the command line prints it and exits with 2."""


class ConfigError(LabError):
    """A setting that does not exist or can't hold the value it was given."""


class DataError(LabError):
    """Data that is missing, damaged or of the wrong kind."""


class DataWarning(UserWarning):
    """Data that can be used, though probably not as they were meant; the text names the remedy."""


class StoreError(LabError):
    """A run folder that can't be read, written or continued."""


class TrainingError(LabError):
    """Training that can't go on."""


class SessionError(LabError, ValueError):
    """An order that a session can't obey, or not where it was given."""
