"""Fine-tuning of the target network itself: what anybody would try first."""

from hnetlab.learning.method import DirectMethod


class TargetFineTuning(DirectMethod):
    """Trains one set of target weights on each task in turn, with nothing to hold them back."""

    title = "Fine-tuning without a hypernetwork"
    summary = "train the target network itself on each task in turn, without a hypernetwork"
