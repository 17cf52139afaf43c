"""Imported files: how far a file of many letters was read, and what of it waits for others."""

from django.db import models


class ImportedFile(models.Model):
    """A file of letters, and up to where all of it is in the archive."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the file.")
    name = models.CharField(max_length=300)
    offset = models.BigIntegerField(default=0, help_text="In bytes: where reading goes on.")
    line = models.BigIntegerField(default=1, help_text="The number of the line that begins there.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, line {self.line}"


class Awaited(models.Model):
    """What an imported letter says of another that is not here yet; it is kept until that comes."""

    target = models.CharField(max_length=120, db_index=True, help_text="Slug of that letter.")
    kind = models.CharField(max_length=20)
    link = models.JSONField(help_text="What is to be written, and where the file says it.")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "awaited"

    def __str__(self) -> str:
        return f"{self.kind} of {self.target}"
