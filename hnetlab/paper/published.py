"""Numbers as the paper has them (von Oswald et al. 2020, Table 1), to compare with."""

from hnetlab.experiments.published import published, published_names
from hnetlab.paper.experiment import Published

COLUMNS = ("EWC", "SI", "DGR", "HNET+ENT", "HNET+TIR", "HNET+R")
"""The methods of Table 1 in its order."""

_BENCHMARKS = {"P10": "permuted-mnist", "S": "split-mnist"}
ROWS = tuple(f"{benchmark}-CL{scenario}" for benchmark in _BENCHMARKS for scenario in (1, 2, 3))
"""Benchmarks and scenarios of Table 1 in its order."""


def table_1(row: str, column: str) -> Published:
    """A cell of Table 1: average accuracy in percent, mean and standard error over 20 seeds."""
    benchmark, _, scenario = row.partition("-CL")
    methods = {name: method for method, name in published_names().items()}
    found = published(_BENCHMARKS[benchmark], "paper", int(scenario), methods[column])
    if found is None:
        raise KeyError(f"{row} {column}")
    taken = column in ("EWC", "SI", "DGR")
    source = "Table 1, from van de Ven and Tolias 2019" if taken else "Table 1"
    remark = f"; {found.source.remark}" if found.source.remark else ""
    error = found.standard_error
    return Published(
        round(100 * found.mean, 4), None if error is None else round(100 * error, 4), f"{source}{remark}"
    )
