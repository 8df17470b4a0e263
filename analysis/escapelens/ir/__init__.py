"""Function bodies as the compiler's front end leaves them. `lowering` makes them, `passes` change them."""
