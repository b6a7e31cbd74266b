//! Parameters of the `lifecycle` step: where each customer stands between prospect and lost.

use super::{Colour, NamedGroup};
use serde::{Deserialize, Serialize};

/// Columns, limits and the names of the stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lifecycle {
    /// A number column: orders. Empty: not chosen yet.
    pub orders: String,
    /// A date column, or a number column of days since the last order. Empty: not chosen yet.
    pub last_order: String,
    /// A date column; without one a customer of a single order is new by the age of that order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_order: Option<String>,
    /// A number column: days between the customer's orders (median). Without one the typical gap of the population stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
    /// New: the first order is at most so many days ago.
    pub new_days: f64,
    /// Loyal: at least so many orders.
    pub loyal_orders: f64,
    /// Overdue: more days since the last order than this factor times the customer's own gap.
    pub overdue_factor: f64,
    /// From so many orders on a customer is judged by its own gap.
    pub own_gap_orders: f64,
    /// Below that, overdue after this quantile (0–1) of the population's gaps, in days.
    pub population_quantile: f64,
    /// Lost: so many times the days after which the customer was overdue.
    pub lost_factor: f64,
    pub stages: Stages,
}

/// Names and colours of the stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stages {
    pub prospect: NamedGroup,
    pub new: NamedGroup,
    pub one_time: NamedGroup,
    pub repeat: NamedGroup,
    pub loyal: NamedGroup,
    pub at_risk: NamedGroup,
    pub lost: NamedGroup,
}

impl Stages {
    /// In the order of a customer's life.
    pub fn in_order(&self) -> [&NamedGroup; 7] {
        [&self.prospect, &self.new, &self.one_time, &self.repeat, &self.loyal, &self.at_risk, &self.lost]
    }
}

impl Default for Stages {
    fn default() -> Self {
        let group = |name: &str, colour| NamedGroup { name: name.into(), colour };
        Stages {
            prospect: group("Prospect", Colour::Grey),
            new: group("New", Colour::Sky),
            one_time: group("One-time", Colour::Yellow),
            repeat: group("Repeat", Colour::Blue),
            loyal: group("Loyal", Colour::Green),
            at_risk: group("At risk", Colour::Orange),
            lost: group("Lost", Colour::Vermilion),
        }
    }
}

impl Default for Lifecycle {
    fn default() -> Self {
        Lifecycle {
            orders: String::new(),
            last_order: String::new(),
            first_order: None,
            gap: None,
            new_days: 60.0,
            loyal_orders: 5.0,
            overdue_factor: 2.0,
            own_gap_orders: 3.0,
            population_quantile: 0.9,
            lost_factor: 2.0,
            stages: Stages::default(),
        }
    }
}
