"""The kind that everything began with."""

from shared.pipeline.kinds.wordlist import KIND


def test_a_wordlist_is_parsed_cleaned_extracted_translated_and_published():
    assert KIND.job({"target_lang": "en"}).stages == ("parsing", "cleaning", "extracting", "translating", "publishing")
