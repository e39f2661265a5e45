"""The verbs: each takes an open unit of work and plain values, and never commits."""
