"""The page in a browser, on the whole stack: what a learner does, and what a hostile document cannot."""

import json
import time
from pathlib import Path
from uuid import uuid4

import httpx
import openpyxl
import psycopg
import pytest
from psycopg.types.json import Jsonb

from deploy.local.stack import Stack
from tests.support.browser import Page

SAMPLES = Path(__file__).parents[2] / "deploy/local/samples"
STATES = "[...document.querySelectorAll('#jobs .state')].map((one) => one.textContent)"


@pytest.fixture
def page(tab: Page, stack: Stack) -> Page:
    """The page as a new learner sees it, signed up and with nothing uploaded."""
    tab.open(stack.page_url)
    tab.wait_for("!document.querySelector('#entrance').hidden || !document.querySelector('#workshop').hidden")
    tab.run("localStorage.clear()")
    tab.resize(1100, 900)
    tab.open(stack.page_url)
    tab.wait_for("!document.querySelector('#entrance').hidden")
    tab.complaints.clear()
    tab.fill("#email", f"{uuid4().hex}@example.com")
    tab.fill("#password", "correct-horse-battery")
    tab.click("#sign-in button[value=up]")
    tab.wait_for("!document.querySelector('#workshop').hidden")
    return tab


def send(page: Page, *files: Path) -> None:
    page.choose_files("#files", *files)
    page.wait_for(f"document.querySelectorAll('#chosen li').length == {len(files)}")
    page.click("#upload button[type=submit]")


def open_wordlist(page: Page) -> None:
    page.wait_for("document.querySelector('#jobs .state')?.textContent == 'Done'")
    page.click("#jobs button")
    page.wait_for("!document.querySelector('#wordlist').hidden")


def test_a_learner_gets_from_a_file_to_its_words_and_a_download(page: Page, tmp_path: Path):
    send(page, SAMPLES / "wassermuehle.pdf")
    open_wordlist(page)
    assert page.run("document.querySelectorAll('tbody th').length") == 40
    assert page.run("document.activeElement.id") == "wordlist"
    assert "German to English" in page.run("document.querySelector('caption').textContent")
    page.click("tbody button")
    assert page.run("document.querySelector('tbody button').ariaExpanded") == "true"
    term = page.run("document.querySelector('tbody th').firstChild.textContent")
    assert page.run("document.querySelector('blockquote mark').textContent.toLowerCase()") == term.lower()
    page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    page.click("#wordlist .row button")
    until = time.monotonic() + 20
    while not list(tmp_path.glob("*.csv")) and time.monotonic() < until:
        time.sleep(0.1)
    (file,) = tmp_path.glob("*.csv")
    assert file.read_text(encoding="utf-8-sig").startswith("term,lemma,reading,pos,")
    assert page.complaints == []


def test_what_a_learner_says_of_a_word_holds_in_the_next_document(page: Page):
    send(page, SAMPLES / "wassermuehle.pdf")
    open_wordlist(page)
    first, second = page.run(
        "[...document.querySelectorAll('tbody th')].slice(0, 2).map((one) => one.firstChild.textContent)"
    )
    page.click("tbody button[aria-controls=sentence-0]")
    page.fill("#translation-0", "mine")
    page.click("#sentence-0 button[type=submit]")
    page.wait_for("document.querySelector('tbody .good')?.textContent == 'yours'")
    page.click("tbody button[aria-controls=sentence-1]")
    page.click("#sentence-1 button[type=button]")
    page.wait_for("document.querySelector('#news').textContent.includes('left out')")
    send(page, SAMPLES / "wassermuehle.pdf")
    page.wait_for("document.querySelectorAll('#jobs .state').length == 2")
    page.run("document.querySelector('#wordlist').hidden = true")
    open_wordlist(page)
    terms = page.run("[...document.querySelectorAll('tbody tr:not(.sentence)')].map((one) => one.textContent)")
    assert any(first in term and "mine" in term for term in terms)
    assert second not in page.run("[...document.querySelectorAll('tbody th')].map((one) => one.firstChild.textContent)")
    assert page.complaints == []


def test_a_large_file_goes_straight_to_storage(page: Page, tmp_path: Path):
    file = tmp_path / "large.txt"
    text = "Die alte Wassermühle steht am Bach. Der Müller mahlt dort das Getreide der Bauern zu Mehl.\n"
    file.write_text(text * 5 + "\n" * (5 * 1024 * 1024))
    send(page, file)
    open_wordlist(page)
    assert "Müller" in page.run("document.querySelector('tbody').textContent")
    assert page.complaints == []


def test_words_of_a_document_never_become_markup(page: Page, tmp_path: Path):
    hostile = "<img src=x onerror='window.harmed=1'><script>window.harmed=1</script>"
    text = f"Die Mühle {hostile} steht am Bach. Der Müller mahlt das Getreide in der Mühle {hostile} am Bach.\n"
    file = tmp_path / "<img src=x onerror=window.harmed=1>.txt"
    file.write_text(text * 3)
    send(page, file)
    open_wordlist(page)
    page.run("document.querySelectorAll('tbody button').forEach((button) => button.click())")
    assert "<img" in page.run("document.querySelector('#jobs h3').textContent")
    assert page.run("document.querySelectorAll('main img, main script').length") == 0
    assert page.run("window.harmed ?? 'unharmed'") == "unharmed"


HOSTILE = (
    "<img src=x onerror=window.harmed=1>",
    "</td></tr></table></section><script>window.harmed=1</script>",
    "<svg/onload=window.harmed=1><a href=javascript:window.harmed=1>",
    "<iframe srcdoc='<script>parent.harmed=1</script>'></iframe>",
    '" onmouseover="window.harmed=1" autofocus onfocus="window.harmed=1',
    "{{constructor.constructor('window.harmed=1')()}}${window.harmed=1}",
    "<style>*{display:none}</style><base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
    "\u202e<b>\u2066</b>\U0001f600",
)
TAGS = "[...new Set([...document.querySelectorAll('body, body *')].map((one) => one.localName))].sort()"


def test_hostile_text_in_any_field_of_a_list_is_shown_as_it_is(page: Page, stack: Stack, tmp_path: Path):
    file = tmp_path / "mill.txt"
    file.write_text("Die Mühle steht am Bach. Der Müller mahlt das Getreide in der Mühle am Bach.\n" * 3)
    send(page, file)
    open_wordlist(page)
    page.run("document.querySelectorAll('tbody button[aria-expanded]').forEach((button) => button.click())")
    usual = set(page.run(TAGS))
    fields = ("term", "lemma", "pos", "gender", "level", "translation", "sentence", "note")
    pairs = [
        {**dict.fromkeys(fields, text), "alternatives": [text, text], "page": text, "zone": 0, "confidence": 0.5}
        for text in HOSTILE
    ]
    with psycopg.connect(stack.database_url) as rows:
        changed = rows.execute(
            "update public.wordlists set pairs = %s where user_id = (select id from auth.users where email = %s)",
            [Jsonb(pairs), page.run("document.querySelector('#who').textContent")],
        )
        assert changed.rowcount == 1
    page.run("document.querySelector('#wordlist').hidden = true")
    page.complaints.clear()
    open_wordlist(page)
    page.run("document.querySelectorAll('tbody button[aria-expanded]').forEach((button) => button.click())")
    shown = page.run("document.querySelector('#wordlist').textContent")
    assert all(shown.count(text) >= 6 for text in HOSTILE)
    assert set(page.run(TAGS)) <= usual
    assert page.run("window.harmed ?? 'unharmed'") == "unharmed"
    assert page.complaints == []


def test_a_hostile_error_is_words(page: Page):
    for text in HOSTILE:
        words = json.dumps(text)
        page.run(f"import('./dom.js').then(({{ showProblem, announce }}) => (showProblem({words}), announce({words})))")
        assert page.run("document.querySelector('#problem').textContent") == text
        assert page.run("document.querySelectorAll('#problem *, #news *').length") == 0
    assert page.run("window.harmed ?? 'unharmed'") == "unharmed"


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<img>'",
        "document.body.insertAdjacentHTML('beforeend', '<img>')",
        "document.createElement('iframe').srcdoc = 'x'",
        "document.createElement('script').text = 'window.harmed = 1'",
        "eval('1')",
        "new Function('1')()",
    ],
)
def test_the_browser_itself_refuses_to_make_markup_or_code_of_text(page: Page, attempt: str):
    said = page.run(
        "new Promise((tell) => setTimeout(() => {"
        f"try {{ {attempt}; tell('done') }} catch (refused) {{ tell(refused.name) }} }}))"
    )
    assert said in {"TypeError", "EvalError"}


def test_what_is_smuggled_in_does_not_run(page: Page):
    """By ways that take no string: the policy stands where trusted types do not."""
    page.run(
        "(() => { const script = document.createElement('script'); script.append('window.harmed = 1');"
        "document.body.append(script); const picture = document.createElement('img');"
        "picture.setAttribute('src', 'x'); document.body.append(picture);"
        "const link = document.createElement('a'); link.href = 'javascript:window.harmed=1'; link.click(); })()"
    )
    time.sleep(0.3)
    assert page.run("window.harmed ?? 'unharmed'") == "unharmed"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_a_damaged_file_says_why_and_offers_another_try(page: Page, tmp_path: Path):
    file = tmp_path / "damaged.pdf"
    file.write_bytes(b"%PDF-1.7\n" + b"nothing that a reader could use\n" * 20)
    send(page, file)
    page.wait_for("!!document.querySelector('#jobs .state.failed')")
    sentence = page.run("document.querySelector('#jobs .state').textContent")
    assert len(sentence.split()) >= 4
    assert page.run("document.querySelector('#jobs button').textContent") == "Try again"
    assert sentence in page.run("document.querySelector('#news').textContent")


def test_a_file_of_another_type_is_refused_before_it_is_sent(page: Page, tmp_path: Path):
    file = tmp_path / "song.mp3"
    file.write_bytes(b"ID3")
    page.choose_files("#files", file)
    assert "song.mp3: choose PDF, DOCX, XLSX or TXT" in page.wait_for("document.querySelector('#problem').textContent")
    assert page.run("document.querySelectorAll('#chosen li').length") == 0


def test_what_was_left_out_of_a_document_stands_with_its_words(page: Page, tmp_path: Path):
    book = openpyxl.load_workbook(SAMPLES / "aceite-de-oliva.xlsx")
    book.worksheets[1].sheet_state = "hidden"
    book.save(tmp_path / "aceite.xlsx")
    send(page, tmp_path / "aceite.xlsx")
    open_wordlist(page)
    assert page.run("document.querySelector('#wordlist .hint.fair').textContent") == (
        f"The sheet '{book.worksheets[1].title}' is hidden and was left out."
    )


def test_each_refused_file_is_told_its_own_reason(page: Page, tmp_path: Path):
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    (tmp_path / "nothing.txt").touch()
    page.choose_files("#files", tmp_path / "song.mp3", tmp_path / "nothing.txt")
    told = page.wait_for("document.querySelector('#problem').textContent").splitlines()
    assert told == ["song.mp3: choose PDF, DOCX, XLSX or TXT files.", "nothing.txt: the file is empty."]


def test_what_is_being_sent_stands_on_the_button(page: Page):
    page.run(
        "(button => { window.said = [];"
        "new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true }); })"
        "(document.querySelector('#upload button[type=submit]'))"
    )
    send(page, SAMPLES / "aceite-de-oliva.xlsx", SAMPLES / "pain-au-levain.docx")
    page.wait_for("document.querySelectorAll('#jobs li').length == 2")
    page.wait_for("!document.querySelector('#upload button[type=submit]').disabled")
    assert page.run("said") == ["Uploading 1 of 2 files", "Uploading 2 of 2 files", "Make wordlists"]


def test_a_line_that_is_down_is_told_in_words_until_it_is_back(page: Page):
    send(page, SAMPLES / "aceite-de-oliva.xlsx")
    page.wait_for("document.querySelector('#jobs .state')?.textContent == 'Done'")
    cut = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    page.call("Network.enable")
    page.call("Network.emulateNetworkConditions", **cut)
    try:
        page.run("dispatchEvent(new Event('focus'))")
        told = page.wait_for("document.querySelector('#problem').textContent")
        assert told == ("The list could not be read: The server cannot be reached. Check the connection and try again.")
    finally:
        page.call("Network.emulateNetworkConditions", **(cut | {"offline": False}))
    page.wait_for("document.querySelector('#problem').hidden")


def test_a_window_that_is_looked_at_again_shows_what_another_one_sent(page: Page, stack: Stack):
    page.wait_for("!document.querySelector('#none').hidden")
    token = page.run("JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('sb-'))[1]).access_token")
    sent = httpx.post(
        f"{stack.url}/functions/v1/upload_intake",
        headers={"authorization": f"Bearer {token}"},
        files={"file": ("olive.xlsx", (SAMPLES / "aceite-de-oliva.xlsx").read_bytes())},
        data={"target_lang": "en"},
    )
    assert sent.status_code == 202
    page.run("dispatchEvent(new Event('focus'))")
    page.wait_for("document.querySelector('#jobs h3')?.textContent == 'olive.xlsx'", seconds=10)


def test_a_list_that_was_deleted_elsewhere_is_said_to_be(page: Page, stack: Stack):
    send(page, SAMPLES / "aceite-de-oliva.xlsx")
    page.wait_for("document.querySelector('#jobs .state')?.textContent == 'Done'")
    with psycopg.connect(stack.database_url) as rows:
        mail = page.run("document.querySelector('#who').textContent")
        rows.execute(
            "delete from public.wordlists where user_id = (select id from auth.users where email = %s)", [mail]
        )
    page.click("#jobs button")
    assert page.wait_for("document.querySelector('#problem').textContent") == "The wordlist was deleted."


def test_everything_has_a_name_for_a_screen_reader(page: Page):
    send(page, SAMPLES / "aceite-de-oliva.xlsx")
    open_wordlist(page)
    for role in ("button", "textbox", "combobox", "spinbutton"):
        assert all(page.names(role)), role
    buttons = page.names("button")
    sentences = [name for name in buttons if "the sentence with " in name]
    assert len(sentences) == len(set(sentences))
    # Whoever steers by voice says what is written on a button.
    for _ in range(2):
        assert page.run(
            "[...document.querySelectorAll('button')]"
            ".every((one) => (one.ariaLabel ?? one.textContent).startsWith(one.textContent))"
        )
        page.click("tbody button")
    assert "Show wordlist: aceite-de-oliva.xlsx" in buttons


def test_the_keyboard_alone_reaches_the_form_and_its_button(page: Page):
    page.run("document.querySelector('#main').focus()")
    reached = []
    for _ in range(8):
        page.press("Tab", 9)
        reached.append(page.run("document.activeElement.id || document.activeElement.textContent"))
    assert reached[:7] == ["files", "source", "target", "words", "level", "focus", "Make wordlists"]


def test_a_learner_corrects_a_misread_word_and_makes_the_list_anew(page: Page, tmp_path: Path):
    file = tmp_path / "schmiede.txt"
    file.write_text("Der Kupferschmicd steht in der alten Werkstatt, und auf dem Amboss liegt ein schwerer Hammer.\n")
    send(page, file)
    open_wordlist(page)
    page.click("tbody button")
    page.click(".correction button")
    page.wait_for("document.activeElement.matches('.correction textarea')")
    assert page.run("document.activeElement.selectionStart") == 0
    page.run(
        "(field => { field.value = field.value.replace('schmicd', 'schmied'); })(document.querySelector('textarea'))"
    )
    page.click(".correction button")
    page.wait_for("document.querySelector('.correction button')?.textContent == 'Make the list anew'")
    page.click(".correction button")
    page.wait_for("document.querySelectorAll('#jobs li').length == 2")
    open_wordlist(page)
    page.wait_for("document.querySelector('tbody').textContent.includes('Kupferschmied')")
    assert page.complaints == []


def test_a_phone_never_scrolls_sideways(page: Page):
    send(page, SAMPLES / "pain-au-levain.docx")
    open_wordlist(page)
    page.resize(360, 740, phone=True)
    assert page.run("document.documentElement.scrollWidth <= innerWidth")


def test_signing_out_leaves_nothing_on_the_page(page: Page):
    send(page, SAMPLES / "aceite-de-oliva.xlsx")
    open_wordlist(page)
    page.click("#sign-out")
    page.wait_for("!document.querySelector('#entrance').hidden")
    assert page.run("document.querySelector('#workshop').hidden")
    assert "aceite" not in page.run("document.body.textContent")
