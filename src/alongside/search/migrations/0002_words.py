"""The words: a contentless FTS5 table on SQLite, a table of text vectors with a GIN index on PostgreSQL."""

from typing import Any

from django.db import migrations

# The body comes first because FTS5 writes no column number for the first one. `columnsize=0`: nothing here
# ranks by bm25(). `hashsize`: bytes held before a segment is written, so that a batch writes one segment.
# `usermerge`: of two segments of a size `tidy` makes one.
SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5("
    "body, subject, people, sender, tokens, content='', columnsize=0, tokenize='ascii')",
    "INSERT INTO search_text(search_text, rank) VALUES('hashsize', 67108864)",
    "INSERT INTO search_text(search_text, rank) VALUES('usermerge', 2)",
)
# A search reads the whole list of what is pending in the GIN index: a short one costs writes little (measured).
POSTGRESQL = (
    "CREATE TABLE search_text (row bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_text_words ON search_text USING gin (words) WITH (gin_pending_list_limit = 512)",
)


# Frequent words, to end one that is being typed. Compared by bytes, as SQLite does.
WORDS = "CREATE TABLE search_word (word text {} PRIMARY KEY, seen integer NOT NULL)"


def create(apps: object, schema_editor: Any) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)
    schema_editor.execute(WORDS.format("") + " WITHOUT ROWID" if is_sqlite else WORDS.format('COLLATE "C"'))


def drop(apps: object, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE search_word")
    schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries")]

    operations = [migrations.RunPython(create, drop)]
