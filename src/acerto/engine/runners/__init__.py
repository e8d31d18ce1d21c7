"""Where the plan runs over Parquet, without a database: DuckDB on one machine."""
