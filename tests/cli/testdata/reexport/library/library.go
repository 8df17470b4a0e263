package library

import "encoding/binary"

// Order is of a type of a package that an importer need not import.
var Order = binary.LittleEndian
