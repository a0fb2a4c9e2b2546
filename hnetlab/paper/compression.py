"""Fig. 3b: accuracy against how small the hypernetwork is, beside the network that it generates."""

from hnetlab.base.measure import Measure
from hnetlab.experiments import configure
from hnetlab.figures.against import scores_against
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form
from hnetlab.paper.tables import case_row, table, why

# Chunks of the sizes that give these ratios of trainable numbers to target weights; all else is tuned at 1.
_CHUNK_SIZES = {"quick": (128, 256, 512, 1024, 2048), "paper": (4000, 15_000, 38_000, 78_000, 160_000)}


def _cases(form: Form, seeds: int) -> Cases:
    benchmark = {"quick": "permuted-digits", "paper": "permuted-mnist"}[form]
    return {
        f"chunks of {size}": configure(benchmark, "hnet", preset=form, seeds=seeds, chunk_size=size)
        for size in _CHUNK_SIZES[form]
    }


def _show(found: Findings) -> list[Exhibit]:
    cases = sorted(found, key=lambda case: found[case].description.compression_ratio)
    ratios: list[float | str] = [found[case].description.compression_ratio for case in cases]
    lines = {
        name: [float(getattr(found[case], which).mean()) for case in cases]
        for name, which in (("right after learning", "during"), ("after the last task", "final"))
    }
    seeds = min(len(found[case].replicas) for case in cases)
    figure = scores_against(
        dict.fromkeys(lines, ratios),
        {
            name: [
                [float(getattr(found[case], which)[seed].mean()) for case in cases] for seed in range(seeds)
            ]
            for name, which in (("right after learning", "during"), ("after the last task", "final"))
        },
        title="Accuracy against compression",
        axis="compression ratio: trainable numbers per target weight",
        measure=found.measure,
        logarithmic=True,
    )
    figure.update_xaxes(tickvals=ratios, ticktext=[f"{ratio:.2g}" for ratio in ratios])
    rows = [
        {
            "compression ratio": f"{found[case].description.compression_ratio:.3f}",
            **case_row(case, found[case]),
        }
        if case in found
        else {"case": case, "missing": why(found, case)}
        for case in [*cases, *(case for case in found.cases if case not in found)]
    ]
    ends = f"{_at(lines['after the last task'][0], found.measure)} at a ratio of {float(ratios[0]):.2g}"
    summary = (
        f"After the last task {ends} and {_at(lines['after the last task'][-1], found.measure)} at "
        f"{float(ratios[-1]):.2g}."
    )
    return [Exhibit("compression", "Accuracy against compression", figure, table(rows), summary)]


def _at(value: float, measure: Measure) -> str:
    return measure.readout(value)


COMPRESSION = Experiment(
    name="fig-3b",
    title="Accuracy against compression",
    place="Fig. 3b",
    question="A hypernetwork may have fewer numbers than the network that it generates. What does that cost?",
    seeds={"quick": 3, "paper": 5},
    build=_cases,
    show=_show,
)
