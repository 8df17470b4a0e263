// Package assembly has functions that are called by another convention than theirs.
package assembly

import _ "unsafe"

type node struct{ next *node }

func inAssembly(n *node, name string) *node

//go:noescape
func keepsNothing(n *node)

func fromAssembly(n *node) *node { return n.next }

func throughMacro(b []byte) { _ = b }

func neither(n *node) *node { return n }

//go:linkname named
func named(n *node) *node { return n }

func use(n *node) *node {
	keepsNothing(n)
	return neither(inAssembly(n, "n"))
}
