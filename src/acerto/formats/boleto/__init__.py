"""The boleto: barcode, digitable line, free field of each bank, due date, slip on paper.

`barcode` reads and writes codes of any bank, `banks` fills the free field, `collection` reads slips of
taxes and utilities, `due` counts the due-date factor, `slip` says what stands on the paper.
Source of each rule: docs/formats/boleto.md.
"""
