"""Function bodies as the compiler's front end leaves them: nodes, walks, printing and the passes over them."""
