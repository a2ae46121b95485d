import pytest

from shared.documents.decode import decoded, encoding_of

GERMAN = "Die Mühle am Bach gehört dem Müller; über dem Tor hängt ein großes Schild, und die Räder drehen sich. " * 6
TEXTS = {
    "utf-8": GERMAN,
    "utf-8-sig": GERMAN,
    "utf-16": GERMAN,
    "utf-16-le": GERMAN,
    "utf-16-be": GERMAN,
    "utf-32": GERMAN,
    "utf-32-le": GERMAN,
    "utf-32-be": GERMAN,
    "latin-1": GERMAN,
    "cp1252": "«L’été, le boulanger pétrit la pâte près du four ; la croûte dorée craque sous les doigts.» " * 6,
    "iso8859-2": "Młyn stoi nad rzeką, a młynarz miele żyto i pszenicę. Koło obraca się powoli, woda płynie ciągle. "
    * 6,
    "cp1250": "Mlýn stojí u řeky a mlynář mele žito i pšenici. Kolo se pomalu otáčí a voda stále teče přes jez. " * 6,
    "cp1251": "Мельница стоит у реки, и мельник мелет рожь и пшеницу. Колесо медленно вращается в воде. " * 6,
    "koi8-r": "Мельница стоит у реки, и мельник мелет рожь и пшеницу. Колесо медленно вращается в воде. " * 6,
    "cp1253": "Ο μύλος βρίσκεται δίπλα στο ποτάμι και ο μυλωνάς αλέθει το σιτάρι. Ο τροχός γυρίζει αργά. " * 6,
    "shift_jis": "水車小屋は川のそばにあり、粉屋は小麦をひいています。車輪はゆっくりと回ります。" * 6,
    "euc_jp": "水車小屋は川のそばにあり、粉屋は小麦をひいています。車輪はゆっくりと回ります。" * 6,
    "iso2022_jp": "水車小屋は川のそばにあり、粉屋は小麦をひいています。",
    "iso2022_kr": "방앗간은 강가에 있고 방앗간 주인은 밀을 빻는다.",
    "cp949": "방앗간은 강가에 있고 방앗간 주인은 밀을 빻는다. 바퀴는 물속에서 천천히 돈다." * 6,
    "gb18030": "水磨坊在河边,磨坊主在磨小麦。轮子在水里慢慢地转动,面粉装进袋子里。" * 6,
    "big5": "水磨坊在河邊，磨坊主人在磨小麥。輪子在水裡慢慢地轉動，麵粉裝進袋子裡。" * 6,
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_text_comes_back_from_each_encoding(encoding: str):
    data = TEXTS[encoding].encode(encoding)
    found, is_sound = encoding_of(data)
    assert "".join(decoded(data, found)).lstrip("\ufeff") == TEXTS[encoding]
    assert is_sound


@pytest.mark.parametrize(
    ("encoding", "text"),
    {
        "big5": "這是我們的磨坊，他在河邊。",
        "shift_jis": "これは水車小屋です。",
        "cp949": "방앗간은 강가에 있다.",
    }.items(),
)
def test_a_sentence_is_enough_for_two_byte_characters(encoding: str, text: str):
    data = text.encode(encoding)
    assert "".join(decoded(data, encoding_of(data)[0])) == text


def test_one_broken_byte_does_not_make_utf8_something_else():
    data = (GERMAN * 5).encode()
    data = data[:300] + b"\xff" + data[300:]
    found, is_sound = encoding_of(data)
    assert (found, is_sound) == ("utf-8", False)
    assert "".join(decoded(data, found)).count("\ufffd") == 1


def test_a_character_on_the_border_of_two_pieces_stays_whole():
    text = "ä" * 400_000
    assert "".join(decoded(text.encode(), "utf-8")) == text
