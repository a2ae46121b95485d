"""Makes the README's pictures from a real run: `python -m tests.support.pictures`.

demo.svg is what `wordmill demo` wrote to a terminal, cut after the first rows of each table; page.png is the page with
the words of a sample. Surprise: nothing in them is set by hand, so the times are those of the machine they ran on.
"""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

from deploy.local.stack import Stack
from tests.support.browser import browser

PROJECT = Path(__file__).parents[2]
PICTURES = PROJECT / "deploy/local/pictures"
WIDTH, ROWS = 100, 8
DEMO = [sys.executable, "-c", "from deploy.local.cli import main; main(['demo'])"]


def recorded(command: list[str], folder: Path) -> str:
    """Everything a command wrote to a terminal of our making."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(PROJECT)}
    written = b""
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment) as process:
        os.close(theirs)
        while True:
            try:
                written += os.read(ours, 65536)
            except OSError:
                break
    os.close(ours)
    if process.returncode:
        raise RuntimeError(written.decode(errors="replace"))
    return written.decode().replace("\r\n", "\n")


def settled(text: str) -> list[str]:
    """The lines that were left on the screen when all was done: of the moving bars only the last state."""
    text = re.sub(
        r"\x1b\[\?25l(.*?)\x1b\[\?25h", lambda found: found[1].rsplit("\x1b[2K", 1)[-1], text, flags=re.DOTALL
    )
    return text.splitlines()


def cut(lines: list[str]) -> list[str]:
    """The lines with only the first rows of each table; one ends with an empty line, and a row may have two."""
    kept, rows, is_cut = [], 0, False
    for line in lines:
        plain = Text.from_ansi(line).plain
        if not plain.strip():
            rows, is_cut = 0, False
        elif re.search(r"\s(\d+%|-)\s", plain) and "━" not in plain:
            rows += 1
        if rows <= ROWS:
            kept.append(line)
        elif not is_cut:
            kept.append("\x1b[2m ...\x1b[0m")
            is_cut = True
    return kept


def demo_picture() -> None:
    with tempfile.TemporaryDirectory() as folder:
        recorded(DEMO, Path(folder))  # the first run makes the database; the second is what users see
        lines = cut(settled(recorded(DEMO, Path(folder))))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi("\x1b[1m$ make demo\x1b[0m"))
    for line in lines:
        console.print(Text.from_ansi(line), soft_wrap=True)
    # Without its font faces: a picture should load nothing from anywhere.
    picture = re.sub(r"@font-face\s*\{.*?\}", "", console.export_svg(title="Wordmill"), flags=re.DOTALL)
    (PICTURES / "demo.svg").write_text(picture, encoding="utf-8")


def page_picture() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(home=Path(folder) / "home", port=0, durable=False) as stack,
        browser(Path(folder)) as page,
    ):
        page.resize(1000, 760)
        page.open(stack.page_url)
        page.wait_for("!document.querySelector('#entrance').hidden")
        page.fill("#email", "ada@example.com")
        page.fill("#password", "correct-horse-battery")
        page.click("#sign-in button[value=up]")
        page.wait_for("!document.querySelector('#workshop').hidden")
        page.choose_files("#files", *sorted((PROJECT / "deploy/local/samples").iterdir()))
        page.wait_for("document.querySelectorAll('#chosen li').length == 3")
        page.click("#upload button[type=submit]")
        page.wait_for("[...document.querySelectorAll('.state')].filter((one) => one.textContent == 'Done').length == 3")
        page.click("#jobs li button")
        page.wait_for("!document.querySelector('#wordlist').hidden")
        page.click("tbody button")
        page.run("document.querySelector('#jobs-title').scrollIntoView()")
        page.picture(PICTURES / "page.png")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    demo_picture()
    page_picture()
