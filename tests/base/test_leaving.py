import subprocess
import sys

import pytest

RUN = """
import time
from hnetlab import EmbeddingExplorer, Run, Session, configure, fit
config = configure("split-digits", tasks=2, steps=STEPS, batch_size=8)
"""
WHILE_IT_TRAINS = """
session = Session(lambda: Run(config, device="cpu"))
session.start()
time.sleep(0.3)
"""
WHILE_A_PANEL_TRAINS = """
from hnetlab import LiveLab
lab = LiveLab("split-digits", ["finetune", "hnet"], tasks=2, steps=100000, batch_size=8)
lab.start()
time.sleep(1)
"""
WHILE_IT_DRAWS = """
explorer = EmbeddingExplorer(fit(Run(config, device="cpu"), progress=False))
"""


@pytest.mark.parametrize(
    "last",
    [
        RUN.replace("STEPS", "100000") + WHILE_IT_TRAINS,
        RUN.replace("STEPS", "3") + WHILE_A_PANEL_TRAINS,
        RUN.replace("STEPS", "3") + WHILE_IT_DRAWS,
    ],
)
def test_a_program_may_end_while_a_thread_calculates(last):
    ended = subprocess.run(
        [sys.executable, "-c", last], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
