//! Typed columns in contiguous memory, and the sets and orders over them. Knows nothing of files, recipes or pages.

mod arena;
mod bitmap;
pub(crate) mod borders;
mod column;
mod contains;
pub mod date;
mod days;
mod decimal;
mod display;
mod exact;
mod gather;
mod group_sums;
mod interner;
pub mod natural_breaks;
mod numbers;
mod order;
mod packing;
mod ranking;
mod repeats;
mod runs;
mod scale;
mod sorting;
mod stats;
mod text;
mod text_order;
mod text_values;

pub use arena::{Ends, StringArena};
pub use bitmap::{Bitmap, unpack};
pub use column::{BoolColumn, Column, ColumnData, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY};
pub use days::Days;
pub use decimal::Decimal;
pub use display::{fold, fold_into, format_number};
pub use exact::NumberRange;
pub use gather::NO_ROW;
pub use group_sums::{GroupSums, Moves};
pub use interner::Interner;
pub use numbers::{Digit, Digits, Numbers, Places};
pub(crate) use order::number_key;
pub use order::{Order, radix_sort, within_share};
pub use packing::{PackedTexts, Packer, Packing};
pub use ranking::Ranking;
pub(crate) use ranking::number_of_key;
pub(crate) use repeats::each_repeat;
pub use runs::{Ranks, Runs, SECONDS_OF_A_DAY};
pub use scale::Scale;
pub use sorting::sort_seldom;
pub(crate) use stats::compensated_sum;
pub use stats::{GroupTotal, Sum, group_totals, quantile, sum};
pub use text::{Codes, TextColumn, TextColumnBuilder};
pub use text_values::TextValues;

use std::ops::Range;
use std::sync::Arc;

/// Rows for one call, where there are many. A browser compiles a loop well only from one call to the next.
pub(crate) const BLOCK: usize = 4096;

/// So many rows, a block at a time.
pub(crate) fn blocks(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(BLOCK).map(move |from| from..rows.min(from + BLOCK))
}

/// A name for a column that is not taken: the wanted one, or with a number behind it.
pub fn free_name(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(wanted) {
        return wanted.to_owned();
    }
    (2..).map(|n| format!("{wanted} ({n})")).find(|name| !taken(name)).unwrap_or_default()
}

/// Makes room for `more` values: where there is none, for as many as are expected in all, or a quarter again where they were expected in vain. False
/// where there is not the memory.
pub fn try_make_room<T>(values: &mut Vec<T>, more: usize, expected: usize) -> bool {
    let wanted = expected.saturating_sub(values.len()).max(values.len() / 4).max(more);
    values.capacity() - values.len() >= more || values.try_reserve_exact(wanted).or_else(|_| values.try_reserve_exact(more)).is_ok()
}

/// Columns of equal length. Row `i` of every column belongs to the same customer (or order).
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: usize,
    columns: Vec<Arc<Column>>,
}

impl Table {
    /// A table of `rows` rows.
    ///
    /// # Panics
    /// When a column's length is not `rows`: that is a bug in the caller, never a fault of the data.
    pub fn new(rows: usize, columns: Vec<Arc<Column>>) -> Table {
        for column in &columns {
            assert_eq!(column.len(), rows, "column {:?} has another length than its table", column.name);
        }
        Table { rows, columns }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether both are the same table, not only equal ones.
    pub fn is(&self, other: &Table) -> bool {
        self.columns.len() == other.columns.len() && self.columns.iter().zip(&other.columns).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// The columns, in the order of the source.
    pub fn columns(&self) -> &[Arc<Column>] {
        &self.columns
    }

    /// The column of that exact name.
    pub fn column(&self, name: &str) -> Option<&Arc<Column>> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Adds a column at the right.
    ///
    /// # Panics
    /// When its length is not that of the table.
    pub fn push(&mut self, column: Arc<Column>) {
        assert_eq!(column.len(), self.rows, "column {:?} has another length than its table", column.name);
        self.columns.push(column);
    }
}
