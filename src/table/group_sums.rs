//! Sums per group that follow the rows which change their group, so that an edit that moves a few customers costs a few additions.

use super::{GroupTotal, Numbers, Scale, Sum, exact::Units};

/// Counts of groups, and sums of one column.
#[derive(Clone, Debug)]
pub struct GroupSums(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Exact(Scale, Vec<Units>),
    /// The values lie too far apart for a scale: summed anew each time.
    Compensated(Vec<GroupTotal>),
}

/// Rows that are in another group than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves(Vec<Move>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Move {
    row: u32,
    from: u16,
    to: u16,
}

impl Moves {
    /// What leads from one grouping of the same rows to another; None where that is more than an eighth of them, or the number of rows
    /// differs: then it is quicker to sum anew.
    pub fn between(from: &[u16], to: &[u16]) -> Option<Moves> {
        const BLOCK: usize = 64;
        if from.len() != to.len() {
            return None;
        }
        let mut moves = Vec::new();
        for (block, (a, b)) in from.chunks(BLOCK).zip(to.chunks(BLOCK)).enumerate() {
            // Most blocks are as they were: seen side by side, without a branch per row.
            if a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0 {
                continue;
            }
            let row = |i: usize| (block * BLOCK + i) as u32;
            let changed = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b);
            moves.extend(changed.map(|(i, (&from, &to))| Move { row: row(i), from, to }));
            if moves.len() > from.len() / 8 {
                return None;
            }
        }
        Some(Moves(moves))
    }

    /// Follows the rows that changed their group in the counts of the groups.
    pub fn count(&self, counts: &mut [usize]) {
        for moved in &self.0 {
            counts[usize::from(moved.from)] -= 1;
            counts[usize::from(moved.to)] += 1;
        }
    }
}

impl GroupSums {
    /// Sums a column by group: `codes[row]` is the group of a row, below `groups`; `scale` is the column's own.
    ///
    /// # Panics
    /// When a code is not below `groups`, or the lengths differ.
    pub fn new(codes: &[u16], groups: usize, values: &Numbers, scale: Option<Scale>) -> GroupSums {
        assert_eq!(codes.len(), values.len(), "codes and values of different tables");
        GroupSums(match scale {
            Some(scale) => Kind::Exact(scale, scale.by_group(groups, values, |row| usize::from(codes[row]))),
            None => Kind::Compensated(compensated(codes, groups, values)),
        })
    }

    /// Follows the rows that changed their group; false where the sums have to be made anew.
    pub fn follow(&mut self, moves: &Moves, values: &Numbers) -> bool {
        let Kind::Exact(scale, groups) = &mut self.0 else { return false };
        for &Move { row, from, to } in &moves.0 {
            let x = values.get(row as usize);
            let (units, present) = (scale.of(x), usize::from(!x.is_nan()));
            let left = &mut groups[usize::from(from)];
            (left.rows, left.present, left.units) = (left.rows - 1, left.present - present, left.units - units);
            let joined = &mut groups[usize::from(to)];
            (joined.rows, joined.present, joined.units) = (joined.rows + 1, joined.present + present, joined.units + units);
        }
        true
    }

    pub fn totals(&self) -> Vec<GroupTotal> {
        match &self.0 {
            Kind::Exact(scale, groups) => groups.iter().map(|units| scale.group_total(units)).collect(),
            Kind::Compensated(totals) => totals.clone(),
        }
    }
}

fn compensated(codes: &[u16], groups: usize, values: &Numbers) -> Vec<GroupTotal> {
    let mut running = vec![(GroupTotal::default(), Sum::default()); groups];
    for (&code, x) in codes.iter().zip(values.iter()) {
        let (total, sum) = &mut running[usize::from(code)];
        total.rows += 1;
        if !x.is_nan() {
            total.present += 1;
            sum.add(x);
        }
    }
    running.into_iter().map(|(total, sum)| GroupTotal { sum: sum.value(), ..total }).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn following_is_summing_anew(
            rows in prop::collection::vec((0u16..5, prop_oneof![Just(f64::NAN), Just(-0.0), -1e6..1e6, (0i32..50).prop_map(f64::from)]), 0..700),
            edits in prop::collection::vec((0usize..700, 0u16..5), 0..40),
            packed in any::<bool>(),
        ) {
            let before: Vec<u16> = rows.iter().map(|r| r.0).collect();
            let values: Vec<f64> = rows.iter().map(|r| if packed { (r.1 * 100.0).round() / 100.0 } else { r.1 }).collect();
            let values = if packed { Numbers::packed(values) } else { Numbers::from(values) };
            let mut after = before.clone();
            edits.iter().filter(|e| e.0 < rows.len()).for_each(|&(row, group)| after[row] = group);
            let scale = Scale::new(&values, &values.range());
            prop_assert!(scale.is_some());
            let mut sums = GroupSums::new(&before, 5, &values, scale);
            let anew = GroupSums::new(&after, 5, &values, scale).totals();
            let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
            match Moves::between(&before, &after) {
                None => prop_assert!(changed > rows.len() / 8),
                Some(moves) => {
                    prop_assert_eq!(moves.0.len(), changed);
                    prop_assert!(sums.follow(&moves, &values));
                    prop_assert_eq!(sums.totals(), anew.clone());
                }
            }
            for (group, total) in anew.iter().enumerate() {
                let rough = GroupSums::new(&after, 5, &values, None).totals()[group];
                prop_assert_eq!((total.rows, total.present), (rough.rows, rough.present));
                // What cancels out leaves its rounding behind in the rough sum.
                let size: f64 = values.iter().zip(&after).filter(|&(x, &code)| usize::from(code) == group && !x.is_nan()).map(|(x, _)| x.abs()).sum();
                prop_assert!((total.sum - rough.sum).abs() <= 1e-14 * size.max(1.0));
            }
        }
    }
}
