"""Numbers as the paper has them (von Oswald et al. 2020, Table 1), to compare with."""

from hnetlab.paper.experiment import Published

COLUMNS = ("EWC", "SI", "DGR", "HNET+ENT", "HNET+TIR", "HNET+R")
"""The methods of Table 1 in its order."""

_TABLE_1 = {
    "P10-CL1": ((95.96, 0.06), (94.75, 0.14), (97.51, 0.01), (97.57, 0.02), (97.57, 0.02), (97.87, 0.01)),
    "P10-CL2": ((94.42, 0.13), (95.33, 0.11), (97.35, 0.02), (92.80, 0.15), (97.58, 0.02), (97.60, 0.01)),
    "P10-CL3": ((33.88, 0.49), (29.31, 0.62), (96.38, 0.03), (91.75, 0.21), (97.59, 0.01), (97.76, 0.01)),
    "S-CL1": ((99.12, 0.11), (99.09, 0.15), (99.61, 0.02), (99.79, 0.01), (99.79, 0.01), (99.83, 0.01)),
    "S-CL2": ((64.32, 1.90), (65.36, 1.57), (96.83, 0.20), (87.01, 0.47), (94.43, 0.28), (98.00, 0.03)),
    "S-CL3": ((19.96, 0.07), (19.99, 0.06), (91.79, 0.32), (69.48, 0.80), (89.59, 0.59), (95.30, 0.13)),
}
ROWS = tuple(_TABLE_1)
"""Benchmarks and scenarios of Table 1 in its order."""


def table_1(row: str, column: str) -> Published:
    """A cell of Table 1: average accuracy in percent, mean and standard error over 20 seeds."""
    value, error = _TABLE_1[row][COLUMNS.index(column)]
    taken = column in ("EWC", "SI", "DGR")
    source = "Table 1, from van de Ven and Tolias 2019" if taken else "Table 1"
    return Published(value, error, source)
