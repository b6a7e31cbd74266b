//! What the engine answers: small values that cross to the page. Never a value per row.

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
}

/// What only one step kind has to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StepDetail {
    /// Muted, or nothing to add.
    None,
    /// One per segment.
    Rules(Vec<SegmentDetail>),
    Tiers(Box<TiersDetail>),
    Matrix(MatrixDetail),
    Rfm(Box<RfmDetail>),
    Lifecycle(LifecycleDetail),
}

/// Where a number was cut and how it is concentrated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TiersDetail {
    /// One per tier, the best first.
    pub cuts: Vec<TierCut>,
    /// Pareto curve: the customers from the best on, and the share of the value that they hold. Only the origin where the values do not sum to more than zero.
    pub curve: Vec<CurvePoint>,
    /// Gini coefficient, 0 (all equal) to 1 (one has all); None where the values do not sum to more than zero.
    pub gini: Option<f64>,
    /// Natural breaks: the share of the squared deviation that the tiers explain, 0–1.
    pub fit: Option<f64>,
}

/// One tier as it was cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TierCut {
    /// The worst value that the tier takes; None for the last one, and for one that takes nobody.
    pub bound: Option<f64>,
    /// The share (0–1) asked for, of customers or of value as the method has it.
    pub asked: Option<f64>,
    /// The share got, of the customers that have a value.
    pub customers_share: f64,
    /// The share got, of the sum of the values.
    pub value_share: Option<f64>,
}

/// A point of a Pareto curve, both shares 0–1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    pub customers: f64,
    pub value: f64,
}

/// A crossing of two steps, cell by cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatrixDetail {
    /// Groups down the side.
    pub rows: Vec<String>,
    /// Groups along the top.
    pub columns: Vec<String>,
    /// Row by row.
    pub cells: Vec<GridCell>,
}

/// A cell of a grid of customers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridCell {
    /// The group of the step that the cell belongs to; None where it belongs to none as a whole.
    pub group: Option<usize>,
    pub count: usize,
    /// Sum of the value (of the monetary column, for RFM); None without one.
    pub value: Option<f64>,
    pub mean: Option<f64>,
}

/// Cuts and cells of an RFM step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RfmDetail {
    /// The highest score.
    pub scores: u8,
    /// The cuts between the scores, ascending; recency in days.
    pub recency: Vec<f64>,
    pub frequency: Vec<f64>,
    pub monetary: Vec<f64>,
    /// Recency score by frequency score, both ascending, frequency within recency.
    pub grid: Vec<GridCell>,
}

/// How the limits of a lifecycle step fell.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct LifecycleDetail {
    /// Days of silence after which a customer without a rhythm of its own is overdue.
    pub population_days: Option<f64>,
    /// Customers judged by their own gap, and by the population's.
    pub by_own_gap: usize,
    pub by_population: usize,
    /// Customers that are overdue (at risk or lost, and new ones that would be).
    pub overdue: usize,
}

/// How a segment's rule narrows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentDetail {
    /// Customers that meet the rule, whether or not an earlier segment took them.
    pub matching: usize,
    /// One per node of the rule's tree, the root first, in preorder (a group, then its nodes in order).
    pub nodes: Vec<NodeCount>,
}

/// What one condition or group lets through.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeCount {
    /// Customers that meet it, taken alone. None: half-written, muted or wrong, and so left out.
    pub alone: Option<usize>,
    /// Customers that are still in after it and its earlier siblings, by the quantifier of the group that they stand in.
    pub running: Option<usize>,
}

/// Something that a person should know about a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    /// Where in the step.
    pub place: Place,
    pub problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// Part of the step is left out.
    Warning,
    /// The step could not run.
    Error,
}

/// Where in a step a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Workbook,
    Step,
    /// A segment, by position.
    Segment(usize),
    /// A node of a segment's rule: the position of the child to take at each level; the empty path is the root group.
    Node {
        segment: usize,
        path: Vec<usize>,
    },
}

/// What is wrong. Turned into a sentence by `messages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Problem {
    /// No column chosen yet.
    NoColumn,
    UnknownColumn {
        column: String,
    },
    UnknownStep {
        step: String,
    },
    UnknownSegment {
        step: String,
        segment: String,
    },
    /// The operator is not for this type of column.
    OperatorNotForType {
        column: String,
        column_type: ColumnType,
    },
    NoValue,
    /// No unit of time chosen yet.
    NoUnit,
    NotANumber {
        text: String,
    },
    /// The number must be whole and not below 0 (a count, a number of days).
    NotWhole {
        text: String,
    },
    /// A percentage must be between 0 and 100.
    NotAPercentage {
        text: String,
    },
    /// A month is a number 1–12, a weekday a number 1 (Monday) – 7 (Sunday).
    NotAMonth {
        text: String,
    },
    NotAWeekday {
        text: String,
    },
    /// A number or span of time that is larger than makes sense.
    TooLarge {
        text: String,
        limit: u32,
    },
    NotADate {
        text: String,
    },
    /// The lower end is above the upper one: nothing can be between.
    EmptyRange,
    /// Columns of different types are compared.
    TypesDiffer {
        column: String,
        other: String,
    },
    /// A regular expression that does not compile.
    BadPattern {
        pattern: String,
        message: String,
    },
    /// A relative condition, and no as-of date.
    NoAsOf,
    /// A segment without any condition: nobody is in it.
    EmptyRule,
    /// Every condition of the segment is muted, half-written or wrong: nobody is in it.
    NothingLeft,
    TooManySegments {
        limit: usize,
    },
    DuplicateName {
        name: String,
    },
    EmptyName,
    /// No customer is ever left for this segment: those above take all that meet its rule.
    NeverReached {
        taken_by: Vec<String>,
        matching: usize,
    },
    /// Nobody meets the rule.
    MatchesNobody,
    ValueColumnMissing {
        column: String,
    },
    ValueColumnNotNumber {
        column: String,
    },
    BadAsOf {
        text: String,
    },
    /// The step needs a number column.
    NotANumberColumn {
        column: String,
        column_type: ColumnType,
    },
    /// A date column is needed.
    NotADateColumn {
        column: String,
        column_type: ColumnType,
    },
    /// Every value of the column is missing.
    NoValues {
        column: String,
    },
    /// The values do not sum to more than zero: there is nothing to take shares of.
    NothingToShare {
        column: String,
    },
    /// There is no tier to cut into.
    NoTiers,
    /// A cut is better than the cut of the tier above it: the tier takes nobody.
    CutsOutOfOrder,
    /// No earlier step chosen yet.
    NoStep,
    /// The step has overlapping segments where one group per customer is needed.
    StepOverlaps {
        step: String,
    },
    /// A cell of a matrix bears two names; the first one counts.
    CellNamedTwice {
        row: String,
        column: String,
        first: String,
        second: String,
    },
    /// Cells of the RFM grid that no segment takes.
    CellsInNoSegment {
        cells: Vec<String>,
    },
    /// Cells of the RFM grid that several segments name; the first one takes them.
    CellsNamedTwice {
        cells: Vec<String>,
    },
    /// All cells of the segment are taken by segments above it, or it has none.
    NoCellReaches {
        segment: String,
    },
    /// Nobody has a gap between orders: nobody can be overdue.
    NoGaps,
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
    /// None where the group has no value at all.
    pub summary: Option<BoxSummary>,
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

/// Why a customer is where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    pub row: usize,
    /// One per step that is not muted.
    pub steps: Vec<StepExplanation>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepExplanation {
    /// Position of the step in the workbook.
    pub step: usize,
    pub name: String,
    /// Groups the customer is in.
    pub groups: Vec<usize>,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// Per segment in priority order.
    Rules(Vec<SegmentVerdict>),
    /// A tier by the value of a column.
    Tier {
        column: String,
        /// The value as text; empty: missing.
        actual: String,
        value: Option<f64>,
        /// Standard competition rank, 1 the best, among `of` customers with a value.
        rank: Option<usize>,
        of: usize,
        /// What is lacking to the next better tier, in the column's unit (negative where less is better), and that tier.
        to_next: Option<f64>,
        next: Option<String>,
    },
    /// The groups that meet in the customer's cell.
    Matrix { rows: String, row: String, columns: String, column: String },
    /// Values (recency in days) and scores; None: missing.
    Rfm { recency: Option<f64>, frequency: Option<f64>, monetary: Option<f64>, scores: [Option<u8>; 3], of: u8 },
    /// What the stage was decided by; days.
    Lifecycle { orders: Option<f64>, silent_days: Option<f64>, own_gap: Option<f64>, overdue_after: Option<f64>, lost_after: Option<f64> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentVerdict {
    pub name: String,
    pub colour: Colour,
    pub met: bool,
    /// Met and not taken by a segment above.
    pub taken: bool,
    /// The conditions that decided: where the rule is met, those that made it hold; else the first that failed.
    pub reasons: Vec<ConditionVerdict>,
}

/// One condition for one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConditionVerdict {
    pub condition: crate::recipe::Condition,
    /// What the customer has in that column; empty: missing.
    pub actual: String,
    pub held: bool,
    /// For a number or date against a threshold: how far it is from holding (numbers in the column's unit, dates in days).
    pub distance: Option<f64>,
}
