import ipywidgets as ipw

from hnetlab.widgets.figure import Figure


def test_plotly_is_sent_once_and_not_with_every_figure():
    first, second = Figure(), Figure({"data": [{"type": "scatter", "x": [1, 2]}]})
    states = [figure.get_state() for figure in (first, second)]
    assert all(len(str(state)) < 10_000 for state in states)
    bundle = states[0]["_bundle"]
    assert states[1]["_bundle"] == bundle
    assert len(first._bundle.source) > 1_000_000


def test_a_figure_is_complete_after_all_widgets_were_closed():
    figure = Figure()
    ipw.Widget.close_all()
    later = Figure({"data": [{"type": "scatter", "x": [1, 2]}]})
    assert later._bundle is not figure._bundle
    assert later._bundle.comm is not None
    assert len(later._bundle.source) > 1_000_000
