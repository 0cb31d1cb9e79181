"""Turns raw TTHC dossier exports and the progress of a reform plan into the periodic CCHC report."""

__version__ = "0.1.0"
