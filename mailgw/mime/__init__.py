"""Pure reading of mail: bytes in, values out; no database, network or clock."""
