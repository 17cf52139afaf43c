"""Measurements of the archive at any size: a synthetic archive, the bench, its results.

Nothing here is imported by the archive itself.
"""
