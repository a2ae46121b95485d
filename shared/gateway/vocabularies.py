"""What learners say of words, read by one RPC.

Surprise: learners write these rows themselves, under row level security; here they are only read.
"""

from shared.domain.vocabulary import Vocabulary
from shared.gateway.connection import Connection


class SupabaseVocabularies:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, user_id: str, *, source_lang: str, target_lang: str) -> Vocabulary:
        params = {"p_user_id": user_id, "p_source_lang": source_lang, "p_target_lang": target_lang}
        return Vocabulary.from_rows(self._connection.rpc("vocabulary_of", params, twice_is_once=True))
