"""Table 1: average accuracy in three scenarios, of the hypernetwork's variants and of their rivals."""

from collections.abc import Mapping

from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.experiments.published import published, published_name
from hnetlab.figures.against import by_seed, scores_against
from hnetlab.learning import METHODS
from hnetlab.paper.experiment import Cases, Exhibit, Experiment, Findings, Form, Number, Published
from hnetlab.paper.tables import table, with_error

_METHODS = {published_name(name): name for name in ("ewc", "si", "dgr", "hnet", "hnet-tir", "hnet-r")}
_BENCHMARKS: Mapping[Form, Mapping[str, str]] = {
    "quick": {"P10": "permuted-digits", "S": "split-digits"},
    "paper": {"P10": "permuted-mnist", "S": "split-mnist"},
}
ROWS = tuple(f"{benchmark}-CL{scenario}" for benchmark in ("P10", "S") for scenario in (1, 2, 3))


def _there() -> list[str]:
    return [column for column, method in _METHODS.items() if method in METHODS]


def _cases(form: Form, seeds: int) -> Cases:
    cases = {}
    for row in ROWS:
        benchmark, _, scenario = row.partition("-CL")
        for column in _there():
            method = _METHODS[column]
            cases[f"{row} {column}"] = configure(
                _BENCHMARKS[form][benchmark],
                method,
                preset=form,
                seeds=seeds,
                scenario=int(scenario),
            )
    return cases


def _show(found: Findings) -> list[Exhibit]:
    rows = [
        {
            "": row,
            **{column: with_error(found.average(f"{row} {column}"), found.measure) for column in _there()},
        }
        for row in ROWS
    ]
    lines = {column: [row for row in ROWS if f"{row} {column}" in found] for column in _there()}
    figure = scores_against(
        {column: known for column, known in lines.items() if known},
        {
            column: by_seed(found[f"{row} {column}"].final.mean(axis=1) for row in known)
            for column, known in lines.items()
            if known
        },
        title="Average accuracy in three scenarios",
        axis="benchmark and scenario",
        measure=found.measure,
    )
    figure.update_traces(mode="markers").update_xaxes(categoryarray=list(ROWS))
    best = []
    for row in ROWS:
        known = [column for column in _there() if f"{row} {column}" in found]
        if known:
            top = max(known, key=lambda column: found[f"{row} {column}"].average.mean)
            best.append(f"{row}: {top} ({found.measure.readout(found[f'{row} {top}'].average.mean)})")
    called = " and ".join(f"{short} is {name}" for short, name in _BENCHMARKS[found.form].items())
    summary = f"Here {called}. The best of each row: {'; '.join(best)}."
    return [Exhibit("table-1", "Average accuracy in three scenarios", figure, table(rows), summary)]


def _numbers(found: Findings) -> list[Number]:
    return [
        Number(
            f"{row} {column}",
            found.average(f"{row} {column}"),
            _published(row, found.cases[f"{row} {column}"]),
            comparable=found.form == "paper",
            seeds=found.seeds(f"{row} {column}"),
        )
        for row in ROWS
        for column in _there()
    ]


def _published(row: str, config: Config) -> Published | None:
    """The published number of a row for a method that infers tasks as it does here, in percent."""
    benchmark, _, scenario = row.partition("-CL")
    method, inference = config.method, config.training.inference
    way = inference if METHODS[method].network_per_task else None
    found = published(_BENCHMARKS["paper"][benchmark], "paper", int(scenario), method, way)
    if found is None:
        return None
    error = None if found.standard_error is None else 100 * found.standard_error
    remark = f"; {found.source.remark}" if found.source.remark else ""
    return Published(100 * found.mean, error, found.source.text + remark)


TABLE_1 = Experiment(
    name="table-1",
    title="Three scenarios, six methods",
    place="Table 1",
    question="Task told (CL1), not told with one head (CL2) or all classes competing (CL3): who does best?",
    seeds={"quick": 3, "paper": 20},
    build=_cases,
    show=_show,
    numbers=_numbers,
)
