"""Loaded records: what the archive's own files last wrote, to tell a curator's edit from it."""

from django.db import models


class LoadedRecord(models.Model):
    """The fingerprint of a record as it was loaded from the fixture."""

    key = models.CharField(max_length=250, unique=True, help_text="Model and natural key.")
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
