"""Filters: every name that a query string may carry, one file a list.

A filter takes the query string as typed and gives a page its results; it never raises for what a
reader types. ``listing`` holds what all of them give, ``address`` how links are made.
"""
