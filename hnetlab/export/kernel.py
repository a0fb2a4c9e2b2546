"""A client of a notebook's kernel that misses no answer."""

from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

_LOOK_SECONDS = 1.0


class Channel(AsyncZMQSocketChannel):
    """A channel that looks for itself whether there is a message, once a second.

    jupyter_client sends past the event loop, and a message that comes in just then does not wake who waits
    for it. A program that executes a notebook sends while it waits: what the function of an `interact` shows
    goes back to the kernel. Now and then it waited for ever.
    """

    async def get_msg(  # type: ignore[override] # as the class it stands for does
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        """The next message; raises `queue.Empty` where none comes within `timeout` seconds."""
        assert self.socket is not None
        end = None if timeout is None else monotonic() + timeout
        while True:
            left = _LOOK_SECONDS if end is None else max(0.0, min(_LOOK_SECONDS, end - monotonic()))
            if await self.socket.poll(int(1000 * left)):
                return await self._recv()
            if end is not None and monotonic() >= end:
                raise Empty


class Client(AsyncKernelClient):
    """What nbconvert executes notebooks with."""

    shell_channel_class = Type(Channel)
