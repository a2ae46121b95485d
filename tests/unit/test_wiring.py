from shared.config import read_settings
from shared.documents.limits import Limits
from shared.testing.engine import BackwardsEngine
from shared.testing.memory import MemoryGateway
from shared.wiring import App

ENVIRONMENT = {
    "SUPABASE_URL": "https://abc.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
}


def test_what_reading_a_document_may_use_comes_from_the_settings() -> None:
    def limits(**more: str) -> Limits:
        app = App(read_settings(ENVIRONMENT | more), connect=lambda _: MemoryGateway(), engine=BackwardsEngine())
        return app.runner(lambda: 60.0).limits

    assert limits() == Limits(memory_mb=512, seconds=120.0, tesseract="")
    given = {"WORDMILL_PARSE_MEMORY_MB": "256", "WORDMILL_PARSE_SECONDS": "30", "WORDMILL_TESSERACT": "/opt/tesseract"}
    assert limits(**given) == Limits(memory_mb=256, seconds=30.0, tesseract="/opt/tesseract")
