"""A page as one file: a template with its style, its script and its data in it."""

import json
from importlib.resources import files
from string import Template
from typing import Any

from hnetlab import front


def assembled(name: str, data: dict[str, Any], **texts: str) -> str:
    """The page of the template and bundle `name` that carries `data`; `texts` are further places in it."""
    template = Template((files("hnetlab.pages") / f"{name}.html").read_text("utf-8"))
    script = front.script(name).read_text("utf-8")
    return template.substitute(
        texts,
        style=front.style(name).read_text("utf-8"),
        # Nothing in what an element holds may end it.
        script=script.replace("</script", "<\\/script"),
        data=json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"),
    )
