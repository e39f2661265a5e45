"""Word tables of the mail reader, one file a subject."""
