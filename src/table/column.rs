//! One typed column. Missing values live inside the values (NaN or what stands for it, a sentinel day, the empty text), so that a
//! comparison with a missing value is false without a second look.

use super::{Bitmap, Days, Numbers, TextColumn};
use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    Text,
    Number,
    Date,
    Boolean,
}

/// A named column of values of one type.
#[derive(Clone, Debug)]
pub struct Column {
    /// Unique in its table.
    pub name: String,
    pub data: ColumnData,
}

/// The values of a column.
#[derive(Clone, Debug)]
pub enum ColumnData {
    /// Trimmed text; the empty text is missing.
    Text(TextColumn),
    Number(Numbers),
    Date(DateColumn),
    Boolean(BoolColumn),
}

/// The day that stands for a missing date.
pub const MISSING_DAY: i32 = i32::MIN;

/// Days since 1970-01-01 and, where the column has times, the seconds within the day.
#[derive(Clone, Debug, Default)]
pub struct DateColumn {
    pub days: Days,
    /// Seconds since midnight, 0–86,399, when any cell has a time; same length as `days`.
    pub seconds: Option<Vec<u32>>,
}

/// The value that stands for a missing yes/no.
pub const MISSING_BOOL: u8 = 2;

/// Yes/no values: 0 no, 1 yes, [`MISSING_BOOL`] missing.
#[derive(Clone, Debug, Default)]
pub struct BoolColumn {
    pub values: Vec<u8>,
}

impl Column {
    pub fn new(name: impl Into<String>, data: ColumnData) -> Column {
        Column { name: name.into(), data }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.data {
            ColumnData::Text(t) => t.len(),
            ColumnData::Number(v) => v.len(),
            ColumnData::Date(d) => d.days.len(),
            ColumnData::Boolean(b) => b.values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn column_type(&self) -> ColumnType {
        match &self.data {
            ColumnData::Text(_) => ColumnType::Text,
            ColumnData::Number(_) => ColumnType::Number,
            ColumnData::Date(_) => ColumnType::Date,
            ColumnData::Boolean(_) => ColumnType::Boolean,
        }
    }

    /// Whether the cell at `row` is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        match &self.data {
            ColumnData::Text(t) => t.is_missing(row),
            ColumnData::Number(v) => v.get(row).is_nan(),
            ColumnData::Date(d) => d.days.get(row) == MISSING_DAY,
            ColumnData::Boolean(b) => b.values[row] == MISSING_BOOL,
        }
    }

    /// The rows whose cell is missing.
    pub fn missing(&self) -> Bitmap {
        match &self.data {
            ColumnData::Text(t) => t.select(|s| s.is_empty()),
            ColumnData::Number(v) => v.missing(),
            ColumnData::Date(d) => d.days.missing(),
            ColumnData::Boolean(b) => Bitmap::from_slice(&b.values, |value| value == MISSING_BOOL),
        }
    }
}
