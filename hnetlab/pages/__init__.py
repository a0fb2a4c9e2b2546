"""Pages that stay alive: single files of HTML that compute in the browser, offline and without a kernel."""

from hnetlab.pages.playground import write_playground

__all__ = ["write_playground"]
