"""The API for programs: JSON in and out, a key for each person and company."""
