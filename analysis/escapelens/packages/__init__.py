"""Which files make up a package and where an import leads, by the go command's rules but without it."""
