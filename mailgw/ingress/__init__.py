"""The ways in: SMTP, LMTP and IMAP; each ends in `accept_mail`."""
