// Package deskmenu makes the navigation of a desk that has more sections than fit in a row: what is done in one sitting stands
// together, and a page shows the groups and the sections of its own.
package deskmenu

import "github.com/tuottajatori/tuottajatori/frontend/layout"

// Count is how many wait somewhere; "" when none do, or when it cannot be told now. Nil where nothing is counted.
type Count func() string

// Part is a section as the navigation knows it.
type Part struct {
	Text, Href string
	Current    bool // the page is in it
	Count      Count
}

// Group is what is done in one sitting. Its own link leads to its first section.
type Group struct {
	Text  string
	Parts []Part
	Count Count // what waits in it, as a page elsewhere tells; nil: what waits in its first section
}

func (g Group) current() bool {
	for _, one := range g.Parts {
		if one.Current {
			return true
		}
	}
	return false
}

// Links are the navigation's two rows: the groups, and the sections of the group in which the page is. What waits is counted
// in the page's own group by section, and elsewhere at the group.
func Links(groups []Group) (of, sections []layout.NavLink) {
	for _, g := range groups {
		if len(g.Parts) == 0 {
			continue
		}
		link := layout.NavLink{Text: g.Text, Href: g.Parts[0].Href, Current: g.current()}
		switch {
		case link.Current:
			for _, one := range g.Parts {
				sections = append(sections, layout.NavLink{Text: one.Text, Href: one.Href, Current: one.Current, Count: one.Count.ask()})
			}
		case g.Count != nil:
			link.Count = g.Count()
		default:
			link.Count = g.Parts[0].Count.ask()
		}
		of = append(of, link)
	}
	return of, sections
}

func (c Count) ask() string {
	if c == nil {
		return ""
	}
	return c()
}
