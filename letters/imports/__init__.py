"""What comes into the archive from files.

`archive.py` reads a collection's own records, vocabularies and ledger and makes the fixture of
them; `save.py` is the only writer. May import the base rooms and the models.
"""
