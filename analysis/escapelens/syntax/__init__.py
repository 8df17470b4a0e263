"""Go source text to syntax nodes: tree-sitter parses, each top-level declaration is lowered once, on demand."""
