"""The ceiling of a job."""

import pytest

from shared.llm.budget import SHARES, BudgetSpent, Purse
from shared.llm.pricing import Price


def test_a_call_that_might_go_over_the_ceiling_is_not_made():
    purse = Purse(max_tokens=100)
    purse.hold(50, 40)
    with pytest.raises(BudgetSpent):
        purse.hold(5, 6)


def test_what_a_call_did_not_use_is_given_back():
    purse = Purse(max_tokens=100)
    hold = purse.hold(50, 40)
    purse.give_back(hold)
    purse.charge(50, 5)
    purse.hold(20, 20)


def test_dollars_are_a_ceiling_where_the_price_is_known_and_none_where_not():
    priced = Purse(max_tokens=10**9, max_cost=0.001, price=Price(1, 1))
    with pytest.raises(BudgetSpent):
        priced.hold(1000, 1)
    priced.hold(999, 1)
    Purse(max_tokens=10**9, max_cost=0.001).hold(1000, 1)


def test_the_shares_of_the_agents_make_the_whole():
    assert sum(SHARES.values()) == pytest.approx(1)
