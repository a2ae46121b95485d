"""Several files side by side, with a client that tells a story instead of asking a stack."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.local.cli.batch import Batch, Milling, Wanted
from deploy.local.cli.client import Client, Refused
from deploy.local.cli.demo_user import DemoUser
from deploy.local.cli.progress import percent, told
from shared.errors import Unavailable

Row = Mapping[str, Any]
WORDLIST = {"id": "w", "title": "t", "engine": "offline", "source_lang": "de", "target_lang": "en", "pairs": []}


class Story:
    """Each job goes through `chapters`, one per look; a file called bad is refused at the door."""

    def __init__(self, *chapters: Row | Exception) -> None:
        self.chapters = list(chapters)
        self.looks = 0
        self.cancelled: list[str] = []

    def send(self, file: Path, _params: Row) -> Row:
        if file.stem == "bad":
            raise Refused({"detail": "the file is not what its name says", "code": "type_mismatch"})
        return {"id": file.name, "status": "queued", "queue_position": 1, "progress": 0}

    def jobs(self, ids: Sequence[str]) -> dict[str, Row]:
        chapter = self.chapters[min(self.looks, len(self.chapters) - 1)]
        self.looks += 1
        if isinstance(chapter, BaseException):
            raise chapter
        return {name: {"id": name, **chapter} for name in ids}

    def wordlist(self, _job_id: str) -> Row:
        return WORDLIST

    def export(self, _wordlist_id: str, export_format: str) -> bytes:
        return export_format.encode()

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)


class Notes:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.percent: list[int] = []

    def saw(self, milling: Milling) -> None:
        self.words.append(told(milling))
        self.percent.append(percent(milling))


def batch(story: Story, folder: Path, *names: str) -> tuple[Batch, Notes]:
    notes = Notes()
    files = [folder / name for name in names]
    wanted = Wanted({"target_lang": "en"}, ("csv",), folder / "out")
    return Batch(story, files, wanted=wanted, watcher=notes), notes  # type: ignore[arg-type]


QUEUED = {"status": "queued", "queue_position": 3, "progress": 0}
PARSING = {"status": "processing", "stage": "parsing", "progress": 20, "eta_seconds": 7}
DONE = {"status": "completed", "progress": 100}


def test_each_state_is_told_in_words(tmp_path: Path):
    ours, notes = batch(Story(QUEUED, PARSING, DONE), tmp_path, "mill.pdf")
    (milling,) = ours.run()
    assert milling.error is None
    assert "uploading" in notes.words
    assert "queued, position 3" in notes.words
    assert "parsing, about 7 s left" in notes.words
    assert notes.words[-1].startswith("done in")
    assert notes.percent == sorted(notes.percent)
    assert (tmp_path / "out/mill.de-en.csv").read_bytes() == b"csv"


def test_a_refused_file_ends_alone(tmp_path: Path):
    ours, _ = batch(Story(DONE), tmp_path, "bad.pdf", "good.pdf")
    bad, good = ours.run()
    assert str(bad.error) == "the file is not what its name says"
    assert (good.error, len(good.exports)) == (None, 1)


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path):
    ours, _ = batch(Story(DONE), tmp_path, "mill.pdf", "mill.docx")
    ours.run()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"mill.pdf.de-en.csv", "mill.docx.de-en.csv"}


def test_a_failed_job_keeps_the_sentence_of_the_job(tmp_path: Path):
    failed = {"status": "failed", "error_code": "no_text", "error_message": "The pages hold pictures only."}
    (milling,) = batch(Story(PARSING, failed), tmp_path, "scan.pdf")[0].run()
    assert isinstance(milling.error, Refused)
    assert (str(milling.error), milling.error.problem["code"]) == ("The pages hold pictures only.", "no_text")


def test_a_service_that_is_away_for_a_moment_is_waited_for(tmp_path: Path):
    away = Unavailable("restarting")
    (milling,) = batch(Story(PARSING, away, away, DONE), tmp_path, "mill.pdf")[0].run()
    assert milling.error is None


@pytest.mark.parametrize("end", [KeyboardInterrupt(), ValueError("our own bug")])
def test_whatever_ends_it_no_job_is_left_running(tmp_path: Path, end: BaseException):
    story = Story(PARSING, end)  # type: ignore[arg-type]
    with pytest.raises(type(end)):
        batch(story, tmp_path, "one.pdf", "two.pdf")[0].run()
    assert sorted(story.cancelled) == ["one.pdf", "two.pdf"]


def test_a_stack_that_does_not_answer_is_named():
    with pytest.raises(Unavailable, match=r"http://127\.0\.0\.1:9 does not answer"):
        Client("http://127.0.0.1:9", "sb_publishable_x", user=DemoUser())
