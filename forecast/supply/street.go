package supply

import "kindercast/forecast"

// street is the rooms of one area in one school year that a draw may still lay
// out: those of its campuses with the same class sizes. Most areas have one.
//
// Rooms serve any age, and each spring they are laid out for the children who
// come. So in every draw the rooms of a street are planned for the children of
// that draw:
//
//   - rooms that are spoken for stay as they are: mixed classes, nursery classes
//     that run, are ordered or are asked of a new kindergarten, and what a
//     what-if orders;
//   - each other room goes to the level, junior to senior, at which it takes in
//     most children who lack a place;
//   - then to nursery while any child of two lacks one;
//   - then to the level with most children around for a place: those who may
//     walk here over places laid out, one room added (highest averages).
//
// The list of levels so made depends on the children and on what is spoken for,
// whether or not it has a room, and a street with one room more follows the same
// list one step further: what was laid out stays.
type street struct {
	size   [slots]float64
	mean   float64    // children of a mean class, see meanClass
	share  float64    // of the area's children, where the area has several streets
	pool   int        // rooms that a draw may lay out
	spoken [slots]int // rooms spoken for, by level, open or not
	kept   [slots]int // of them open
	rooms  float64    // rooms, those that licence or square metres leave idle taken off
	most   float64    // children that licence and square metres allow, rooms at their largest
	varies []int      // campuses whose open rooms differ between draws
}

// add counts a campus with n rooms open. A campus whose licence or areas allow b
// children counts as no more than b/mean rooms.
func (a *street) add(r *yearRow, c Site, n int, nurseryOutside bool) {
	pool, kept := r.spoken(n)
	a.pool += pool
	for l, k := range kept {
		a.kept[l] += k
	}
	b := r.bound(c, n, a.mean, nurseryOutside)
	a.rooms += min(float64(n), b/a.mean)
	a.most += min(b, float64(n)*r.largest())
}

// spoken splits n open rooms into those that a draw may lay out and those that
// are spoken for, by level. Running kindergarten classes come first, then what is
// spoken for, nursery classes last; rooms beyond are free.
func (r *yearRow) spoken(n int) (pool int, kept [slots]int) {
	pool = min(n, r.kinder)
	n -= pool
	for _, l := range [...]forecast.Level{forecast.Mixed, forecast.Senior, forecast.Middle, forecast.Junior, forecast.Nursery} {
		kept[slot(l)] = min(n, r.kept[slot(l)])
		n -= kept[slot(l)]
	}
	return pool + n, kept
}

// bound is the children that licence and square metres allow with n rooms open,
// +Inf where neither is stated. A room that a project adds comes with a licence
// for a mean class.
func (r *yearRow) bound(c Site, n int, mean float64, nurseryOutside bool) float64 {
	b := r.area
	if nurseryOutside {
		_, kept := r.spoken(n)
		b += float64(kept[slot(forecast.Nursery)]) * r.size[slot(forecast.Nursery)]
	}
	if c.LicensedPlaces > 0 {
		b = min(b, float64(c.LicensedPlaces)+mean*float64(max(n-int(c.Rooms), 0)))
	}
	return b
}

// largest is the largest class size of the campus.
func (r *yearRow) largest() (z float64) {
	for _, x := range r.size {
		z = max(z, x)
	}
	return z
}

// meanClass is the children per room when need is served with no place empty:
//
//	Σ need / Σ (need / size)
//
// and the mean of the sizes where nobody comes.
func meanClass(size [slots]float64, need [4]float64) float64 {
	var sum, rooms, sizes, n float64
	for l, x := range need {
		if z := size[l]; z > 0 {
			sum, rooms = sum+x, rooms+x/z
			sizes, n = sizes+z, n+1
		}
	}
	switch {
	case rooms > 0:
		return sum / rooms
	case n > 0:
		return sizes / n
	}
	return 1 // no class size in force: no places at all
}

// lay adds the street's places of one draw to those of its area, by level, mixed
// and total. need is the area's children by level, around those who may walk
// here.
func (a *street) lay(need, around [4]float64, level *[slots]float64, total *float64) {
	var places [slots]float64
	var have [4]float64 // laid out so far, what is spoken for included
	rooms := a.kept
	mixed := float64(a.spoken[slot(forecast.Mixed)]) * a.size[slot(forecast.Mixed)]
	for l := range places {
		places[l] = float64(a.kept[l]) * a.size[l]
		if l < len(have) {
			have[l] = float64(a.spoken[l]) * a.size[l]
		}
		if l > 0 && l < len(have) {
			have[l] += mixed / 3
		}
	}
	for l := range need {
		need[l] *= a.share
		around[l] *= a.share
	}
	for left := a.pool; left > 0; {
		l, n := a.next(need, around, have)
		if n == 0 {
			break
		}
		n = min(n, left)
		left -= n
		rooms[l] += n
		places[l] += float64(n) * a.size[l]
		have[l] += float64(n) * a.size[l]
	}
	sum := 0.0
	for l, p := range places {
		level[l] += p
		sum += p
	}
	*total += min(a.under(rooms, sum), a.most)
}

// next names the level for the next room, and how many rooms in a row go there;
// none where no level has a class size.
func (a *street) next(need, around, have [4]float64) (level, rooms int) {
	const half = 0.5 // half a child is no child
	most := half
	for l := 3; l > 0; l-- {
		lack, z := need[l]-have[l], a.size[l]
		if in := min(z, lack); in > most {
			level, rooms, most = l, max(int(lack/z), 1), in
		}
	}
	if rooms > 0 {
		return level, rooms
	}
	if lack, z := need[0]-have[0], a.size[0]; z > 0 && lack > half {
		return 0, max(int(lack/z), 1)
	}
	most = -1
	for l := range 4 {
		if z := a.size[l]; z > 0 {
			if each := around[l] / (have[l] + z); each > most {
				level, rooms, most = l, 1, each
			}
		}
	}
	return level, rooms
}

// under is the places of the rooms when so many of them stay idle as licence and
// areas do not fill: the smallest ones.
func (a *street) under(rooms [slots]int, sum float64) float64 {
	all := 0
	for _, k := range rooms {
		all += k
	}
	idle := float64(all) - a.rooms
	for idle > tiny {
		least := -1
		for l, k := range rooms {
			if k > 0 && (least < 0 || a.size[l] < a.size[least]) {
				least = l
			}
		}
		if least < 0 {
			break
		}
		n := min(idle, float64(rooms[least]))
		sum -= n * a.size[least]
		idle -= n
		rooms[least] = 0
	}
	return sum
}
