"""Who gets which answer from each page: one module per area, each with its `ROWS`."""
