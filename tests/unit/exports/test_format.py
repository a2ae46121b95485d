"""What every export format keeps to, whichever it is."""

import subprocess
import sys

import pytest

from shared.errors import InvalidInput, TooLarge, UnknownFormat
from shared.exports import format as room
from shared.exports.format import COLUMNS, FORMATS, choose, clean_text, write_export
from tests.unit.exports.wordlists import HOSTILE, MILL, STRANGE, pair, wordlist


def test_csv_json_and_xlsx_are_there():
    assert {"csv", "json", "xlsx"} <= set(FORMATS.names)


@pytest.mark.parametrize("name", FORMATS.names)
def test_a_format_is_called_what_its_file_is_called(name: str):
    assert FORMATS.get(name).name == name
    assert FORMATS.get(name).extension.isalnum()
    assert "/" in FORMATS.get(name).mime_type


@pytest.mark.parametrize("name", FORMATS.names)
@pytest.mark.parametrize("content", [MILL, STRANGE, wordlist()])
def test_the_same_wordlist_gives_the_same_bytes(name: str, content: object):
    first = write_export(name, content, title="Mühle")  # type: ignore[arg-type]
    assert first == write_export(name, content, title="Mühle")  # type: ignore[arg-type]
    assert first[1]


def test_an_unknown_format_says_which_there_are():
    with pytest.raises(UnknownFormat, match=r"no export format 'pptx'; try one of .*csv.*xlsx"):
        write_export("pptx", MILL, title="x")


@pytest.mark.parametrize("name", ["../csv", "_csv", "csv.", "CSV", ""])
def test_no_input_makes_the_registry_import_something_else(name: str):
    with pytest.raises(UnknownFormat):
        write_export(name, MILL, title="x")


def test_an_unknown_option_says_which_there_are():
    with pytest.raises(InvalidInput, match=r"no option 'colour'; it takes bom, delimiter"):
        write_export("csv", MILL, title="x", options={"colour": "red"})
    with pytest.raises(InvalidInput, match=r"no option 'bom'; it takes none"):
        write_export("xlsx", MILL, title="x", options={"bom": True})


def test_a_file_over_the_limit_of_the_bucket_is_refused():
    long = wordlist(pair("a" * (room.MAX_EXPORT_BYTES + 1)))
    with pytest.raises(TooLarge, match=r"at most 10485760 are allowed"):
        write_export("csv", long, title="x")


@pytest.mark.parametrize("value", ["yes", 1, 1.0, None, "true", []])
def test_an_option_that_is_on_or_off_is_nothing_like_it(value: object):
    with pytest.raises(InvalidInput, match=r"the option 'bom' cannot be .*; try true or false") as refused:
        choose("csv", {"bom": value})
    (fault,) = refused.value.details["errors"]
    assert fault["pointer"] == "/options/bom"


@pytest.mark.parametrize("name", FORMATS.names)
def test_options_that_nobody_names_are_what_they_usually_are(name: str):
    chosen, options = choose(name, {})
    assert options == {option: allowed[0] for option, allowed in chosen.options.items()}
    assert write_export(name, MILL, title="x") == write_export(name, MILL, title="x", options=options)


def test_columns_carry_every_key_once():
    keys = [column.key for column in COLUMNS]
    assert len(set(keys)) == len(keys)
    assert {"term", "lemma", "pos", "translation", "confidence", "source", "page", "sentence"} <= set(keys)


@pytest.mark.parametrize("text", HOSTILE)
def test_cleaned_text_can_be_written_as_utf_8_and_as_xml(text: str):
    from lxml import etree

    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned
    element = etree.Element("t")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element)).text in {cleaned, cleaned.replace("\r", "\n"), None}


def test_writing_csv_does_not_load_the_spreadsheet_library():
    program = (
        "import sys; from shared.exports.format import write_export; from tests.unit.exports.wordlists import MILL;"
        "write_export('csv', MILL, title='x'); write_export('json', MILL, title='x');"
        "sys.exit('openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
