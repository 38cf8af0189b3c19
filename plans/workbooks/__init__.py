"""Workbooks in and out: hostile files refused before parsing, rosters read, marked, offered as templates."""
