"""What IPython, and so a notebook, shows of an error that a user can mend."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from hnetlab.base.errors import ConfigError


@pytest.fixture
def shell():
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def test_the_sentence_stands_alone_and_the_traceback_comes_on_request(shell, capsys):
    shell.user_ns["ConfigError"] = ConfigError
    shell.run_cell("def deep():\n    raise ConfigError('beta = -1 is wrong: take more.')\ndeep()")
    shown = capsys.readouterr().out
    assert shown.splitlines()[0] == "ConfigError: beta = -1 is wrong: take more."
    assert "Traceback" not in shown
    shell.run_cell("%tb")
    shown = capsys.readouterr().out
    assert "Traceback" in shown
    assert "in deep" in shown
    assert "beta = -1 is wrong: take more." in shown


def test_outside_ipython_it_is_an_error_like_any_other():
    with pytest.raises(ConfigError, match="wrong"):
        raise ConfigError("beta is wrong")
