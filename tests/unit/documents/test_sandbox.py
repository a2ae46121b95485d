import contextlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

import shared
from shared.documents.parser import Limits, parse
from shared.documents.sandbox import CHILD
from shared.domain.zone import ParsedDocument
from shared.errors import DocumentError, ResourceLimit, TooLarge
from tests.support import hostile
from tests.support.hostile_cases import CASES
from tests.support.make_samples import SAMPLES

CODES = {
    "corrupt", "empty", "encrypted", "legacy_format", "no_text", "resource_limit", "too_large", "type_mismatch",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_is_refused_or_survived_soon_and_nothing_is_left(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    filename, make = CASES[case]
    data = make()
    began = processor_time()
    code, sentence, found = answer(data, filename)
    assert processor_time() - began < 30  # 5 s for the worst on an idle machine; a shared core works slower, too
    assert (code in CODES and sentence.endswith(".")) or (found and all(zone.text.encode() for zone in found.zones))
    assert not found or not any("\0" in zone.text for zone in found.zones)
    assert list(tmp_path.iterdir()) == []
    assert readers() == []


def readers() -> list[psutil.Process]:
    """Children of ours that read a document; one that ended and was not waited for is Python's own warning."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            found += [child] if str(CHILD) in child.cmdline() else []
    return found


def processor_time() -> float:
    """Seconds that this process and its children worked, whatever else the machine has to do."""
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in times)


def answer(data: bytes, filename: str) -> tuple[str, str, ParsedDocument | None]:
    try:
        return "", "", parse(data, filename=filename)
    except (DocumentError, TooLarge) as error:
        return error.code, str(error), None


def test_memory_beyond_the_limit_ends_the_child_not_us():
    with pytest.raises(ResourceLimit):
        parse(hostile.docx(hostile.paragraphs("word", 200_000)), filename="a.docx", limits=Limits(memory_mb=64))


def test_time_beyond_the_limit_ends_the_child():
    began = time.monotonic()
    with pytest.raises(ResourceLimit, match="seconds"):
        parse(hostile.many_pages(9_000), filename="a.pdf", limits=Limits(seconds=0.3))
    assert time.monotonic() - began < 15  # a child that is not ended takes its time


def test_a_page_that_takes_too_long_costs_that_page():
    slow = hostile.stream(b"q Q 0 0 m 9 9 l S " * 2_000_000 + hostile.TEXT, flate=1)
    data = hostile.page_pdf(slow, kids=1).replace(b"/Count 1/Kids[3 0 R ]", b"/Count 2/Kids[3 0 R 9 0 R]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 10 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    data = data.split(b"xref\n")[0] + b"9 0 obj\n" + page + b"\nendobj\n10 0 obj\n" + hostile.stream(hostile.TEXT)
    data += b"\nendobj\ntrailer\n<</Root 1 0 R/Size 11>>\n%%EOF\n"
    found = parse(data, filename="a.pdf", limits=Limits(page_seconds=0.3))
    assert [(zone.page, zone.text) for zone in found.zones] == [(2, "The mill grinds corn.")]
    assert found.warnings == ("Page 1 is damaged and was left out.",)


def test_a_document_without_numbered_pages_is_not_tried_again():
    runs = "<w:r><w:t>word</w:t><w:tab/></w:r>" * 150_000
    began = processor_time()
    with pytest.raises(ResourceLimit):
        parse(hostile.docx(f"<w:p>{runs}</w:p>"), filename="a.docx", limits=Limits(page_seconds=0.2))
    assert processor_time() - began < 2


def test_the_child_has_no_environment_to_give_away(monkeypatch: pytest.MonkeyPatch):
    from shared.documents.sandbox import _environment

    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_x")
    assert set(_environment()) == {"LC_ALL", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH"}


def test_a_bundle_without_an_installed_package_works(tmp_path: Path):
    bundle = tmp_path / "bundle"
    shutil.copytree(
        Path(shared.__file__).parent, bundle / "shared", ignore=shutil.ignore_patterns("__pycache__", "data")
    )
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from shared.documents.parser import parse, Limits\n"
        "import shared; assert 'bundle' in shared.__file__\n"
        f"found = parse(Path({str(SAMPLES / 'wassermuehle.pdf')!r}), filename='a.pdf')\n"
        "print(len(found.zones))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=bundle, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


BARE = """
set -e
mount -t tmpfs -o size=64k tmpfs /tmp
mount -t tmpfs -o size=0,ro tmpfs /dev/shm
mount -o remount,bind,ro /
exec env -i "$@"
"""
"""A machine as cloud functions have it: nothing can be written but a little in /tmp, no HOME, no PATH."""


@pytest.mark.parametrize("sample", ["wassermuehle.pdf", "pain-au-levain.docx", "aceite-de-oliva.xlsx"])
def test_a_disk_that_takes_nothing_and_no_shared_memory_are_enough(sample: str):
    inside = ["unshare", "--map-root-user", "--mount", "sh", "-c", BARE, "sh"]
    if not shutil.which("unshare") or subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("`unshare` (util-linux) may not mount anything here")
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from pathlib import Path\n"
        "from shared.documents.parser import parse\n"
        f"data = Path({str(SAMPLES / sample)!r}).read_bytes() + bytes(100_000) * {sample.endswith('pdf')}\n"
        "assert not Path('/tmp/.').is_dir() or not any(Path('/tmp').iterdir())\n"
        f"print(len(parse(data, filename={sample!r}).zones))"
    )
    done = subprocess.run([*inside, sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
