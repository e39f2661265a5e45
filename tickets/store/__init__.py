"""All SQL: the engine, the unit of work and one query file per subject."""
