"""The loaders of chapters and glossaries that others wrote, on small files of our own."""

from pathlib import Path

from shared.domain.zone import ZoneType
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
