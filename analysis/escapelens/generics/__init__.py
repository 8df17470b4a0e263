"""Type parameters put to use: inference, unification, substitution, instances."""
