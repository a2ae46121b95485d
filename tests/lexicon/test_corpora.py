"""The loaders of chapters and glossaries that others wrote, on small files of our own."""

from pathlib import Path

from shared.domain.zone import ZoneType
from tests.benchmarks.lexicon.books import FEWEST, chapters_of
from tests.benchmarks.lexicon.corpora import cnxml, gettext

MODULE = """<document xmlns="http://cnx.rice.edu/cnxml" xmlns:m="http://www.w3.org/1998/Math/MathML">
<title>Mills</title><metadata xmlns:md="http://cnx.rice.edu/mdml"><md:title>Mills</md:title></metadata>
<content><section><title>Grinding</title>
<para id="p1">A <term>millstone</term> turns on the <term>bed
   stone</term>, driven by <m:math><m:mi>F</m:mi></m:math>.</para>
<list><item><para id="p2">The <term>hopper</term> feeds it.</para></item></list>
<exercise><problem><para>Name a <emphasis>part</emphasis>.</para></problem></exercise>
</section></content>
<glossary><definition><term>sluice</term><meaning>A gate for water.</meaning></definition>
<definition><term>hopper</term><meaning>A funnel.</meaning></definition></glossary></document>"""
PO = r"""# A glossary
msgid ""
msgstr "Language: de\n"

#. noun
msgid "mill"
msgstr "Mühle"

msgid ""
"water "
"\"wheel\""
msgstr ""
"Wasserrad"

msgid "unfinished"
msgstr ""
"""


def test_a_module_gives_its_running_text_and_every_marked_term_once(tmp_path: Path):
    path = tmp_path / "m1" / "index.cnxml"
    path.parent.mkdir()
    path.write_text(MODULE, "utf-8")
    chapter = cnxml(path)
    assert chapter.terms == ("millstone", "bed stone", "hopper", "sluice")
    kinds = [(zone.type, zone.text.split(",")[0]) for zone in chapter.zones]
    assert kinds[-3:] == [
        (ZoneType.HEADING, "Grinding"),
        (ZoneType.PARAGRAPH, "A millstone turns on the bed stone"),
        (ZoneType.LIST, "The hopper feeds it."),
    ]
    assert not any("gate" in zone.text or "Name a" in zone.text for zone in chapter.zones)


def test_a_glossary_gives_its_finished_entries():
    assert list(gettext(PO)) == [("mill", "Mühle"), ('water "wheel"', "Wasserrad")]


def test_a_book_gives_chapters_of_a_dozen_marked_terms_and_no_word_of_its_frame(tmp_path: Path):
    words = ("hopper", "sluice", "leat", "weir", "race", "quern", "bolter", "damsel", "rynd", "spindle", "tun")
    marked = "".join(f"<para>The <firstterm>{word}</firstterm> turns.</para>" for word in words)
    (tmp_path / "a.docbook").write_text(
        "<!DOCTYPE sect1 [<!ENTITY mill 'Mill'>]><sect1><title>Mills &mill;</title>"
        f"<indexterm><primary>hidden</primary></indexterm>{marked}</sect1>",
        "utf-8",
    )
    (tmp_path / "b.html").write_text(
        "<html><body><div class='navheader'>Next</div><h2>Stones</h2><pre>code()</pre>"
        "<p>One is <em class='firstterm'>the bedstone</em>, one <em>turns</em>.</p></body></html>",
        "utf-8",
    )
    (chapter,) = chapters_of(tmp_path, "en")
    assert chapter.terms == (*words, "bedstone")
    assert len(chapter.terms) == FEWEST
    assert [zone.text for zone in chapter.zones if zone.type == ZoneType.HEADING] == ["Mills", "Stones"]
    assert not any(word in chapter.text for word in ("hidden", "Next", "code"))
    assert "One is the bedstone, one turns." in chapter.text
