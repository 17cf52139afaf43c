"""What the tests of imports share: folders of a collection that may be damaged."""

from tests.imports.folders import folder, small

__all__ = ["folder", "small"]
