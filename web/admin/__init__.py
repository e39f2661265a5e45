"""The pages of administrators: how mail flows, the ledger, what is held, and the settings."""
