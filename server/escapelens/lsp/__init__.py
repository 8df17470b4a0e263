"""The language server: carries an editor's questions to the engine and its answers back. It holds no analysis."""
