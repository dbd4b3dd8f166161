"""The words: a contentless FTS5 table on SQLite, a table of text vectors with a GIN index on PostgreSQL."""

from django.db import migrations

# The body comes first because FTS5 writes no column number for the first one. `columnsize=0`: nothing here
# ranks by bm25(). `hashsize`: bytes held before a segment is written, so that a batch writes one segment.
SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5("
    "body, subject, people, sender, tokens, content='', columnsize=0, tokenize='ascii')",
    "INSERT INTO search_text(search_text, rank) VALUES('hashsize', 67108864)",
)
POSTGRESQL = (
    "CREATE TABLE search_text (row bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_text_words ON search_text USING gin (words)",
)


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries")]

    operations = [migrations.RunPython(create, drop)]
