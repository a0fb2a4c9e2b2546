import pytest

from hnetlab.figures import compression


# Split MNIST with a head per task: a 784-400-400-10 target and a hypernetwork with two layers of ten.
def split_mnist(target_weights=478_410):
    return compression(
        hidden_layers=2040,
        output_layer=462_000,
        chunk_embeddings=1152,
        task_embeddings=480,
        target_weights=target_weights,
    )


def test_title_says_the_ratio_and_both_totals():
    figure = split_mnist()
    assert figure.layout.title.text == "Compression ratio 0.973"
    assert figure.layout.title.subtitle.text == "465,672 trainable numbers generate 478,410 weights"


def test_the_parts_stack_to_the_hypernetwork_beside_the_target():
    figure = split_mnist()
    assert figure.layout.barmode == "stack"
    assert sum(bar.x[0] for bar in figure.data if bar.y[0] == "hypernetwork") == 465_672
    assert [bar.x[0] for bar in figure.data if bar.y[0] == "target network"] == [478_410]
    assert [bar.name for bar in figure.data] == [
        "output layer: 462,000",
        "hidden layers: 2,040",
        "chunk embeddings: 1,152",
        "task embeddings: 480",
        "target network: 478,410",
    ]
    assert figure.layout.xaxis.title.text == "trainable numbers"


def test_parts_differ_in_color_and_in_pattern():
    bars = split_mnist().data
    assert len({bar.marker.color for bar in bars}) == 5
    assert len({bar.marker.pattern.shape for bar in bars[:4]}) == 4


@pytest.mark.parametrize(("weights", "ratio"), [(46_567, "10"), (4_656_720, "0.1")])
def test_the_ratio_has_three_digits(weights, ratio):
    assert split_mnist(weights).layout.title.text == f"Compression ratio {ratio}"
