"""What tests stand on: builders, doubles and private servers."""
