"""One module per feature: `register(server)` ties it to the protocol. Handlers are thin; the session does the work."""
