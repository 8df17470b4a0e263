// Package devirt: interface calls of receivers whose type is known.
package devirt

type speaker interface{ speak(loud bool) string }

type dog struct{ name string }

func (d *dog) speak(loud bool) string { return d.name }

type cat int

func (c cat) speak(loud bool) string { return "meow" }

type puppy struct{ *dog }

type mask struct{ speaker }

func direct() string { return speaker(&dog{"rex"}).speak(true) }

func variable() string {
	var s speaker = cat(3)
	return s.speak(false)
}

func agreed(loud bool) string {
	var s speaker
	if loud {
		s = &dog{"a"}
	} else {
		s = &dog{"b"}
	}
	return s.speak(loud)
}

func disagreed(loud bool) string {
	var s speaker = cat(1)
	if loud {
		s = &dog{"b"}
	}
	return s.speak(loud)
}

func newSpeaker(name string) speaker { return &dog{name} }

func inlinedResult() string { return newSpeaker("c").speak(true) }

func resultInVariable() string {
	s := newSpeaker("d")
	t := s
	return t.speak(true)
}

func promoted() string {
	var s speaker = puppy{&dog{"e"}}
	return s.speak(true)
}

func partly(in speaker) string {
	var s speaker = mask{in}
	return s.speak(true)
}

func addressed() string {
	var s speaker = cat(1)
	p := &s
	*p = &dog{"f"}
	return s.speak(true)
}

func fromSwitch(v any) string {
	switch v := v.(type) {
	case speaker:
		return v.speak(true)
	case *dog:
		return v.speak(false)
	}
	return ""
}

func parameter(s speaker) string { return s.speak(true) }
