"""Which words the forms come from whose endings do not tell: went, mice, Häuser.

Surprise: a form has two answers. A German word with a capital is looked up as it stands first ("Essen"), then as a
sentence's first word would be ("essen"); in most rows both are the same and stand there once.
"""

from shared.lexicon.table import Table


class Forms:
    """The forms of one language: rows of `form in small letters, lemma, lemma of the form with a capital`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, form: str) -> list[str]:
        """The lemmas of a form, likeliest first; none where its ending or its own row in the lexicon is enough."""
        for small, capital in self._table.rows(form.lower()):
            return [one for one in ((capital or small, small) if form[:1].isupper() else (small,)) if one]
        return []


def form_row(form: str, small: str, capital: str) -> tuple[str, str, str]:
    """What `Forms` reads."""
    return form, small, capital if capital != small else ""
