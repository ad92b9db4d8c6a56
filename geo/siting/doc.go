// Package siting decides where to open, expand, convert and close kindergartens
// and says how far from the best a plan can still be.
//
// It has two layers. The upper one is the bureau's own problem, many school
// years, levels and rooms. The lower one is the classic problems of locating
// facilities, on which the upper one's machinery is measured:
//
//   - PMedian: open p sites, everybody goes to the nearest.
//   - CapacitatedPMedian: open p sites with limited places; a demand point goes
//     to one site as a whole.
//   - FacilityLocation: open any number of sites at a fixed cost each; demand
//     may be split between sites, or not.
//
// Each is an Instance: Solve returns a Result with an objective and a proven
// lower bound, and Check recomputes a Result from the instance alone.
//
// The bound comes from Lagrangian relaxation of "every demand point is served"
// (relaxation, ascend), tightened by branching on sites (tree). Plans come from
// interchange for uncapacitated problems, from tearing out and rebuilding
// neighbouring sites for single-source ones, and from minimum-cost flow
// (FlowNetwork) for split demand. The same seed gives the same plan as long as
// the clock does not cut the search short.
package siting
