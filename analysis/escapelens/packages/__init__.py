"""Which files make up a package and where an import leads: modules, workspaces, vendoring, GOROOT, constraints, overlays."""
