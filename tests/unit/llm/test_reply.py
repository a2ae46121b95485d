"""From what a model said to the JSON it meant."""

import time

import pytest

from shared.llm.reply import parse


@pytest.mark.parametrize(
    "said",
    [
        '{"items": [1]}',
        '  \n{"items": [1]}\n',
        '```json\n{"items": [1]}\n```',
        'Sure!\n```\n{"items": [1]}\n```\nAnything else?',
        'Here: {"items": [1]} as you asked.',
        '<think>maybe {"items": [2]}?</think>{"items": [1]}',
        '<THINKING>\nhm\n</THINKING>\n\n```json\n{"items": [1]}```',
        'it began thinking before we listened {"items": [3]}</think> {"items": [1]}',
        'First {"items": [0]}. No, better: {"items": [1]}',
    ],
)
def test_json_is_found_whatever_stands_around_it(said: str):
    assert parse(said) == {"items": [1]}


@pytest.mark.parametrize("said", ["", "no", "[1, 2]", '{"items": [1', "{'items': [1]}", "[" * 100_000, '"text"'])
def test_what_is_no_object_is_none(said: str):
    assert parse(said) is None


def test_the_rest_of_a_broken_object_does_not_pass_for_an_answer():
    assert parse('{"items": [{"i": 1, "k": true}, {"i": 2, "k"') is None


@pytest.mark.parametrize(
    "unit", ["<think>", "<think><thinking>", "```", "``` ", "{", "{}", '{"a":', "[", "</think>", '"']
)
@pytest.mark.parametrize("before", ["", "```", "<think>"])
def test_a_babbling_model_costs_no_time(before: str, unit: str):
    begun = time.process_time()
    parse(before + unit * (400_000 // len(unit)))
    parse(before + " " * 400_000)
    assert time.process_time() - begun < 4
