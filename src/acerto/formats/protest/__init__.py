"""Protest files of the Layout Único 4.3: what goes to the notaries and what comes back.

Columns and codes are data (layout_4_3.json, codes.json); docs/formats/protest.md.
"""
