// Package returned: a pointer to a local variable is returned, so the variable outlives its frame.
package returned

type Student struct {
	Name string
	Age  int
}

// Counter returns the address of a local.
func Counter() *int {
	count := 3 // ERROR "moved to heap: count"
	return &count
}

// NewStudent does the same with new. With Zoë or 学生 as a name it is no different.
func NewStudent(name string, age int) *Student { // ERROR "leaking param: name"
	s := new(Student) // ERROR "new\(Student\) escapes to heap"
	s.Name = name
	s.Age = age
	return s
}

// Pass could take and return the student by value: nothing would be allocated.
func Pass(age int) int {
	s := fresh(age)
	return s.Age
}

func fresh(age int) *Student {
	return &Student{Name: "Zoë 😀", Age: age} // ERROR "&Student{...} escapes to heap"
}
