"""What a newer Alongside brings along: a table, and a change that fails where $FAILS says so."""
