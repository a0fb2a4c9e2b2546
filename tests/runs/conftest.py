import pytest

from hnetlab.runs.session import Session

from . import folders, sessions


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""


@pytest.fixture(scope="module")
def unbroken(device):
    """The final state of a run that nobody talked to, trained as a session trains: on a thread of its own."""
    session = Session(sessions.make_run)
    session.start()
    session.wait(sessions.PATIENCE)
    return sessions.state_of(session.run)


@pytest.fixture
def session():
    session = Session(sessions.make_run)
    yield session
    session.close()


@pytest.fixture(scope="module")
def stored(tmp_path_factory, device):
    """The folder of a finished run that nothing disturbed, by method."""
    known = {}

    def of(method):
        if method not in known:
            run = folders.make_run(method)
            known[method] = folders.begun(tmp_path_factory.mktemp(method) / "run", run)
            folders.finish(known[method], run)
        return known[method].path

    return of
