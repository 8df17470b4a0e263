"""Types: a port of types2 that looks at nothing before it is asked for."""
