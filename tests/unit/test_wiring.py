from shared.config import read_settings
from shared.testing.engine import BackwardsEngine
from shared.testing.memory import MemoryGateway
from shared.wiring import App

ENVIRONMENT = {
    "SUPABASE_URL": "https://abc.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
}


def test_the_program_that_reads_scans_comes_from_the_settings_and_is_off_without_one() -> None:
    def told(**more: str) -> str:
        app = App(read_settings(ENVIRONMENT | more), connect=lambda _: MemoryGateway(), engine=BackwardsEngine())
        return app.runner(lambda: 60.0).tesseract

    assert told(WORDMILL_TESSERACT="/usr/bin/tesseract") == "/usr/bin/tesseract"
    assert told() == ""
