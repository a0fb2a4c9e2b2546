"""Whoever executes a notebook gets each answer of its kernel."""

import asyncio
import json
import time
from contextlib import ExitStack
from pathlib import Path
from queue import Empty

import pytest
import zmq
import zmq.asyncio
from jupyter_client.session import Session
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.v4 import new_notebook
from traitlets.config import Config

from hnetlab.export.kernel import Channel, Client

CONFIG = Path(__file__).parents[2] / "jupyter_nbconvert_config.json"


async def heard(times):
    """How many answers reach a client that sends in the moment in which they come in."""
    session = Session(key=b"")
    with ExitStack() as stack:
        kernels, clients = stack.enter_context(zmq.Context()), stack.enter_context(zmq.asyncio.Context())
        kernel, socket = (
            stack.enter_context(kernels.socket(zmq.ROUTER)),
            stack.enter_context(clients.socket(zmq.DEALER)),
        )
        socket.connect(f"tcp://127.0.0.1:{kernel.bind_to_random_port('tcp://127.0.0.1')}")
        channel = Channel(socket, session)
        count = 0
        for turn in range(times):
            channel.send(session.msg("execute_request"))
            ident, _ = session.recv(kernel, mode=0)
            answer = asyncio.ensure_future(channel.get_msg())
            await asyncio.sleep(0.01)
            session.send(kernel, "execute_reply", {"turn": turn}, ident=ident)
            time.sleep(0.05)  # it comes in while the loop has no time for it
            channel.send(session.msg("comm_msg"))
            session.recv(kernel, mode=0)
            count += (await asyncio.wait_for(answer, 30))["content"] == {"turn": turn}
        with pytest.raises(Empty):
            await channel.get_msg(0.02)
        return count


def test_an_answer_that_comes_in_while_the_client_sends_is_heard():
    assert asyncio.run(heard(2)) == 2


def test_nbconvert_executes_notebooks_with_this_client():
    executes = ExecutePreprocessor(config=Config(json.loads(CONFIG.read_text("utf-8"))))
    executes.nb = new_notebook()
    client = executes.create_kernel_manager().client()
    assert isinstance(client, Client)
    assert client.shell_channel_class is Channel
