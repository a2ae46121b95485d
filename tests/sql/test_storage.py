"""Who may touch which file: the two buckets and the policies on Storage's own table.

Surprise: a signed address asks no policy. These are for whoever goes to Storage with nothing but their own token.
"""

from contextlib import suppress

import psycopg
import pytest

from tests.support.world import World

INTO_STORAGE = "insert into storage.objects (bucket_id, name) values (%s, %s)"


def pending(world: World, user: object) -> str:
    """The path of a document that waits for its file."""
    made = world.call("create_document", user_id=user, filename="mill.pdf", mime_type="application/pdf",
                      size_bytes=1000, extension="pdf")  # fmt: skip
    return str(made["storage_path"])


def stores(ada: psycopg.Connection, bucket: str, path: str) -> bool:
    """Whether she can put a file there."""
    with suppress(psycopg.errors.InsufficientPrivilege), ada.transaction(force_rollback=True):
        return ada.execute(INTO_STORAGE, (bucket, path)).rowcount == 1
    return False


def test_ada_uploads_what_she_has_announced_and_nothing_else(here: World):
    hers, bens = pending(here, here.ada), pending(here, here.ben)
    examined = here.upload(here.ada)["document"]["storage_path"]
    tricks = [
        bens, examined, f"{here.ada}/file.pdf", f"{here.ada}/../{bens}", f"{hers}/../../{bens}", f"/{hers}", f"{hers}/",
        hers.upper(), hers.replace("/", "//"), hers.replace("/", "\\"), hers.replace("/", "%2f"), f"{hers}\u200b",
        f"{hers}\u202e.pdf", hers.replace(".pdf", ".PDF"), f"{here.ada}/{'x' * 2000}", "", "/", "..",
    ]  # fmt: skip
    with here.database.acting_as("authenticated", here.ada) as ada:
        assert stores(ada, "document-uploads", hers)
        assert [path for path in tricks if stores(ada, "document-uploads", path)] == []
        assert not stores(ada, "wordlist-exports", hers)
    with here.database.acting_as("anon") as visitor:
        assert not stores(visitor, "document-uploads", hers)


def test_a_file_that_was_examined_stays_what_it_was(here: World):
    hers, examined = pending(here, here.ada), here.upload(here.ada)["document"]["storage_path"]
    for path in (hers, examined):
        here.do(INTO_STORAGE, "document-uploads", path)
    with here.database.acting_as("authenticated", here.ada) as ada:
        changed = ada.execute("update storage.objects set metadata = '{}' returning name").fetchall()
        assert changed == [(hers,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            ada.execute("update storage.objects set name = %s where name = %s", (f"{here.ben}/x.pdf", hers))


def test_files_of_others_are_not_there(fresh: World):
    here = fresh
    for user in (here.ada, here.ben):
        for bucket in ("document-uploads", "wordlist-exports"):
            here.do(INTO_STORAGE, bucket, f"{user}/file.pdf")
    here.do("insert into storage.buckets (id, name) values ('others', 'others')")
    here.do(INTO_STORAGE, "others", f"{here.ada}/file.pdf")
    with here.database.acting_as("authenticated", here.ada) as ada:
        names = ada.execute("select bucket_id, name from storage.objects order by 1").fetchall()
        assert names == [(bucket, f"{here.ada}/file.pdf") for bucket in ("document-uploads", "wordlist-exports")]
    with here.database.acting_as("anon") as visitor:
        assert visitor.execute("select from storage.objects").fetchall() == []


def test_the_buckets_have_their_limits_and_types(here: World):
    rows = here.rows("select id, public, file_size_limit, cardinality(allowed_mime_types) >= 4 from storage.buckets")
    assert sorted(rows) == [
        ("document-uploads", False, 50 * 1024 * 1024, True), ("wordlist-exports", False, 10 * 1024 * 1024, True),
    ]  # fmt: skip
