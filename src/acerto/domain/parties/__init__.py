"""Persons and companies, how they are identified and where they can be reached."""
