//! What is worth computing once per column or condition: sort orders, means and medians, and the rows that a condition finds.
//! Columns never change once they are made, so that an entry is right for as long as its column lives.

use crate::steps::rules::Test;
use crate::table::{Bitmap, Column, ColumnData, Decimal, NumberRange, Numbers, Order, Ranking, Ranks, Runs, Scale, quantile, sort_seldom};
use hashbrown::HashMap;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Weak};

/// The most bytes that condition results may take together.
const CONDITION_BYTES: usize = 24 << 20;

/// The most bytes that what is kept of each row (sort orders, say) may take together, but so many are kept in any case.
const KEPT_BYTES: usize = 32 << 20;
const FEWEST_KEPT: usize = 3;

/// Something of each column, by its address, which stays its own as long as the entry holds on to the allocation.
type PerColumn<T> = RefCell<HashMap<usize, (Weak<Column>, T)>>;

/// What takes memory for each row of a column: what was used last is kept. All of one kind.
#[derive(Default)]
struct Kept(PerColumn<KeptEntry>);

#[derive(Clone)]
struct KeptEntry {
    value: Arc<dyn Any + Send + Sync>,
    bytes: usize,
    used: Rc<Cell<u64>>,
}

impl Kept {
    fn get<T: Send + Sync + 'static>(&self, column: &Arc<Column>, now: u64, bytes: fn(&T) -> usize, compute: impl FnOnce() -> T) -> Arc<T> {
        let mut compute = Some(compute);
        let value = self.get_any(column, now, &mut || {
            let value = compute.take().map(|compute| compute()).expect("asked for once");
            (bytes(&value), Arc::new(value))
        });
        value.downcast().expect("one kind of thing is kept here")
    }

    fn get_any(
        &self,
        column: &Arc<Column>,
        now: u64,
        compute: &mut dyn FnMut() -> (usize, Arc<dyn Any + Send + Sync>),
    ) -> Arc<dyn Any + Send + Sync> {
        let entry = remember(&self.0, column, || {
            let (bytes, value) = compute();
            KeptEntry { value, bytes, used: Rc::default() }
        });
        if entry.used.replace(now) == 0 {
            self.shrink();
        }
        entry.value
    }

    /// Drops what was not used for longest.
    fn shrink(&self) {
        let mut entries = self.0.borrow_mut();
        while entries.len() > FEWEST_KEPT && entries.values().map(|(_, entry)| entry.bytes).sum::<usize>() > KEPT_BYTES {
            let Some(oldest) = entries.iter().min_by_key(|(_, (_, entry))| entry.used.get()).map(|(&key, _)| key) else { return };
            entries.remove(&oldest);
        }
    }

    fn sweep(&self) {
        self.0.borrow_mut().retain(|_, (column, _)| column.strong_count() > 0);
    }
}

/// Caches over columns. Shared by the steps of one engine; not for more than one thread at a time.
#[derive(Default)]
pub struct Caches {
    orders: Kept,
    runs: Kept,
    ranks: Kept,
    numbers: PerColumn<NumberStats>,
    rankings: PerColumn<Arc<Ranking>>,
    decimals: PerColumn<Option<Decimal>>,
    medians: PerColumn<Option<f64>>,
    bulks: PerColumn<Option<(f64, f64)>>,
    conditions: RefCell<HashMap<ConditionKey, ConditionEntry>>,
    condition_bytes: Cell<usize>,
    clock: Cell<u64>,
}

/// Statistics of a number column that take one pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberStats {
    /// Values that are not missing.
    pub present: usize,
    pub sum: f64,
    /// None without values.
    pub mean: Option<f64>,
    pub range: NumberRange,
    /// For exact sums, where the values have one.
    pub scale: Option<Scale>,
}

/// A test of one column (or of two, or of a step's groups). The addresses stay unique because the entry holds on to the allocations.
#[derive(PartialEq, Eq, Hash)]
struct ConditionKey {
    subject: usize,
    other: usize,
    test: Test,
}

struct ConditionEntry {
    rows: Arc<Bitmap>,
    count: usize,
    used: u64,
    _holds: Holds,
}

/// Keeps an allocation's address from being used again, without keeping its content.
#[derive(Clone)]
pub(crate) enum Holds {
    Columns(Weak<Column>, Option<Weak<Column>>),
    Grouping(Weak<super::Grouping>),
}

impl Holds {
    fn key(&self) -> (usize, usize) {
        match self {
            Holds::Columns(column, other) => (column.as_ptr() as usize, other.as_ref().map_or(0, |o| o.as_ptr() as usize)),
            Holds::Grouping(grouping) => (grouping.as_ptr() as usize, 0),
        }
    }

    fn alive(&self) -> bool {
        match self {
            Holds::Columns(column, other) => column.strong_count() > 0 && other.as_ref().is_none_or(|o| o.strong_count() > 0),
            Holds::Grouping(grouping) => grouping.strong_count() > 0,
        }
    }
}

impl Caches {
    pub fn new() -> Caches {
        Caches::default()
    }

    fn now(&self) -> u64 {
        self.clock.set(self.clock.get() + 1);
        self.clock.get()
    }

    /// The rows of a column in ascending order.
    pub fn order(&self, column: &Arc<Column>) -> Arc<Order> {
        self.orders.get(column, self.now(), |order: &Order| size_of_val(&*order.rows), || Order::of(column))
    }

    /// The different values of a number or date column (see [`Runs::of`]).
    pub fn runs(&self, column: &Arc<Column>) -> Arc<Runs> {
        self.runs.get(column, self.now(), Runs::byte_len, || Runs::of(column))
    }

    /// The different values of a number or date column, and which of them each row holds.
    pub fn ranks(&self, column: &Arc<Column>) -> Arc<Ranks> {
        self.ranks.get(column, self.now(), Ranks::byte_len, || Ranks::of(column, self.runs(column), || self.order(column)))
    }

    /// Number of values, sum and mean of a number column. Of any other column: no values.
    pub fn numbers(&self, column: &Arc<Column>) -> NumberStats {
        remember(&self.numbers, column, || {
            let none = Numbers::default();
            let values = numbers_of(column).unwrap_or(&none);
            let range = values.range();
            let scale = Scale::new(values, &range);
            let sum = values.sum(scale);
            let present = range.present;
            NumberStats { present, sum, mean: (present > 0).then(|| sum / present as f64), range, scale }
        })
    }

    /// How a number column is written with few decimal places, where it can be; None for any other column.
    pub fn decimal(&self, column: &Arc<Column>) -> Option<Decimal> {
        remember(&self.decimals, column, || numbers_of(column)?.decimal())
    }

    /// A number column in buckets of its ranking; that of any other column is empty.
    pub fn ranking(&self, column: &Arc<Column>) -> Arc<Ranking> {
        remember(&self.rankings, column, || {
            let (stats, none) = (self.numbers(column), Numbers::default());
            Arc::new(Ranking::new(numbers_of(column).unwrap_or(&none), &stats.range, stats.scale))
        })
    }

    /// The median of a number column (type 7); None without values.
    pub fn median(&self, column: &Arc<Column>) -> Option<f64> {
        remember(&self.medians, column, || self.quantile(column, 0.5))
    }

    /// Where nine tenths of a number column lie: its 5 % and its 95 % quantile (type 7). None without values.
    pub fn bulk(&self, column: &Arc<Column>) -> Option<(f64, f64)> {
        remember(&self.bulks, column, || Some((self.quantile(column, 0.05)?, self.quantile(column, 0.95)?)))
    }

    fn quantile(&self, column: &Arc<Column>, p: f64) -> Option<f64> {
        let (values, ranking) = (numbers_of(column)?, self.ranking(column));
        quantile(ranking.present(), p, |i| ranking.from_top(values, ranking.present() - 1 - i))
    }

    /// The rows that a test finds and their number, computed only where they are not at hand.
    pub(crate) fn condition(&self, holds: Holds, test: &Test, compute: impl FnOnce() -> Bitmap) -> (Arc<Bitmap>, usize) {
        let now = self.now();
        let (subject, other) = holds.key();
        let key = ConditionKey { subject, other, test: test.clone() };
        if let Some(entry) = self.conditions.borrow_mut().get_mut(&key) {
            entry.used = now;
            return (entry.rows.clone(), entry.count);
        }
        let rows = Arc::new(compute());
        let count = rows.count();
        self.condition_bytes.set(self.condition_bytes.get() + rows.byte_len());
        let mut conditions = self.conditions.borrow_mut();
        conditions.insert(key, ConditionEntry { rows: rows.clone(), count, used: now, _holds: holds });
        if self.condition_bytes.get() > CONDITION_BYTES {
            self.shrink(&mut conditions);
        }
        (rows, count)
    }

    /// Drops the results that were not used for longest, down to three quarters of the bound, and those of columns that are gone.
    fn shrink(&self, conditions: &mut HashMap<ConditionKey, ConditionEntry>) {
        conditions.retain(|_, entry| entry._holds.alive());
        let mut by_use: Vec<(u64, usize)> = conditions.values().map(|entry| (entry.used, entry.rows.byte_len())).collect();
        sort_seldom(&mut by_use, |a, b| b.cmp(a));
        let mut kept = 0;
        let mut oldest = 0;
        for (position, (used, bytes)) in by_use.into_iter().enumerate() {
            // The newest always stays.
            if position > 0 && kept + bytes > CONDITION_BYTES / 4 * 3 {
                break;
            }
            kept += bytes;
            oldest = used;
        }
        conditions.retain(|_, entry| entry.used >= oldest);
        self.condition_bytes.set(kept);
    }

    /// Forgets what was computed for columns that no longer exist.
    pub fn sweep(&self) {
        self.orders.sweep();
        self.runs.sweep();
        self.ranks.sweep();
        self.numbers.borrow_mut().retain(|_, (column, _)| column.strong_count() > 0);
        self.rankings.borrow_mut().retain(|_, (column, _)| column.strong_count() > 0);
        self.decimals.borrow_mut().retain(|_, (column, _)| column.strong_count() > 0);
        self.medians.borrow_mut().retain(|_, (column, _)| column.strong_count() > 0);
        self.bulks.borrow_mut().retain(|_, (column, _)| column.strong_count() > 0);
        let mut conditions = self.conditions.borrow_mut();
        conditions.retain(|_, entry| entry._holds.alive());
        self.condition_bytes.set(conditions.values().map(|entry| entry.rows.byte_len()).sum());
    }
}

/// The values of a number column.
pub(crate) fn numbers_of(column: &Column) -> Option<&Numbers> {
    match &column.data {
        ColumnData::Number(values) => Some(values),
        _ => None,
    }
}

fn remember<T: Clone>(cache: &PerColumn<T>, column: &Arc<Column>, compute: impl FnOnce() -> T) -> T {
    let key = Arc::as_ptr(column) as usize;
    if let Some((_, value)) = cache.borrow().get(&key) {
        return value.clone();
    }
    let value = compute();
    cache.borrow_mut().insert(key, (Arc::downgrade(column), value.clone()));
    value
}
