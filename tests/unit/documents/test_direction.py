from shared.documents.direction import is_right_to_left


def test_the_direction_of_a_text_is_that_of_most_letters():
    assert is_right_to_left("كلمة in Arabic كلمات")
    assert not is_right_to_left("a word كل in English")
    assert not is_right_to_left("")
