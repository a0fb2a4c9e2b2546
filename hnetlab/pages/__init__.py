"""Pages that stay alive: single files of HTML that compute in the browser, offline and without a kernel."""

from hnetlab.pages.explorer import explorer_page, write_explorer
from hnetlab.pages.link import playground_link
from hnetlab.pages.output import PageOutput
from hnetlab.pages.playground import write_playground

__all__ = ["PageOutput", "explorer_page", "playground_link", "write_explorer", "write_playground"]
