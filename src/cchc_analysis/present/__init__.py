"""Measures in, things to look at out: numbers, tables, charts, sentences, and the parts of an official document."""
