import pytest

from shared.documents.number_format import built_in_format, is_date_format, shown


@pytest.mark.parametrize(
    ("value", "code", "wanted"),
    [
        ("45678.52", "dd.mm.yyyy", "21.01.2025"),
        ("45678.52", "yyyy-mm-dd hh:mm:ss", "2025-01-21 12:28:48"),
        ("45678.52", "h:mm AM/PM", "12:28 PM"),
        ("45678", "d. mmmm yyyy", "21. January 2025"),
        ("45678", "ddd d mmm yy", "Tue 21 Jan 25"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.22", "0%", "22%"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("3.0", "General", "3"),
        ("0.1", "General", "0.1"),
        ("1e300", "General", "1e+300"),
        ("nan", "0.00", "nan"),
        ("Korn", "0.00", "Korn"),
        ("99999999999", "yyyy-mm-dd", "99999999999"),
        ("-5", "yyyy-mm-dd", "-5"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: str, code: str, wanted: str):
    assert shown(value, code, is_1904=False) == wanted


def test_days_count_from_1904_where_the_workbook_says_so():
    assert shown("0", "yyyy-mm-dd", is_1904=True) == "1904-01-01"


def test_words_in_a_format_do_not_make_it_a_date():
    assert not is_date_format('0.00 "days"')
    assert not is_date_format("General")
    assert is_date_format(built_in_format(14))
