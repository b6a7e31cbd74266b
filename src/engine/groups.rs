//! What the groups of a step come to: counts, sums and shares. Kept with the step, so that an edit adds and takes away only what moved.

use super::run::same_column;
use super::{GroupSummary, Measure};
use crate::steps::{Caches, Grouping, Members, numbers_of};
use crate::table::{Bitmap, Column, GroupSums, GroupTotal, Moves, compensated_sum};
use std::sync::Arc;

/// What is summed.
#[derive(Clone)]
pub(super) struct Measured {
    /// Customers.
    pub rows: usize,
    /// The value column: a number column.
    pub value: Option<Arc<Column>>,
    /// Further number columns; None for a name that is none.
    pub measures: Vec<Option<Arc<Column>>>,
}

impl Measured {
    fn columns(&self) -> impl Iterator<Item = Option<&Arc<Column>>> {
        std::iter::once(self.value.as_ref()).chain(self.measures.iter().map(Option::as_ref))
    }

    fn same(&self, other: &Measured) -> bool {
        self.measures.len() == other.measures.len() && self.columns().zip(other.columns()).all(|(a, b)| same_column(a, b))
    }
}

/// The groups of a step, counted and summed.
pub(super) struct Counted {
    grouping: Arc<Grouping>,
    measured: Measured,
    /// Per column of `measured`; for groups that exclude each other.
    sums: Vec<Option<GroupSums>>,
    counts: Vec<usize>,
    pub summaries: Vec<GroupSummary>,
}

impl Counted {
    /// Counts and sums; `known` is what is there from before the last edit, of this grouping or of one like it.
    pub(super) fn of(grouping: &Arc<Grouping>, measured: &Measured, known: Option<Counted>, caches: &Caches) -> Counted {
        let mut known = known.filter(|known| known.measured.rows == measured.rows);
        if let Some(known) = known.take_if(|known| Arc::ptr_eq(&known.grouping, grouping) && known.measured.same(measured)) {
            return known;
        }
        let groups = grouping.groups.len();
        let mut sums = Vec::new();
        let (counts, totals): (Vec<usize>, Vec<Option<Vec<GroupTotal>>>) = match &grouping.members {
            Members::Exclusive(codes) => {
                let mut moves = None;
                let mut known = known.and_then(|known| {
                    let Members::Exclusive(before) = &known.grouping.members else { return None };
                    (known.grouping.groups.len() == groups).then(|| moves = Moves::between(before, codes))?;
                    Some((known.counts, known.measured, known.sums))
                });
                let counts = match (&mut known, &moves) {
                    (Some((counts, ..)), Some(moves)) => {
                        moves.count(counts);
                        counts.clone()
                    }
                    _ => count(codes, groups),
                };
                for column in measured.columns() {
                    let values = column.and_then(|column| numbers_of(column));
                    sums.push(values.zip(column).map(|(values, column)| {
                        let before = known.as_mut().and_then(|(_, measured, sums)| {
                            let at = measured.columns().position(|c| same_column(c, Some(column)))?;
                            sums[at].take()
                        });
                        let followed = before.zip(moves.as_ref()).and_then(|(mut sums, moves)| sums.follow(moves, values).then_some(sums));
                        followed.unwrap_or_else(|| GroupSums::new(codes, groups, values, caches.numbers(column).scale))
                    }));
                }
                (counts, sums.iter().map(|sums| sums.as_ref().map(GroupSums::totals)).collect())
            }
            Members::Overlapping(sets) => {
                let of = |column: Option<&Arc<Column>>| {
                    let column = column?;
                    let values = numbers_of(column)?;
                    let scale = caches.numbers(column).scale;
                    let total = |set: &Bitmap| {
                        let (sum, present) = match scale {
                            Some(scale) => {
                                let (units, present) = scale.sum_of(set.iter(), values);
                                (scale.value(units), present)
                            }
                            None => compensated_sum(set.iter().map(|row| values.get(row))),
                        };
                        GroupTotal { rows: 0, present, sum }
                    };
                    Some(sets.iter().map(total).collect())
                };
                (sets.iter().map(Bitmap::count).collect(), measured.columns().map(of).collect())
            }
        };
        let whole = measured.value.as_ref().map(|column| caches.numbers(column).sum);
        let summaries = summaries(grouping, measured.rows, whole, &counts, &totals);
        Counted { grouping: grouping.clone(), measured: measured.clone(), sums, counts, summaries }
    }
}

fn count(codes: &[u16], groups: usize) -> Vec<usize> {
    let mut counts = vec![0; groups];
    codes.iter().for_each(|&code| counts[usize::from(code)] += 1);
    counts
}

/// `totals`: of the value column, then of each measure.
fn summaries(
    grouping: &Grouping,
    rows: usize,
    whole: Option<f64>,
    counts: &[usize],
    totals: &[Option<Vec<GroupTotal>>],
) -> Vec<GroupSummary> {
    let mean = |total: GroupTotal| (total.present > 0).then(|| total.sum / total.present as f64);
    let summary = |(i, label): (usize, &crate::steps::GroupLabel)| {
        let of = |totals: &Option<Vec<GroupTotal>>| totals.as_ref().map(|totals| totals[i]);
        let value = totals.first().and_then(of);
        GroupSummary {
            name: label.name.clone(),
            colour: label.colour,
            count: counts[i],
            share: if rows == 0 { 0.0 } else { counts[i] as f64 / rows as f64 },
            value: value.map(|total| total.sum),
            value_share: whole.filter(|&whole| whole > 0.0).zip(value).map(|(whole, total)| total.sum / whole),
            mean: value.and_then(mean),
            measures: totals
                .iter()
                .skip(1)
                .map(|totals| of(totals).map(|total| Measure { sum: total.sum, present: total.present, mean: mean(total) }))
                .collect(),
        }
    };
    grouping.groups.iter().enumerate().map(summary).collect()
}
