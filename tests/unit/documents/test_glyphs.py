from shared.documents.glyphs import put_right


def boxes(*spans: tuple[float, float]) -> list[float]:
    return [side for left, right in spans for side in (left, 10.0, right, 0.0)]


def test_lam_alef_in_one_box_is_turned_round():
    assert put_right("ال", 0, boxes((0, 5), (0, 5))) == "لا"


def test_the_article_in_two_boxes_stays():
    assert put_right("ال", 0, boxes((5, 9), (0, 5))) == "ال"


def test_letters_drawn_twice_are_folded():
    assert put_right("TThh", 0, boxes((0, 6), (0.3, 6.3), (6, 11), (6.3, 11.3))) == "Th"


def test_double_letters_side_by_side_stay():
    assert put_right("ll", 0, boxes((0, 3), (3, 6))) == "ll"


def test_the_ligature_of_two_f_keeps_both():
    assert put_right("ff", 0, boxes((0, 6), (0, 6))) == "ff"


def test_boxes_are_looked_up_from_the_words_first_character():
    assert put_right("ال", 1, boxes((9, 9), (0, 5), (0, 5))) == "لا"
