"""Gutters: the blanks between columns, found as what several bands of a page leave free alike.

Surprise: a band that closes one gutter of a table ends the table, or the heading below would swallow it.
"""

from shared.documents.lines import Line

EDGE = 1e6
"""Beyond every page."""

Span = tuple[float, float]


def shared_gutters(bands: list[list[Line]], at: int, size: float) -> tuple[int, list[Span]]:
    """The end of the longest run of bands from `at` that share a gutter, and their gutters."""
    least = max(0.8 * size, 4.0)
    free = _common(_free(bands[at]), [(-EDGE, EDGE)], least)
    best: tuple[int, list[Span]] = (at, [])
    if len(free) < 3:
        return best
    seen = list(bands[at])
    for end in range(at + 1, len(bands) + 1):
        gutters = _supported(seen, free, size)
        # A band that closes a gutter of a table is no longer part of it.
        if len(gutters) < len(best[1]):
            break
        if gutters:
            best = (end, gutters)
        if end == len(bands):
            break
        free = _common(free, _free(bands[end]), least)
        if len(free) < 3:
            break
        seen += bands[end]
    return best


def parted_bands(group: list[list[Line]], gutters: list[Span]) -> tuple[int, int]:
    """Where in the group the first and the last band lie that have text on both sides of a gutter."""

    def is_parted(band: list[Line]) -> bool:
        return any(
            any(line.right <= span[0] + 1 for line in band) and any(line.left >= span[1] - 1 for line in band)
            for span in gutters
        )

    parted = [number for number, band in enumerate(group) if is_parted(band)]
    return (parted[0], parted[-1] + 1) if parted else (0, len(group))


def split_at(lines: list[Line], gutters: list[Span]) -> list[list[Line]]:
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        columns[column_of(line, gutters)].append(line)
    return [column for column in columns if column]


def column_of(line: Line, gutters: list[Span]) -> int:
    return sum(1 for span in gutters if line.left >= (span[0] + span[1]) / 2)


def _free(band: list[Line]) -> list[Span]:
    """Where a vertical cut through the band touches nothing."""
    spans: list[Span] = []
    edge = -EDGE
    for line in sorted(band, key=lambda line: line.left):
        if line.left > edge:
            spans.append((edge, line.left))
        edge = max(edge, line.right)
    spans.append((edge, EDGE))
    return spans


def _common(ours: list[Span], theirs: list[Span], least: float) -> list[Span]:
    """The overlaps of two sorted lists of spans that are wide enough."""
    found: list[Span] = []
    a = b = 0
    while a < len(ours) and b < len(theirs):
        left, right = max(ours[a][0], theirs[b][0]), min(ours[a][1], theirs[b][1])
        if right - left >= least:
            found.append((left, right))
        if ours[a][1] < theirs[b][1]:
            a += 1
        else:
            b += 1
    return found


def _supported(lines: list[Line], free: list[Span], size: float) -> list[Span]:
    """The free spans that part at least two lines from two others."""
    found = []
    for span in free:
        if span[0] <= -EDGE or span[1] >= EDGE:
            continue
        middle = (span[0] + span[1]) / 2
        rights = [line for line in lines if line.left > middle]
        lefts = len(lines) - len(rights)
        least = 2 if span[1] - span[0] > 2 * size else 3
        if min(lefts, len(rights)) >= least and _distinct_rows(rights) >= least:
            found.append(span)
    return found


def _distinct_rows(lines: list[Line]) -> int:
    return len({round(line.middle / max(line.size, 1)) for line in lines})
