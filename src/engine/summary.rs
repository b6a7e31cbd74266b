//! What the engine answers: small values that cross to the page. Never a value per row.

use super::{Assembled, Finding, StepDetail};
use crate::recipe::Colour;
use crate::table::ColumnType;
use serde::{Deserialize, Serialize};

/// A workbook evaluated over the loaded table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Customers.
    pub rows: usize,
    /// The day that relative conditions counted from, days since 1970-01-01; None where the data has no date and none is set.
    pub as_of: Option<i32>,
    /// Name of the value column in force and its sum over all rows.
    pub value: Option<(String, f64)>,
    /// One per step of the workbook, in order.
    pub steps: Vec<StepSummary>,
    /// Every column of the result: those of the source, then those of the steps.
    pub columns: Vec<ColumnInfo>,
    /// What is wrong outside of any step: columns the workbook names and the file lacks, and the like.
    pub findings: Vec<Finding>,
    /// Where the customers were rolled up from orders.
    pub rolled: Option<Rolled>,
    /// Where the source has further files.
    pub files: Option<Box<Assembled>>,
}

/// A roll-up in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rolled {
    pub report: RollupReport,
    /// Of the customers' columns.
    pub profile: Vec<ColumnProfile>,
}

/// A column of the result table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnInfo {
    pub name: String,
    pub column_type: ColumnType,
    /// The step that adds it; None for a column of the source.
    pub step: Option<usize>,
}

/// One step evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepSummary {
    pub name: String,
    /// Its groups, in the order shown; empty for a step that does not group customers.
    pub groups: Vec<GroupSummary>,
    /// Whether a customer can be in more than one group.
    pub overlapping: bool,
    pub findings: Vec<Finding>,
    pub detail: StepDetail,
}

/// A segment, tier or stage, and what is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupSummary {
    pub name: String,
    pub colour: Colour,
    /// Customers.
    pub count: usize,
    /// Of all customers, 0–1.
    pub share: f64,
    /// Sum of the value column; None without one.
    pub value: Option<f64>,
    /// Of the value of all customers, 0–1; None without a value column or where that sum is not above zero.
    pub value_share: Option<f64>,
    /// Mean of the value column over the customers that have one.
    pub mean: Option<f64>,
    /// One per further measure that was asked for; None where there is no such number column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Option<Measure>>,
}

/// A number column over the customers of a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub sum: f64,
    /// Customers that have a value.
    pub present: usize,
    /// Over those; None where there is none.
    pub mean: Option<f64>,
}

/// What a roll-up took in and what it passed over.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct RollupReport {
    /// Rows of the orders.
    pub rows: usize,
    pub customers: usize,
    pub orders: usize,
    /// Rows that count as returns.
    pub returns: usize,
    /// Rows passed over because they name no customer.
    pub without_customer: usize,
    /// Rows passed over because they have no date.
    pub without_date: usize,
    /// Rows that count as orders of no money because they have no amount.
    pub without_amount: usize,
}

/// Statistics of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    pub name: String,
    pub column_type: ColumnType,
    pub missing: usize,
    /// Distinct values, missing not counted. Text counts as written (trimmed).
    pub distinct: usize,
    pub numbers: Option<NumberProfile>,
    pub dates: Option<DateProfile>,
    /// Text and yes/no: the most frequent values, most frequent first, ties by value.
    pub top: Vec<(String, usize)>,
    /// Numbers and dates: rows per bin of equal width between minimum and maximum.
    pub histogram: Option<Histogram>,
}

impl ColumnProfile {
    /// Of a column that has not been looked at.
    pub fn unknown(name: impl Into<String>, column_type: ColumnType) -> ColumnProfile {
        ColumnProfile {
            name: name.into(),
            column_type,
            missing: 0,
            distinct: 0,
            numbers: None,
            dates: None,
            top: Vec::new(),
            histogram: None,
        }
    }

    /// Whether the column has been looked at: any cell is missing or a value.
    pub fn is_known(&self) -> bool {
        self.missing > 0 || self.distinct > 0
    }

    /// Whether a number column has the look of whole numbers only.
    pub fn is_whole(&self) -> bool {
        self.numbers.is_some_and(|n| [n.min, n.max, n.sum].iter().all(|x| x.fract() == 0.0))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberProfile {
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub median: f64,
    /// Compensated.
    pub sum: f64,
}

/// Days since 1970-01-01; `has_time` where any cell has a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateProfile {
    pub min: i32,
    pub max: i32,
    /// The lower median day.
    pub median: i32,
    pub has_time: bool,
}

/// Counts per bin. Bin `i` holds `edges[i] <= x < edges[i + 1]`; the last one also its upper edge. Dates are in days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    pub edges: Vec<f64>,
    pub counts: Vec<usize>,
}

/// How a number or date column is distributed in each group of a step (or, without a step, over all customers).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    pub column: String,
    pub column_type: ColumnType,
    /// As those of a [`Histogram`]. The first bin and the last may be far wider than the others, which are equally wide: they hold a long tail.
    pub edges: Vec<f64>,
    pub groups: Vec<GroupDistribution>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupDistribution {
    pub name: String,
    pub colour: Colour,
    /// Per bin of [`Distribution::edges`].
    pub counts: Vec<usize>,
    pub missing: usize,
    /// None where the group has no value at all, and where no boxes were asked for.
    pub summary: Option<BoxSummary>,
}

/// Bins that a person gives: `count` of equal width from `start` to `end`. `x` is in bin ⌊(x − start) × count / (end − start)⌋, but what lies
/// below `start` is in the first bin and what lies at or above `end` in the last.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenBins {
    pub start: f64,
    pub end: f64,
    pub count: usize,
}

/// How a distribution is cut into bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Binning {
    /// At most so many, of a round width but for long tails.
    AtMost(usize),
    Given(GivenBins),
}

/// A number column cut at ranks, the highest value first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slices {
    pub column: String,
    /// Customers that have a value; only they have a rank.
    pub present: usize,
    pub missing: usize,
    /// One per rank asked for, from the rank before to this one, and last the rest.
    pub slices: Vec<Slice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    pub count: usize,
    pub sum: f64,
}

/// A box plot's five numbers by Tukey: quartiles (Hyndman–Fan type 7), whiskers at the last value within 1.5 × the interquartile range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoxSummary {
    pub min: f64,
    pub whisker_low: f64,
    pub q1: f64,
    pub median: f64,
    pub q3: f64,
    pub whisker_high: f64,
    pub max: f64,
    pub mean: f64,
    pub count: usize,
    /// Values beyond the whiskers.
    pub outliers: usize,
}

/// Which rows, in which order.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct RowQuery {
    /// Only the rows in any of these groups of this step.
    pub filter: Option<GroupFilter>,
    /// Only the rows of which some cell contains this text, without regard to case; empty: all.
    pub search: String,
    /// By this column of the result; the source's order breaks ties. Missing cells come last either way.
    pub sort: Option<Sort>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFilter {
    pub step: usize,
    pub groups: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sort {
    /// Name of the column.
    pub column: String,
    pub descending: bool,
}

/// A window of the rows that a [`RowQuery`] finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowWindow {
    /// Rows that the query finds in all.
    pub total: usize,
    /// Position of the first row of the window among them.
    pub start: usize,
    /// Row numbers in the table, from 0.
    pub rows: Vec<u32>,
    /// Per row, the text of each column asked for; source cells as the file has them, without their quotes.
    pub cells: Vec<Vec<String>>,
}
