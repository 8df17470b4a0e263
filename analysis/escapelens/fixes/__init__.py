"""Quick fixes: one module per fix. A module proposes edits; the engine proves them by re-analysing the edited copy."""
