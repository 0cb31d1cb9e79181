"""From raw files to clean tables: read → map → check rows → clean tables, findings and the account of every row."""
