// Package bounds: indices that can not be out of range.
package bounds

const hex = "0123456789abcdef"

func mask(a [8]int, i int) int { return a[i&7] } // ERROR "index bounds check elided"

func maskTooLarge(a [8]int, i int) int { return a[i&8] }

func clear(a [8]int, i uint8) int { return a[i&^0xf8] } // ERROR "index bounds check elided"

func modulo(a [8]int, i uint) int { return a[i%8] } // ERROR "index bounds check elided"

func signedModulo(a [8]int, i int) int { return a[i%8] }

func divide(a [16]int, i uint8) int { return a[i/16] } // ERROR "index bounds check elided"

func shift(a [16]int, i uint8) int { return a[i>>4] } // ERROR "index bounds check elided"

func byType(a *[256]int, i uint8) int { return a[i] } // ERROR "a does not escape" "index bounds check elided"

func text(i byte) byte { return hex[i>>4] } // ERROR "index bounds check elided"

func appended(b []byte, i byte) []byte { return append(b, hex[i>>4], hex[i&15]) } // ERROR "leaking param: b to result ~r0 level=0" "append escapes to heap"

func slice(s []int, i int) int { return s[i&7] } // ERROR "s does not escape"

func store(a *[8]int, i int) { a[i&7]++ } // ERROR "a does not escape" "index bounds check elided"
