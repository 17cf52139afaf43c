"""The vocabulary files: organisations, people, offices, themes, synonyms."""

from letters.imports.draft import Draft
from letters.imports.tables import Table
from letters.models import Office, Organisation, Person, Synonym, Theme

# In the order of reading: an office names its organisation.
VOCABULARIES: dict[str, tuple[type[Organisation | Person | Office | Theme | Synonym], str]] = {
    "organisations": (
        Organisation,
        "slug name acronym other_names kind parent description website authorities",
    ),
    "people": (
        Person,
        "slug honorific forenames surname suffix other_names description authorities",
    ),
    "offices": (Office, "slug title other_names organisation description"),
    "themes": (Theme, "slug name scope_note"),
    "synonyms": (Synonym, "slug forms"),
}


def read_vocabulary(draft: Draft, file: Table, name: str) -> None:
    """Read one vocabulary file; a record stands above those that refer to it."""
    model, names = VOCABULARIES[name]
    keys = names.split()
    draft.expect(file, [name])
    for table in draft.tables(file, name):
        draft.expect(table, keys)
        record = draft.add(model, table, keys)
        draft.name(record, record.slug, table, "slug")
