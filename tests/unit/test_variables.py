"""What may stand in a variable, and that a secret never prints itself."""

from collections.abc import Callable

import pytest

from shared.variables import Secret, one_of, web_address, whole_number


def is_refused(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return True
    return False


def test_a_secret_prints_as_stars_and_compares_by_value() -> None:
    secret = Secret("canary")
    assert "canary" not in f"{secret} {secret!r} {[secret]}"
    assert secret == Secret("canary") != Secret("other")
    assert len({secret, Secret("canary")}) == 1


def test_a_secret_is_had_only_by_asking_for_it() -> None:
    assert Secret("canary").get_secret_value() == "canary"
    assert not hasattr(Secret("canary"), "__dict__")


@pytest.mark.parametrize("text", ["", "x", "https://", "//host", "https://h?q", "https://h#f", "javascript:alert(1)"])
def test_an_address_is_of_the_web_or_refused(text: str) -> None:
    assert is_refused(web_address, text)


def test_an_address_loses_its_last_slash() -> None:
    assert web_address("https://abc.supabase.co/") == "https://abc.supabase.co"


def test_words_have_no_case_and_whole_numbers_no_fraction() -> None:
    assert one_of("aws", "google")("AWS") == "aws"
    assert whole_number(1, 10)("10") == 10
    assert is_refused(whole_number(1, 10), "5.5")
    assert is_refused(whole_number(1, 10), "11")
