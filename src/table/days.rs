//! The days of a date column, in two bytes each where all of them lie between 1880 and 2059.

use super::numbers::{Digit, between, ends, fill, take, within};
use super::{Bitmap, MISSING_DAY, try_make_room};

/// Days since 1970-01-01 (proleptic Gregorian); [`MISSING_DAY`] is missing.
#[derive(Clone, Debug)]
pub enum Days {
    /// As [`Digit::MISSING`] where missing.
    Short(Vec<i16>),
    Long(Vec<i32>),
}

impl Default for Days {
    fn default() -> Days {
        Days::Short(Vec::new())
    }
}

impl From<Vec<i32>> for Days {
    fn from(days: Vec<i32>) -> Days {
        if !days.iter().fold(true, |fits, &day| fits & (day == MISSING_DAY || short(day).is_some())) {
            return Days::Long(days);
        }
        Days::Short(days.iter().map(|&day| short(day).unwrap_or(i16::MISSING)).collect())
    }
}

impl FromIterator<i32> for Days {
    fn from_iter<I: IntoIterator<Item = i32>>(days: I) -> Days {
        Days::from(days.into_iter().collect::<Vec<i32>>())
    }
}

fn short(day: i32) -> Option<i16> {
    i16::try_from(day).ok().filter(|&day| day != i16::MISSING)
}

fn long(day: i16) -> i32 {
    if day == i16::MISSING { MISSING_DAY } else { day.into() }
}

impl Days {
    pub fn len(&self) -> usize {
        match self {
            Days::Short(days) => days.len(),
            Days::Long(days) => days.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The day at `row`.
    #[inline]
    pub fn get(&self, row: usize) -> i32 {
        match self {
            Days::Short(days) => long(days[row]),
            Days::Long(days) => days[row],
        }
    }

    /// The days in the order of the rows.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = i32> + Clone + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The first and the last day; None where every one is missing.
    pub fn ends(&self) -> Option<(i32, i32)> {
        let (first, last) = match self {
            Days::Short(days) => ends(days),
            Days::Long(days) => ends(days),
        };
        (first <= last).then_some((first, last))
    }

    /// The rows whose day is missing.
    pub fn missing(&self) -> Bitmap {
        match self {
            Days::Short(days) => between(days, i16::MISSING, i16::MISSING),
            Days::Long(days) => between(days, MISSING_DAY, MISSING_DAY),
        }
    }

    /// The rows whose day is one of those, both ends included; a missing one never is.
    pub fn within(&self, from: i32, to: i32) -> Bitmap {
        match self {
            Days::Short(days) => within(days, from.into(), to.into()),
            Days::Long(days) => within(days, from.into(), to.into()),
        }
    }

    /// The days of these rows, in their order; none is a missing one.
    pub fn take(&self, rows: impl Iterator<Item = Option<usize>>) -> Days {
        match self {
            Days::Short(days) => Days::Short(take(days, rows)),
            Days::Long(days) => Days::Long(take(days, rows)),
        }
    }

    /// Adds missing days. `expected` is how many rows the column is likely to have. False where there is not the memory.
    pub fn add_missing(&mut self, more: usize, expected: usize) -> bool {
        match self {
            Days::Short(days) => fill(days, more, i16::MISSING, expected),
            Days::Long(days) => fill(days, more, MISSING_DAY, expected),
        }
    }

    /// Adds the days of further rows. `expected` is how many rows the column is likely to have. False where there is not the memory.
    pub fn append(&mut self, more: &Days, expected: usize) -> bool {
        if let (Days::Short(all), Days::Long(_)) = (&*self, more) {
            let mut wide = Vec::new();
            if !try_make_room(&mut wide, all.len(), expected) {
                return false;
            }
            wide.extend(all.iter().map(|&day| long(day)));
            *self = Days::Long(wide);
        }
        match (&mut *self, more) {
            (Days::Short(all), Days::Short(more)) => {
                try_make_room(all, more.len(), expected) && {
                    all.extend_from_slice(more);
                    true
                }
            }
            (Days::Long(all), more) => {
                try_make_room(all, more.len(), expected) && {
                    all.extend(more.iter());
                    true
                }
            }
            (Days::Short(_), Days::Long(_)) => unreachable!("made long above"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn holds_what_was_put_in(
            parts in prop::collection::vec(prop::collection::vec(prop_oneof![
                6 => -40_000i32..40_000,
                6 => -9_000i32..9_000,
                1 => Just(MISSING_DAY),
                1 => Just(i32::from(i16::MIN)),
            ], 0..20), 0..5),
            near in any::<bool>(),
            (from, to) in (-50_000i32..50_000, -50_000i32..50_000),
        ) {
            let mut days = Days::default();
            let mut expected: Vec<i32> = Vec::new();
            for part in parts {
                let part: Vec<i32> = part.into_iter().map(|day| if near && day != MISSING_DAY { day % 9_000 } else { day }).collect();
                prop_assert!(days.append(&Days::from(part.clone()), 50) && days.add_missing(1, 50));
                expected.extend(part);
                expected.push(MISSING_DAY);
            }
            prop_assert_eq!(days.iter().collect::<Vec<_>>(), expected.clone());
            prop_assert!(!near || matches!(days, Days::Short(_)));
            let there = || expected.iter().copied().filter(|&day| day != MISSING_DAY);
            prop_assert_eq!(days.ends(), there().min().zip(there().max()));
            prop_assert_eq!(days.missing(), Bitmap::from_fn(expected.len(), |row| expected[row] == MISSING_DAY));
            let inside = |day: i32| day != MISSING_DAY && day >= from && day <= to;
            prop_assert_eq!(days.within(from, to), Bitmap::from_fn(expected.len(), |row| inside(expected[row])));
            prop_assert_eq!(days.within(i32::MIN, i32::MAX).count(), there().count());
            let rows = || (0..expected.len()).rev().map(|row| (row % 3 > 0).then_some(row));
            let taken: Vec<i32> = rows().map(|row| row.map_or(MISSING_DAY, |row| expected[row])).collect();
            prop_assert_eq!(days.take(rows()).iter().collect::<Vec<_>>(), taken);
        }
    }
}
