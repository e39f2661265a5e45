"""Finding where a mail quotes or carries another mail: lines, markers, structure."""
