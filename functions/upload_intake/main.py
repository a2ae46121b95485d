"""POST: takes documents in. First a signed address for the file, then `complete`; or a small file at once, as a form.

Surprise: all three are one function, since they share the checks; what is sent decides which of them it is.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Errand, Several, Upload
from shared.exports.format import FORMATS
from shared.services.upload_intake import DIRECT_BYTES, WISHES, Accepted, Intake, Ticket

LANG = r"^[a-z]{2}$"
Exports = Annotated[str, Field(json_schema_extra={"enum": list(FORMATS.names)})]
LARGEST = DIRECT_BYTES + 64 * 1024
POLICY = Policy("POST", limit="uploads", idempotent=True, multipart=True, max_bytes=LARGEST, status=202, also=(201,))


class Body(Errand):
    needed: ClassVar = {"announce": ("filename", "size_bytes"), "complete": ("document_id", "target_lang")}
    instead = ("file", "target_lang")
    action: Literal["announce", "complete"] = "announce"
    filename: str | None = Field(default=None, min_length=1, max_length=255)
    size_bytes: int | None = Field(default=None, ge=0)
    mime_type: str | None = Field(default=None, max_length=128)
    document_id: UUID | None = None
    file: Upload | None = None
    target_lang: str | None = Field(default=None, pattern=LANG)
    source_lang: str | None = Field(default=None, pattern=LANG)
    max_words: int = Field(default=40, ge=1, le=40)
    level: str | None = Field(default=None, pattern=r"^([A-Ca-c][12]|[Nn][1-5])$")
    focus: Several[Annotated[str, Field(max_length=80)]] = Field(default=(), max_length=20)
    known: Several[Annotated[str, Field(max_length=100)]] = Field(default=(), max_length=1000)
    order: Literal["document", "importance"] = "document"
    exports: Several[Exports] = Field(default=(), max_length=8)


@endpoint(POLICY, Body)
def main(call: Call[Body]) -> tuple[int, Ticket | Accepted]:
    body, app = call.body, call.app
    intake = Intake(app.secret, app.clock, call.user.id, max_bytes=app.max_upload_bytes)
    params = body.model_dump(mode="json", include=WISHES, exclude_none=True)
    if body.file is not None:
        return 202, intake.take(body.file.filename, body.file.data, params=params)
    if body.action == "complete":
        return 202, intake.complete(str(body.document_id), params=params)
    return 201, intake.ask(str(body.filename), size_bytes=body.size_bytes or 0)


lambda_handler = lambda_entry(main)
