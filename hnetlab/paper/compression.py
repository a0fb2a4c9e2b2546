"""Fig. 3b: accuracy against how small the hypernetwork is, beside the network that it generates."""

from hnetlab.experiments import configure
from hnetlab.figures.against import by_seed, scores_against
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
    figure = scores_against(
        dict.fromkeys(("right after learning", "after the last task"), ratios),
        {
            "right after learning": by_seed(found[case].during.mean(axis=1) for case in cases),
            "after the last task": by_seed(found[case].final.mean(axis=1) for case in cases),
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
    least, most = (found.measure.readout(found[case].average.mean) for case in (cases[0], cases[-1]))
    summary = (
        f"After the last task {least} at a ratio of {float(ratios[0]):.2g} and {most} at "
        f"{float(ratios[-1]):.2g}."
    )
    return [Exhibit("compression", "Accuracy against compression", figure, table(rows), summary)]


COMPRESSION = Experiment(
    name="fig-3b",
    title="Accuracy against compression",
    place="Fig. 3b",
    question="A hypernetwork may have fewer numbers than the network that it generates. What does that cost?",
    seeds={"quick": 3, "paper": 5},
    build=_cases,
    show=_show,
)
