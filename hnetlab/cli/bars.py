"""Bars of block characters, for values between 0 and 1 and their spread."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(mean: float, deviation: float, cells: int) -> str:
    """A bar of `cells` characters: full up to `mean - deviation`, dark up to `mean`, light above it.

    Where the deviation is smaller than a character the bar ends with an eighth of one.
    """
    low, middle, high = (
        min(max(value, 0.0), 1.0) * cells for value in (mean - deviation, mean, mean + deviation)
    )
    if round(low) == round(high):
        whole = int(middle)
        end = _EIGHTHS[int((middle - whole) * 8)] if whole < cells else ""
        return ("█" * whole + end).ljust(cells)
    full, dark, light = round(low), round(middle), round(high)
    return ("█" * full + "▓" * (dark - full) + "░" * (light - dark)).ljust(cells)
