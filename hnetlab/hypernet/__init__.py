"""The hypernetwork, full or chunked, its embeddings and its initialization."""

from hnetlab.hypernet.hypernetwork import Hypernetwork, Theta, initial_embeddings
from hnetlab.hypernet.initialization import Initialization, initial_theta

__all__ = ["Hypernetwork", "Initialization", "Theta", "initial_embeddings", "initial_theta"]
