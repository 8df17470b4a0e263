"""The command line: `escapelens check`, `serve`, `explain`, `fix`, `facts`, `demo`. It holds no analysis."""
