import pytest

from hnetlab.runs.session import Session

from .sessions import PATIENCE, make_run, state_of


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""


@pytest.fixture(scope="module")
def unbroken(device):
    """The final state of a run that nobody talked to, trained as a session trains: on a thread of its own."""
    session = Session(make_run)
    session.start()
    session.wait(PATIENCE)
    return state_of(session.run)


@pytest.fixture
def session():
    session = Session(make_run)
    yield session
    session.close()
