//! What only one step kind has to say of its evaluation. Counts, sums and shares of groups are of every kind: see `summary`.

use super::Histogram;
use crate::recipe::Colour;
use crate::table::ColumnType;
use serde::{Deserialize, Serialize};

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
    Scorecard(Box<ScorecardDetail>),
    Formula(Box<FormulaDetail>),
    Playbook(Box<PlaybookDetail>),
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

/// How a scorecard's score is distributed and what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScorecardDetail {
    /// One per criterion of the step, in order.
    pub criteria: Vec<CriterionDetail>,
    /// Customers with a score.
    pub scored: usize,
    /// Of the score, over 0–100 whatever the scores.
    pub histogram: Histogram,
    /// None where nobody has a score.
    pub summary: Option<ScoreSummary>,
    /// How the score was cut.
    pub tiers: TiersDetail,
}

/// Quantiles are of type 7.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreSummary {
    pub min: f64,
    pub q1: f64,
    pub median: f64,
    pub q3: f64,
    pub max: f64,
    pub mean: f64,
}

/// What a criterion does.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct CriterionDetail {
    /// Whether it counts: a criterion without a column, or with one that does not fit, is left out.
    pub used: bool,
    /// Its share of the weights that count, 0–1.
    pub weight: f64,
    /// Over the customers that have points.
    pub mean_points: Option<f64>,
    /// Customers without a value.
    pub missing: usize,
    /// Least and greatest value of a number or date column (days to the as-of date).
    pub range: Option<(f64, f64)>,
    /// Values from the least to the greatest with their points, for drawing; close together where most customers are. Empty for categories.
    pub curve: Vec<(f64, f64)>,
    /// Customers per band or category, those below or other last; empty for other ways.
    pub counts: Vec<usize>,
    /// What it adds to the score on average, per group of the step; None where nobody in the group has a score.
    pub by_group: Vec<Option<f64>>,
}

/// What a formula came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormulaDetail {
    pub column_type: ColumnType,
    pub rows: usize,
    pub missing: usize,
    /// Numbers, and dates as days since 1970-01-01; None without values.
    pub min: Option<f64>,
    pub mean: Option<f64>,
    pub max: Option<f64>,
    pub histogram: Option<Histogram>,
    /// Text and yes/no: the most frequent results with their counts, ties by value.
    pub top: Vec<(String, usize)>,
    /// The columns that it reads, as it calls them.
    pub inputs: Vec<String>,
    /// The first rows.
    pub examples: Vec<FormulaExample>,
}

/// What went into a formula and what came out, in one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormulaExample {
    /// One per input; empty: missing.
    pub inputs: Vec<String>,
    pub result: String,
}

/// What a plan comes to, per month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaybookDetail {
    /// One per group of the step that it plans for, in that step's order.
    pub rows: Vec<PlanRow>,
    pub total: PlanTotal,
    /// Contacts that the people can make; None where no capacity is stated.
    pub capacity: Option<f64>,
}

/// One group of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanRow {
    pub segment: String,
    pub colour: Colour,
    /// Whether it has a play.
    pub planned: bool,
    pub customers: usize,
    pub contacts: f64,
    /// Those that are not sent by machine.
    pub by_people: f64,
    /// People that they take; None where it is not stated how many contacts one makes.
    pub people: Option<f64>,
    pub budget: f64,
    pub responses: f64,
    /// What the responses are expected to bring.
    pub revenue: f64,
    pub net: f64,
    /// The people are used up before all of the group is reached.
    pub over: bool,
}

/// All groups of a plan together. `customers` are those that are contacted at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanTotal {
    pub customers: usize,
    pub contacts: f64,
    pub by_people: f64,
    pub people: Option<f64>,
    pub budget: f64,
    pub responses: f64,
    pub revenue: f64,
    pub net: f64,
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
