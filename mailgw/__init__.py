"""Mail in, mail out: everything that knows sockets, MIME and the rules about a mail."""
