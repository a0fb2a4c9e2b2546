"""How large steps are: a share of the learning rate, for each stage and step, and for each replica."""

from collections.abc import Mapping
from math import cos, pi

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.learning.training import TrainingSettings

_PREFIX = "pace."
_NOTHING_YET = -1e300  # less than any score, and yet finite, as all state is


class Pace:
    """The shares of the learning rate that the replicas of a run take steps with.

    They are a function of stage and step, given by the training's `rate_schedule`. With "plateau" they also
    depend on validation scores, of each replica by itself, which `observe` is told: these are state.
    """

    def __init__(self, training: TrainingSettings, replicas: int) -> None:
        self._training = training
        self._replicas = replicas
        self.begin()

    def begin(self) -> None:
        """Starts anew, as each stage does."""
        self._best = torch.full((self._replicas,), _NOTHING_YET, dtype=torch.float64)
        self._waited = torch.zeros(self._replicas, dtype=torch.int64)
        self._share = torch.ones(self._replicas, dtype=torch.float64)

    def shares(self, stage: Stage, step: int, steps_per_epoch: int) -> tuple[float, ...] | None:
        """The share of each replica in step `step` of `stage`, from 0; None where all of them are 1."""
        match self._training.rate_schedule:
            case "constant":
                return None
            case "drops":
                share = self._dropped(step / steps_per_epoch)
            case "cosine":
                share = (1 + cos(pi * step / stage.steps)) / 2
            case "plateau":
                return tuple(self._share.tolist())
        return (share,) * self._replicas

    def observe(self, scores: Tensor) -> None:
        """Takes note of validation scores (S,), higher ones better, after an epoch.

        Who has not been better than before for `plateau_patience` epochs goes on with `plateau_factor` of the
        rate, and is waited for again.
        """
        scores = scores.double().cpu()
        better = scores > self._best
        self._best = torch.where(better, scores, self._best)
        self._waited = torch.where(better, 0, self._waited + 1)
        fall = self._waited >= self._training.plateau_patience
        self._share = torch.where(fall, self._share * self._training.plateau_factor, self._share)
        self._waited = torch.where(fall, 0, self._waited)

    @property
    def watches(self) -> bool:
        """Whether it wants to be told validation scores."""
        return self._training.rate_schedule == "plateau"

    def state(self) -> dict[str, Tensor]:
        """What the next steps depend on, (S,) each, by name; nothing for functions of the step alone."""
        if not self.watches:
            return {}
        return {
            f"{_PREFIX}best": self._best,
            f"{_PREFIX}waited": self._waited,
            f"{_PREFIX}share": self._share,
        }

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on with what `state` has given."""
        self.begin()
        if self.watches and f"{_PREFIX}best" in state:
            self._best, self._waited, self._share = (
                state[f"{_PREFIX}{name}"].cpu().clone() for name in ("best", "waited", "share")
            )

    def _dropped(self, epochs: float) -> float:
        share = 1.0
        for epoch, factor in zip(self._training.rate_epochs, self._training.rate_factors, strict=True):
            if epochs >= epoch:
                share = factor
        return share
