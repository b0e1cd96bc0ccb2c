"""Uploads that stop at their limit: a body of ten gigabytes costs neither memory nor disk, and no waiting for its end."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from maatwerk.apps.applications.documents.kinds import LARGEST_BYTES

#: The form around a file: fields, heads, boundaries.
_AROUND_BYTES = 500_000


class Stopping(FileUploadHandler):
    """Keeps at most `LARGEST_BYTES` of all files of a request in memory, and hangs up on whoever sends more."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.left, self.was_cut = LARGEST_BYTES, False
        self._file = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or stop reading altogether."""
        self.left -= len(raw_data)
        if self.left < 0:
            self.was_cut = True
            raise StopUpload(connection_reset=True)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand over a whole file."""
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def is_too_large(request: HttpRequest) -> bool:
    """Read the request's form within its limit; True where it is larger, whatever its head promised."""
    try:
        promised = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        promised = 0
    if promised > LARGEST_BYTES + _AROUND_BYTES:
        return True
    handler = Stopping(request)
    request.upload_handlers = [handler]
    _ = request.POST  # reads it
    return handler.was_cut
