//! Sort orders, and the ranks that follow from them. Equal values are never told apart: ties keep the order of the rows, and share a rank.

use super::{Codes, Column, ColumnData, MISSING_BOOL, MISSING_DAY, TextColumn, display::fold};

/// The rows of a column in ascending order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Row numbers: first those with a value, ascending, equal ones in the order of the rows; then those without.
    pub rows: Vec<u32>,
    /// How many rows have a value.
    pub present: usize,
}

/// Sorts after every value.
const MISSING_KEY: u64 = u64::MAX;

impl Order {
    /// Sorts a column. Text goes without regard to case first, equal ones by their spelling; no comes before yes.
    pub fn of(column: &Column) -> Order {
        let mut keyed: Vec<(u64, u32)> = match &column.data {
            ColumnData::Number(values) => keyed(values.iter().map(|&x| number_key(x))),
            ColumnData::Date(dates) => match &dates.seconds {
                None => keyed(dates.days.iter().map(|&day| date_key(day, 0))),
                Some(seconds) => keyed(dates.days.iter().zip(seconds).map(|(&day, &s)| date_key(day, s))),
            },
            ColumnData::Boolean(b) => {
                keyed(b.values.iter().map(|&value| if value == MISSING_BOOL { MISSING_KEY } else { u64::from(value) }))
            }
            ColumnData::Text(text) => {
                let ranks = entry_ranks(text);
                match &text.codes {
                    Codes::U8(c) => keyed(c.iter().map(|&code| ranks[code as usize])),
                    Codes::U16(c) => keyed(c.iter().map(|&code| ranks[code as usize])),
                    Codes::U32(c) => keyed(c.iter().map(|&code| ranks[code as usize])),
                    Codes::Identity => keyed(ranks.iter().copied()),
                }
            }
        };
        radix_sort_by_key(&mut keyed, |&(key, _)| key);
        let present = keyed.partition_point(|&(key, _)| key != MISSING_KEY);
        Order { rows: keyed.into_iter().map(|(_, row)| row).collect(), present }
    }

    /// The rows in descending order: equal values still in the order of the rows, those without a value still last.
    pub fn descending(&self, column: &Column) -> Vec<u32> {
        let mut out = Vec::with_capacity(self.rows.len());
        let mut end = self.present;
        while end > 0 {
            let mut start = end - 1;
            while start > 0 && column.same(self.rows[start - 1] as usize, self.rows[end - 1] as usize) {
                start -= 1;
            }
            out.extend_from_slice(&self.rows[start..end]);
            end = start;
        }
        out.extend_from_slice(&self.rows[self.present..]);
        out
    }

    /// The row at `position` among those with a value, counted from the highest value (0 is the highest).
    pub fn from_top(&self, position: usize) -> usize {
        self.rows[self.present - 1 - position] as usize
    }

    /// The row at `position` among those with a value, counted from the lowest value (0 is the lowest).
    pub fn from_bottom(&self, position: usize) -> usize {
        assert!(position < self.present, "no such position among the rows with a value");
        self.rows[position] as usize
    }
}

impl Column {
    /// Whether two rows hold the same value; text compares as written.
    pub fn same(&self, a: usize, b: usize) -> bool {
        match &self.data {
            ColumnData::Number(v) => v[a] == v[b],
            ColumnData::Date(d) => d.days[a] == d.days[b] && d.seconds.as_ref().is_none_or(|s| s[a] == s[b]),
            ColumnData::Boolean(v) => v.values[a] == v.values[b],
            ColumnData::Text(t) => t.code(a) == t.code(b) || t.get(a) == t.get(b),
        }
    }

    /// A whole number per row that is the same for the same value and ascends with it; None where missing, and for text.
    pub(crate) fn sort_key(&self, row: usize) -> Option<u64> {
        let key = match &self.data {
            ColumnData::Number(v) => number_key(v[row]),
            ColumnData::Date(d) => date_key(d.days[row], d.seconds.as_ref().map_or(0, |s| s[row])),
            ColumnData::Boolean(b) if b.values[row] != MISSING_BOOL => u64::from(b.values[row]),
            ColumnData::Boolean(_) | ColumnData::Text(_) => MISSING_KEY,
        };
        (key != MISSING_KEY).then_some(key)
    }
}

/// Whether the customer with `before` customers strictly ahead of it, of `n` in all, is within the first `percent` of 100: the one meaning of
/// "top N %", (rank − 1) / n < N / 100. The last digits of a percentage such as 1.1, which no binary number is, do not decide.
pub fn within_share(before: usize, n: usize, percent: f64) -> bool {
    let asked = percent * n as f64;
    before as f64 * 100.0 < asked - asked.abs() * 1e-12
}

/// Sorts stably by a whole-number key, eleven bits at a time from the lowest; digits that all items share cost nothing.
pub fn radix_sort_by_key<T: Copy + Default>(items: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    const BITS: u32 = 11;
    const DIGITS: usize = 6;
    const BUCKETS: usize = 1 << BITS;
    if items.len() < 256 {
        items.sort_by_key(|item| key(item));
        return;
    }
    let mut counts = vec![[0u32; BUCKETS]; DIGITS];
    for item in items.iter() {
        let k = key(item);
        for (digit, counts) in counts.iter_mut().enumerate() {
            counts[(k >> (BITS * digit as u32)) as usize & (BUCKETS - 1)] += 1;
        }
    }
    let n = items.len() as u32;
    let mut spare = Vec::new();
    for (digit, counts) in counts.iter_mut().enumerate() {
        if counts.contains(&n) {
            continue;
        }
        spare.resize(items.len(), T::default());
        let mut at = 0;
        for count in counts.iter_mut() {
            at += std::mem::replace(count, at);
        }
        for item in items.iter() {
            let slot = &mut counts[(key(item) >> (BITS * digit as u32)) as usize & (BUCKETS - 1)];
            spare[*slot as usize] = *item;
            *slot += 1;
        }
        std::mem::swap(items, &mut spare);
    }
}

fn keyed(keys: impl Iterator<Item = u64>) -> Vec<(u64, u32)> {
    keys.zip(0u32..).collect()
}

/// Ascends with the number; both zeros are one.
pub(crate) fn number_key(x: f64) -> u64 {
    if x.is_nan() {
        return MISSING_KEY;
    }
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Ascends with the moment.
fn date_key(day: i32, seconds: u32) -> u64 {
    if day == MISSING_DAY { MISSING_KEY } else { ((i64::from(day) - i64::from(i32::MIN)) as u64) << 17 | u64::from(seconds) }
}

/// The place of each dictionary entry among the different entries, in sort order.
fn entry_ranks(text: &TextColumn) -> Vec<u64> {
    let folded: Vec<String> = text.values.iter().map(fold).collect();
    let mut entries: Vec<u32> = (0..folded.len() as u32).collect();
    let key = |&e: &u32| (folded[e as usize].as_str(), text.values.get(e as usize));
    entries.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    let mut ranks = vec![MISSING_KEY; folded.len()];
    let mut rank = 0;
    for (i, entry) in entries.iter().enumerate() {
        let spelling = text.values.get(*entry as usize);
        if i > 0 && spelling != text.values.get(entries[i - 1] as usize) {
            rank += 1;
        }
        if !spelling.is_empty() {
            ranks[*entry as usize] = rank;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_keep_the_order_of_the_rows_both_ways() {
        let column = Column::new("n", ColumnData::Number(vec![2.0, f64::NAN, 1.0, 2.0, -0.0, 0.0, f64::NAN, -3.0]));
        let order = Order::of(&column);
        assert_eq!(order.rows, [7, 4, 5, 2, 0, 3, 1, 6]);
        assert_eq!(order.present, 6);
        assert_eq!(order.descending(&column), [0, 3, 2, 4, 5, 7, 1, 6]);
    }

    #[test]
    fn text_goes_without_regard_to_case() {
        let column = Column::new("t", ColumnData::Text(["b", "", "A", "a", "B", "a"].into_iter().collect()));
        let order = Order::of(&column);
        assert_eq!(order.rows, [2, 3, 5, 4, 0, 1]);
        assert_eq!(order.descending(&column), [0, 4, 3, 5, 2, 1]);
    }

    #[test]
    fn shares_are_cut_where_a_person_expects() {
        let taken = |n: usize, percent| (0..n).filter(|&before| within_share(before, n, percent)).count();
        assert_eq!(taken(10, 20.0), 2);
        assert_eq!(taken(10_000, 1.1), 110);
        assert_eq!(taken(3, 50.0), 2);
        assert_eq!(taken(10, 0.0), 0);
        assert_eq!(taken(10, 100.0), 10);
    }

    proptest! {
        #[test]
        fn radix_sort_is_the_stable_sort(keys in prop::collection::vec(prop_oneof![any::<u64>(), 0u64..5000], 0..2000)) {
            let mut items: Vec<(u64, u32)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|&(key, _)| key);
            radix_sort_by_key(&mut items, |&(key, _)| key);
            prop_assert_eq!(items, expected);
        }
    }
}
