//! The different values of a column in ascending order: how many rows hold each, and which of them a row holds. What is said of the ranks of many rows is
//! said of a few values.

use super::order::Word;
use super::{
    BLOCK, Codes, Column, ColumnData, Digit, Digits, MISSING_DAY, NumberRange, Numbers, Order, blocks, number_key, number_of_key,
    radix_sort,
};
use std::ops::Range;
use std::sync::Arc;

/// Whole numbers that lie no further apart, and not much further than there are rows, are counted and not sorted.
const COUNTED: u64 = 1 << 22;
const COUNTED_PER_ROW: u64 = 4;

/// Seconds of a day.
pub const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// Places after the decimal point that computed numbers are often rounded to.
const FINE: f64 = 1e10;

/// The different values, each with how many there are in all up to it.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// Ascending.
    values: Vec<f64>,
    upto: Vec<u32>,
}

/// The [`Runs`] of a column, and which of them each row holds.
#[derive(Clone, Debug)]
pub struct Ranks {
    pub runs: Arc<Runs>,
    /// The run of each row; one past the last where the value is missing.
    pub codes: Codes,
}

/// A column's values as whole numbers from 0 on that ascend with them.
struct Keys<'a> {
    rows: usize,
    greatest: u64,
    /// Writes the keys of some rows behind what is there; [`MISSING`] where there is no value.
    of_rows: &'a dyn Fn(Range<usize>, &mut Vec<u64>),
    value: &'a dyn Fn(u64) -> f64,
}

const MISSING: u64 = u64::MAX;

impl Keys<'_> {
    /// Gives the keys of all rows in order, a block at a time.
    fn each(&self, mut take: impl FnMut(&[u64])) {
        let mut keys = Vec::with_capacity(BLOCK);
        for block in blocks(self.rows) {
            keys.clear();
            (self.of_rows)(block, &mut keys);
            take(&keys);
        }
    }

    /// For each row how many lesser keys there are, or `missing`: of close keys.
    fn counted_codes(&self, missing: u32) -> Vec<u32> {
        let mut run_of = vec![0u32; self.greatest as usize + 1];
        self.each(|keys| keys.iter().filter(|&&key| key != MISSING).for_each(|&key| run_of[key as usize] = 1));
        let mut next = 0;
        run_of.iter_mut().for_each(|run| next += std::mem::replace(run, next));
        let mut codes = Vec::with_capacity(self.rows);
        self.each(|keys| codes.extend(keys.iter().map(|&key| if key == MISSING { missing } else { run_of[key as usize] })));
        codes
    }

    /// Those that lie close are counted.
    fn are_close(&self) -> bool {
        self.greatest < COUNTED.min(COUNTED_PER_ROW * self.rows as u64)
    }
}

/// Hands in the keys of a number or date column that has a value; of dates their days, or the seconds since 1970 where `moments` are asked for.
fn with_keys(column: &Column, moments: bool, take: &mut dyn FnMut(&Keys)) {
    let rows = column.len();
    match &column.data {
        ColumnData::Number(Numbers::Float(values)) => {
            let range = NumberRange::of(values);
            if range.present == 0 {
                return;
            }
            if let Some(least) = fine_digits(values, &range) {
                let key = |x: f64| if x.is_nan() { MISSING } else { (fine(x) - least) as u64 };
                let of_rows = |rows: Range<usize>, keys: &mut Vec<u64>| keys.extend(values[rows].iter().map(|&x| key(x)));
                let value = |key: u64| (key as i64 + least) as f64 / FINE;
                return take(&Keys { rows, greatest: key(range.max), of_rows: &of_rows, value: &value });
            }
            let least = number_key(range.min);
            let key = |x: f64| if x.is_nan() { MISSING } else { number_key(x) - least };
            let of_rows = |rows: Range<usize>, keys: &mut Vec<u64>| keys.extend(values[rows].iter().map(|&x| key(x)));
            let value = |key: u64| number_of_key(least + key);
            take(&Keys { rows, greatest: key(range.max), of_rows: &of_rows, value: &value });
        }
        ColumnData::Number(Numbers::Short(short)) => of_digits(short, take),
        ColumnData::Number(Numbers::Long(long)) => of_digits(long, take),
        ColumnData::Date(dates) => {
            let Some((first, last)) = dates.days.ends() else { return };
            let seconds = dates.seconds.as_ref().filter(|_| moments);
            // What a key counts, and how many of those make a day.
            let (unit, a_day) =
                if seconds.is_some() { (1.0, SECONDS_OF_A_DAY as u64) } else { (if moments { SECONDS_OF_A_DAY } else { 1.0 }, 1) };
            let key = |row: usize| match dates.days.get(row) {
                MISSING_DAY => MISSING,
                day => (i64::from(day) - i64::from(first)) as u64 * a_day + seconds.map_or(0, |seconds| seconds[row].into()),
            };
            let of_rows = |rows: Range<usize>, keys: &mut Vec<u64>| keys.extend(rows.map(key));
            let value = |key: u64| (i64::from(first) * a_day as i64 + key as i64) as f64 * unit;
            let greatest = (i64::from(last) - i64::from(first)) as u64 * a_day + a_day - 1;
            take(&Keys { rows, greatest, of_rows: &of_rows, value: &value });
        }
        ColumnData::Text(_) | ColumnData::Boolean(_) => {}
    }
}

fn of_digits<T: Digit>(digits: &Digits<T>, take: &mut dyn FnMut(&Keys)) {
    let (least, greatest) = digits.ends();
    if least > greatest {
        return;
    }
    let least = i64::from(least);
    let key = |digit: T| {
        let wide: i32 = digit.into();
        if digit == T::MISSING { MISSING } else { (i64::from(wide) - least) as u64 }
    };
    let of_rows = |rows: Range<usize>, keys: &mut Vec<u64>| keys.extend(digits.digits[rows].iter().map(|&digit| key(digit)));
    let value = |key: u64| digits.places.value(least + key as i64);
    let greatest = (i64::from(greatest) - least) as u64;
    take(&Keys { rows: digits.digits.len(), greatest, of_rows: &of_rows, value: &value });
}

/// A number as digits with ten places.
fn fine(x: f64) -> i64 {
    (x * FINE).round_ties_even() as i64
}

/// The least of the values as digits with ten places, where those are all of each.
fn fine_digits(values: &[f64], range: &NumberRange) -> Option<i64> {
    // Digits that are whole numbers of their own as `f64`.
    let fits = [range.min, range.max].iter().all(|x| (x * FINE).abs() < (1u64 << 53) as f64);
    let is_exact = |&x: &f64| x.is_nan() || fine(x) as f64 / FINE == x;
    (fits && values.chunks(BLOCK).all(|block| block.iter().all(is_exact))).then(|| fine(range.min))
}

impl Runs {
    /// Of numbers; of dates their days since 1970-01-01. Of any other column there are none.
    pub fn of(column: &Column) -> Runs {
        let mut runs = Runs::default();
        with_keys(column, false, &mut |keys| runs = Runs::of_keys(keys));
        runs
    }

    /// Of dates, their moments as seconds since 1970-01-01: where there are no times, midnight. Of other columns as [`Runs::of`].
    pub fn of_moments(column: &Column) -> Runs {
        let mut runs = Runs::default();
        with_keys(column, true, &mut |keys| runs = Runs::of_keys(keys));
        runs
    }

    fn of_keys(keys: &Keys) -> Runs {
        let mut runs = Runs::default();
        if keys.are_close() {
            let mut counts = vec![0u32; keys.greatest as usize + 1];
            keys.each(|keys| keys.iter().filter(|&&key| key != MISSING).for_each(|&key| counts[key as usize] += 1));
            counts.iter().enumerate().filter(|(_, n)| **n > 0).for_each(|(key, &n)| runs.push((keys.value)(key as u64), n));
            return runs;
        }
        if keys.greatest <= u64::from(u32::MAX) {
            runs.push_all(keys, |key| key as u32);
        } else {
            runs.push_all(keys, |key| key);
        }
        runs
    }

    fn push_all<T: Word>(&mut self, keys: &Keys, word: impl Fn(u64) -> T) {
        let mut sorted: Vec<T> = Vec::with_capacity(keys.rows);
        keys.each(|keys| sorted.extend(keys.iter().filter(|&&key| key != MISSING).map(|&key| word(key))));
        radix_sort(&mut sorted, u64::BITS - keys.greatest.leading_zeros());
        for block in sorted.chunks(BLOCK) {
            self.push_sorted(block, keys.value);
        }
    }

    /// Adds keys that go on where those before end.
    #[inline(never)]
    fn push_sorted<T: Word>(&mut self, keys: &[T], value: &dyn Fn(u64) -> f64) {
        for same in keys.chunk_by(|a, b| (*a).into() == (*b).into()) {
            let value = value(same[0].into());
            match (self.values.last(), self.upto.last_mut()) {
                (Some(last), Some(upto)) if *last == value => *upto += same.len() as u32,
                _ => self.push(value, same.len() as u32),
            }
        }
    }

    fn push(&mut self, value: f64, rows: u32) {
        self.values.push(value);
        self.upto.push(self.present() as u32 + rows);
    }

    /// Number of different values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The different values, ascending.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Rows that have a value.
    pub fn present(&self) -> usize {
        self.upto.last().map_or(0, |&n| n as usize)
    }

    /// The positions of a run's rows among all that have a value, ascending, from 0 on.
    pub fn positions(&self, run: usize) -> Range<usize> {
        let from = if run == 0 { 0 } else { self.upto[run - 1] as usize };
        from..self.upto[run] as usize
    }

    /// The least and the greatest value.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.values.first().copied().zip(self.values.last().copied())
    }

    /// The value at a position counted from the least, below [`Runs::present`].
    pub fn at(&self, position: usize) -> f64 {
        self.values[self.upto.partition_point(|&n| n as usize <= position)]
    }

    /// How many rows have a lesser value.
    pub fn below(&self, x: f64) -> usize {
        self.upto_run(self.values.partition_point(|&y| y < x))
    }

    /// How many rows have no greater value.
    pub fn not_above(&self, x: f64) -> usize {
        self.upto_run(self.values.partition_point(|&y| y <= x))
    }

    fn upto_run(&self, runs: usize) -> usize {
        runs.checked_sub(1).map_or(0, |last| self.upto[last] as usize)
    }

    /// Bytes that it takes.
    pub fn byte_len(&self) -> usize {
        size_of_val(&self.values[..]) + size_of_val(&self.upto[..])
    }
}

impl Ranks {
    /// Of the column that the runs are of; `order` is asked for where its values lie far apart.
    pub fn of(column: &Column, runs: Arc<Runs>, order: impl FnOnce() -> Arc<Order>) -> Ranks {
        let (rows, missing) = (column.len(), runs.len() as u32);
        let mut counted = None;
        with_keys(column, false, &mut |keys| {
            if keys.are_close() {
                counted = Some(keys.counted_codes(missing));
            }
        });
        let codes = counted.unwrap_or_else(|| {
            let (order, mut codes) = (order(), vec![missing; rows]);
            for run in 0..runs.len() {
                runs.positions(run).for_each(|position| codes[order.from_bottom(position)] = run as u32);
            }
            codes
        });
        Ranks { codes: Codes::narrowest(codes, runs.len() + 1), runs }
    }

    /// Bytes that the codes take.
    pub fn byte_len(&self) -> usize {
        match &self.codes {
            Codes::U8(codes) => codes.len(),
            Codes::U16(codes) => 2 * codes.len(),
            Codes::U32(codes) => 4 * codes.len(),
            Codes::Identity => 0,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::table::DateColumn;
    use proptest::prelude::*;

    fn check(column: &Column, values: &[Option<f64>]) -> Result<(), TestCaseError> {
        let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let mut different = sorted.clone();
        different.dedup();
        let runs = Arc::new(Runs::of(column));
        prop_assert_eq!((runs.values(), runs.present()), (&different[..], sorted.len()));
        prop_assert_eq!((runs.len(), runs.is_empty()), (different.len(), sorted.is_empty()));
        prop_assert_eq!(runs.ends(), sorted.first().copied().zip(sorted.last().copied()));
        for (i, &x) in sorted.iter().enumerate() {
            prop_assert_eq!(runs.at(i), x);
            let (below, not_above) = (sorted.partition_point(|&y| y < x), sorted.partition_point(|&y| y <= x));
            prop_assert_eq!((runs.below(x), runs.not_above(x)), (below, not_above));
            let run = different.iter().position(|&y| y == x).unwrap();
            prop_assert_eq!(runs.positions(run), below..not_above);
        }
        let ranks = Ranks::of(column, runs, || Arc::new(Order::of(column)));
        for (row, value) in values.iter().enumerate() {
            let run = value.and_then(|x| different.iter().position(|&y| y == x)).unwrap_or(different.len());
            prop_assert_eq!(ranks.codes.get(row), Some(run));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn the_runs_are_those_of_a_plain_sort(
            cells in prop::collection::vec(prop::option::weighted(0.9, (-900i64..9_000, -1e9..1e9)), 0..300),
            kind in 0..6,
        ) {
            let of = |(whole, float): (i64, f64)| match kind {
                0 => whole as f64,
                1 => whole as f64 / 100.0,
                2 => whole as f64 * 7000.0,
                3 => (whole as f64 / 7.0 * FINE).round() / FINE,
                _ => float,
            };
            let values: Vec<Option<f64>> = cells.iter().map(|c| c.map(of)).collect();
            let floats: Vec<f64> = values.iter().map(|x| x.unwrap_or(f64::NAN)).collect();
            check(&Column::new("x", ColumnData::Number(Numbers::packed(floats.clone()))), &values)?;
            check(&Column::new("x", ColumnData::Number(floats.into())), &values)?;
            let days: Vec<Option<f64>> = cells.iter().map(|c| c.map(|c| c.0 as f64)).collect();
            let column = DateColumn { days: days.iter().map(|day| day.map_or(MISSING_DAY, |day| day as i32)).collect(), seconds: None };
            check(&Column::new("d", ColumnData::Date(column)), &days)?;
        }
    }
}
