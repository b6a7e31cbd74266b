//! Parameters of the `tiers` step: one number cut into named tiers.

use super::Colour;
use serde::{Deserialize, Serialize};

/// A number cut into tiers, the best tier first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// A number column. Empty: not chosen yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    pub method: TierMethod,
    /// The best first. At least one.
    pub tiers: Vec<Tier>,
    /// Small values are the good ones (days since the last order, say).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lower_is_better: bool,
    /// The visible group of those without a value.
    #[serde(default)]
    pub no_value: NoValue,
}

/// One tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
    /// The most customers in it; those past it go one tier down, equal values together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<usize>,
}

/// The group of customers without a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoValue {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
}

impl Default for NoValue {
    fn default() -> Self {
        NoValue { name: "No value".into(), colour: Colour::Slate }
    }
}

/// How the cuts between tiers are found. A list has one entry per tier but the last, which takes the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum TierMethod {
    /// The value from which on a customer is in the tier ("at least"; with `lower_is_better` "at most"). None: not typed yet.
    Thresholds { at: Vec<Option<f64>> },
    /// The tier's own share of the customers that have a value, in percent, by standard competition rank.
    ShareOfCustomers { percent: Vec<f64> },
    /// The share of the sum of all values, in percent, that the tier and those above it hold together (ABC: 80, 95).
    ShareOfValue { up_to: Vec<f64> },
    /// As many equal intervals between the least and the greatest value as there are tiers.
    EqualWidth,
    /// The intervals with the least squared deviation (Fisher, Jenks).
    NaturalBreaks,
    /// At so many standard deviations (of the population) above the mean a tier begins.
    StandardDeviations { at: Vec<f64> },
}
