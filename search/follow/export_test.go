package follow

import "time"

// CountEvery sets how often an idle engine is asked how many documents it has.
func (f *Follower) CountEvery(d time.Duration) { f.countEvery = d }
