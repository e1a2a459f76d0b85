"""Files that somebody sends: bounded while they come, on disk without a name, and never opened here."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from truceline.centre.rights import refuse_all
from truceline.db.attachments import GivenFile

MOST_FILES: Final = 10
MOST_BYTES: Final = 25 * 2**20
"""Of one file."""
MOST_TOGETHER: Final = 50 * 2**20
FIELD: Final = "file"
"""Of a form: the files in it."""
_TAKING: Final = ("report", "case_act")
"""Pages that take files."""
_MOST_SENT: Final = 2 * MOST_TOGETHER
"""Of a form that takes files: what is longer is not read to be told so in words …"""
_MOST_OF_OTHERS: Final = 2**20
"""… and of any other."""
_OF_PATHS: Final = str.maketrans(dict.fromkeys('/\\:"', "_"))


class BoundedFiles(FileUploadHandler):
    """Writes what comes to a file that has no name on disk; what is too much is read on and not kept.

    Nobody who is not signed in, and no form but those of a report and a case, has a file kept even so long.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._n_files = self._n_bytes = 0
        self._is_begun = False

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - as Django calls it
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse at once what is far too long."""
        if content_length > (_MOST_SENT if self._takes() else _MOST_OF_OTHERS):
            raise RequestDataTooBig

    def _takes(self) -> bool:
        request = self.request
        match = getattr(request, "resolver_match", None)
        return match is not None and match.url_name in _TAKING and request.user.is_authenticated

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        if not self._takes():
            raise SkipFile
        self._n_files += 1
        if self._n_files > MOST_FILES:
            self._refuse("files_many")
        if _why_refused(self.request):
            raise SkipFile
        # Django closes what is called so when reading fails, and with the request what came to its end.
        self.file = tempfile.TemporaryFile(dir=settings.CENTRE.home)  # noqa: SIM115
        self._is_begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take some of it."""
        self._n_bytes += len(raw_data)
        if start + len(raw_data) > MOST_BYTES:
            self._refuse("file_long")
        elif self._n_bytes > MOST_TOGETHER:
            self._refuse("files_long")
        if not _why_refused(self.request):
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return a file that is whole; none once something was too much."""
        self._is_begun = False
        if _why_refused(self.request):
            self.file.close()
            return None
        self.file.seek(0)
        return UploadedFile(
            file=self.file, name=self.file_name, content_type=self.content_type, size=file_size
        )

    def upload_interrupted(self) -> None:
        """Take note that the last file did not come to its end."""
        if self._is_begun:  # Django says so too of one that was skipped
            self._refuse("file_cut")
            self.file.close()

    def _refuse(self, why: str) -> None:
        if not _why_refused(self.request):
            self.request.files_refused = why


def _why_refused(request: HttpRequest) -> str:
    return str(getattr(request, "files_refused", ""))


def files_in(request: HttpRequest) -> list[GivenFile]:
    """Return the files that a form sent.

    Raises
    ------
    BadInput
        If they were too many or too long, or did not come to their end.
    """
    sent = request.FILES.getlist(FIELD)
    refuse_all([why] if (why := _why_refused(request)) else [])
    return [
        GivenFile(stream=cast("BinaryIO", one.file), name=(one.name or "").translate(_OF_PATHS))
        for one in sent
    ]


def bounds() -> dict[str, int]:
    """Return how much may be given, for the words beside a form; lengths in MB."""
    return {"number": MOST_FILES, "each": MOST_BYTES // 2**20, "together": MOST_TOGETHER // 2**20}
