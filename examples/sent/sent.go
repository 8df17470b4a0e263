// Package sent: a pointer, or a value that holds one, is sent on a channel.
package sent

type Job struct{ ID int }

// Send sends the address of a local.
func Send(jobs chan<- *Job) { // ERROR "jobs does not escape"
	job := Job{ID: 1} // ERROR "moved to heap: job"
	jobs <- &job
}

// SendAll sends slices: their backing arrays escape.
func SendAll(out chan []int) { // ERROR "out does not escape"
	out <- []int{1, 2, 3} // ERROR "\[\]int{...} escapes to heap"
}
