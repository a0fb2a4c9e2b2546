import pytest
import torch

from hnetlab.hypernet.thin import mix_rows, row_gram

TILE = 4096


@pytest.mark.parametrize("replicas", [1, 2])
@pytest.mark.parametrize("width", [1, TILE, 2 * TILE - 1, 2 * TILE, 3 * TILE + 5])
def test_the_products_are_the_plain_ones(width, replicas):
    x, y = (torch.randn(replicas, rows, width, dtype=torch.float64) for rows in (3, 5))
    m = torch.randn(replicas, 4, 3, dtype=torch.float64)
    torch.testing.assert_close(row_gram(x, y), torch.einsum("sir,sjr->sij", x, y))
    torch.testing.assert_close(mix_rows(m, x), torch.einsum("sij,sjr->sir", m, x))


@pytest.mark.parametrize("width", [TILE, 3 * TILE + 5])
def test_columns_of_a_wider_matrix_will_do(width):
    wide = torch.randn(1, 6, width + 20, dtype=torch.float64)
    part = wide[:, 1:4, 7 : 7 + width]
    torch.testing.assert_close(row_gram(part, part), row_gram(part.clone(), part.clone()))
    m = torch.randn(1, 3, 2, dtype=torch.float64).mT
    torch.testing.assert_close(mix_rows(m, part), m @ part.clone())
