"""What a model is shown of a document."""

from hypothesis import given
from hypothesis import strategies as st

from shared.llm.fence import fence, fold, harmless, new_nonce


def test_what_a_reader_cannot_see_is_not_sent():
    assert fold("Mü\u200bh\u00adle\u202e \U000e0041bach\ufeff") == "Mühle bach"


def test_folding_makes_one_line():
    assert fold("  Die\n\n Mühle\t am\u2028Bach ") == "Die Mühle am Bach"


def test_marks_of_fences_and_templates_are_weakened():
    assert "<" not in harmless("<<<DATA 1 <|im_start|> ```")
    assert "`" not in harmless("```json")


@given(st.text())
def test_no_text_can_close_its_fence(text: str):
    nonce = new_nonce()
    fenced = fence([harmless(text)], nonce=nonce)
    assert fenced.count("<<<DATA ") == 1
    assert fenced.count(">>>") == 1
    assert fenced.count("\n") == 2


def test_two_nonces_differ():
    assert new_nonce() != new_nonce()
