//! Why one customer is where it is, step by step.

use crate::recipe::Colour;
use serde::{Deserialize, Serialize};

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
    /// What is planned for the customer's group of the step; None where nothing is.
    Play { step: String, segment: String, play: Option<crate::recipe::Play> },
    /// The columns that a formula reads with what the customer has in them, and what it comes to; empty: missing.
    Formula { formula: String, inputs: Vec<(String, String)>, result: String },
    /// What the stage was decided by; days.
    Lifecycle { orders: Option<f64>, silent_days: Option<f64>, own_gap: Option<f64>, overdue_after: Option<f64>, lost_after: Option<f64> },
    /// What the score is made of.
    Scorecard {
        /// None: no score.
        score: Option<f64>,
        /// One per criterion that is used, in order.
        parts: Vec<CriterionVerdict>,
        /// Standard competition rank, 1 the best, among `of` customers with a score.
        rank: Option<usize>,
        of: usize,
        /// What is lacking to the next better tier, and that tier.
        to_next: Option<f64>,
        next: Option<String>,
    },
}

/// What one criterion gives a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CriterionVerdict {
    pub label: String,
    /// What the customer has in the column; empty: missing.
    pub actual: String,
    /// 0–100; None where the criterion is left out for this customer.
    pub points: Option<f64>,
    /// Its share of the weights that count for this customer, 0–1.
    pub weight: f64,
    /// Points × weight: what it adds to the score.
    pub contribution: f64,
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
