"""Target networks and the flat layout of their weights."""

from hnetlab.nets.layout import FlatLayout
from hnetlab.nets.mlp import ACTIVATIONS, Activation, mlp
from hnetlab.nets.statistics import Statistics
from hnetlab.nets.target import TargetNetwork

__all__ = ["ACTIVATIONS", "Activation", "FlatLayout", "Statistics", "TargetNetwork", "mlp"]
