"""What is counted, as data over the clean tables: no reading, no formatting, no vendor."""
