"""Sources: the files that letters were transcribed from, kept verbatim."""

import hashlib
from typing import Any

from django.db import models


class SourceQuerySet(models.QuerySet[Any]):
    """Find sources by file name."""

    def get_by_natural_key(self, file_name: str) -> Any:
        return self.get(file_name=file_name)


class Source(models.Model):
    """A file as received: its name, its bytes and their SHA-256."""

    file_name = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="In bytes.")
    content = models.BinaryField()

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["file_name"]

    def __str__(self) -> str:
        return self.file_name

    def natural_key(self) -> tuple[str]:
        return (self.file_name,)

    @classmethod
    def of(cls, file_name: str, content: bytes) -> "Source":
        """Return an unsaved source of these bytes."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(file_name=file_name, sha256=digest, size=len(content), content=content)
