"""deploy/SCALE.md says what follows from what was measured, and nothing else."""

from tests.benchmarks.load.scale import BLOCK, SCALE, block, costs_in, short


def test_the_arithmetic_of_the_document_is_right() -> None:
    (stands,) = BLOCK.findall(SCALE.read_text(encoding="utf-8"))
    assert stands == block(costs_in(stands), when=stands.partition("\n")[0])


def test_numbers_have_two_digits_that_count() -> None:
    assert [short(value) for value in (0, 0.00283, 0.0699, 7.31, 27.77, 7314, 216_000_000)] == [
        "0",
        "0.0028",
        "0.07",
        "7.3",
        "28",
        "7,300",
        "220,000,000",
    ]
