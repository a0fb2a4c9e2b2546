"""An interactive lab for continual learning with hypernetworks."""

__version__ = "0.1.0"
