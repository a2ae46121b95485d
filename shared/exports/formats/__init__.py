"""One file per export format: the file name is the format's name, `FORMAT` its entry.

Surprise: a format is imported when it is asked for, so CSV never pays for the spreadsheet library.
"""
