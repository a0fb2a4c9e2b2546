import numpy as np
import pytest

from hnetlab.analysis.directions import embedding_frame
from hnetlab.widgets.explorer.sliders import DirectionSliders
from hnetlab.widgets.panel import Panel


@pytest.fixture
def slid():
    return []


@pytest.fixture
def make(slid):
    panels = []

    def make_sliders(size):
        panels.append(Panel())
        sliders = DirectionSliders(panels[-1], lambda direction, value: slid.append((direction, value)))
        embeddings = np.random.default_rng(0).normal(size=(4, size))
        sliders.prepare(embedding_frame(embeddings), 2.0)
        return sliders

    yield make_sliders
    for panel in panels:
        panel.close()


@pytest.mark.parametrize(("size", "count"), [(1, 0), (2, 0), (3, 1), (8, 6), (96, 6)])
def test_there_is_one_for_each_direction_but_at_most_six(make, size, count):
    assert len(make(size).sliders) == count


def test_only_directions_with_variance_show_a_share(make):
    names = [slider.label for slider in make(5).sliders]
    assert names[0].startswith("direction 3 (")
    assert names[1:] == ["direction 4", "direction 5"]


def test_moving_one_tells_the_number_of_the_coordinate(make, slid):
    make(5).sliders[1].value = 0.5
    assert slid == [(3, 0.5)]


def test_showing_coordinates_tells_nobody_and_widens_the_range(make, slid):
    sliders = make(4)
    sliders.show(np.array([9.0, 9.0, 0.25, -7.0]))
    assert [slider.value for slider in sliders.sliders] == pytest.approx([0.25, -7.0], abs=0.02)
    assert sliders.sliders[1].min == pytest.approx(-7, abs=0.02)
    assert slid == []
