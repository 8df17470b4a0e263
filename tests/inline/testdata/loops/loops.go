// Package loops: loops over functions, whose bodies become literals.
package loops

type seq func(yield func(int) bool)

func upTo(n int) seq {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func total(n int) int {
	t := 0
	for i := range upTo(n) {
		if i == 3 {
			continue
		}
		t += i
	}
	return t
}

func find(n, want int) (int, bool) {
	for i := range upTo(n) {
		for j := range upTo(i) {
			if i*j == want {
				return j, true
			}
		}
	}
	return 0, false
}

func labelled(n int) {
outer:
	for i := range upTo(n) {
		for range upTo(i) {
			if i > 5 {
				break outer
			}
			continue outer
		}
	}
}
