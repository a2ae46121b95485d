"""One HTTP client for an instance."""

import threading

from shared.gateway.pool import LONG_SECONDS, pool


def test_threads_that_ask_at_once_share_one_client_that_waits_for_whole_files():
    barrier, found = threading.Barrier(8), []

    def ask() -> None:
        barrier.wait(20)
        found.append(pool())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 8
    assert {id(client) for client in found} == {id(pool())}
    assert (pool().timeout.connect, pool().timeout.read) == (5.0, LONG_SECONDS)
