"""Notebooks exported by nbconvert show all that they hold, without a kernel and without a network."""

from hnetlab.export.figures import Figures
from hnetlab.export.offline import Offline
from hnetlab.export.stored import Stored

__all__ = ["Figures", "Offline", "Stored"]
