"""Types and objects: what the checker writes into syntax and everything after it reads. It knows no syntax itself."""
