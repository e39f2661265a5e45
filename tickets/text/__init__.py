"""Text without a model: sanitising, plain text, folding and ticket tags."""
