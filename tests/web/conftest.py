"""One browser for all tests of the page; without one on the PATH they are skipped, and say so."""

from collections.abc import Iterator

import pytest

from tests.support.browser import Page, browser, find_browser


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if find_browser() is None:
        pytest.skip("no chromium on the PATH: the page was not looked at")
    with browser(tmp_path_factory.mktemp("browser")) as page:
        yield page
