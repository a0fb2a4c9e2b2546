"""Media types of outputs, and how a panel's picture begins."""

FIGURE = "application/vnd.plotly.v1+json"
PANEL = "application/vnd.jupyter.widget-view+json"
WIDGETS = "application/vnd.jupyter.widget-state+json"
STILL = 'class="hnetlab-still"'
