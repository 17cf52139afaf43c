"""Static files under hashed names."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Answer plain names until `collectstatic` has made the hashed ones.

    So `manage.py runserver` and the tests work in a fresh checkout; once there is a manifest, a
    name that is missing from it is an error as usual.
    """

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        stored: Any = super().stored_name(name)
        return str(stored)
