"""What a number that is measured says: its name, its unit, which way is better, and how it is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A kind of score or loss, shown to people as `scale * value` with the format `digits` and its `unit`."""

    name: str
    """The field's word, for example "accuracy"."""
    unit: str
    """What stands behind the shown number, for example "%"; empty for a pure number."""
    higher_is_better: bool
    scale: float = 1.0
    digits: str = ".3g"

    def text(self, value: float) -> str:
        """A value for people, without its unit: of accuracy 0.9757 is "97.57"."""
        return f"{self.scale * value:z{self.digits}}"


ACCURACY = Measure("accuracy", "%", higher_is_better=True, scale=100.0, digits=".2f")
"""The share of test samples that are answered rightly, a fraction from 0 to 1."""
ERROR = Measure("error", "", higher_is_better=False, digits=".1e")
"""Mean squared error."""
