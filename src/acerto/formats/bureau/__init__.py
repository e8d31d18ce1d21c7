"""Files of credit bureaus: inclusion and exclusion of debtors, and what the bureau answers.

Columns are data (pefin.json, refin.json); code tables come with the contract. docs/formats/bureau.md.
"""
