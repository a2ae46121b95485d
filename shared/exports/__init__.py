"""A wordlist as a file: `format` says what a format is and finds one, formats/ holds them, one file each.

Surprise: nothing here knows of rows, storage or users; a format takes values and gives bytes.
"""
