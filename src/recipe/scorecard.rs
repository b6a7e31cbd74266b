//! Parameters of the `scorecard` step: weighted criteria that add up to a score from 0 to 100, and the tiers on it.

use super::Tiers;
use serde::{Deserialize, Serialize};

/// Criteria with weights, and the tiers that the score is cut into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    /// What changing one weight does to the others. Computing divides by the sum of the weights either way.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weights: WeightMode,
    /// How the score is cut: its method, its tiers and the group of those without a score. Its column is the score.
    pub grading: Tiers,
    /// Adds a column with the points of each criterion.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub export_points: bool,
}

/// What changing one weight does to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightMode {
    /// The others share what is left of 100, in proportion.
    #[default]
    Together,
    /// They stay as they are.
    Free,
}

/// One criterion: a column, its weight, and how its values become points from 0 to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What it is called. Empty: as its column.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A column of any type; a date counts as the days from it to the as-of date. Empty: not chosen yet.
    #[serde(default)]
    pub column: String,
    /// 0 or more.
    pub weight: f64,
    pub points: Points,
    /// Small values are the good ones. Bands and categories say themselves what is good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lower_is_better: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing: MissingPoints,
}

/// How a value becomes points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Points {
    /// In proportion between two ends; beyond them 0 or 100. An end that is not given is the least or greatest value.
    MinMax {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        low: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        high: Option<f64>,
    },
    /// The share of the other customers that are strictly worse.
    PercentileRank,
    /// By distance from the mean in standard deviations: −3 is 0, +3 is 100.
    ZScore,
    /// A value has the points of the highest threshold that it reaches.
    Bands {
        bands: Vec<Band>,
        /// Points of a value that reaches no threshold.
        #[serde(default)]
        below: f64,
    },
    /// Points per value of a text or yes/no column.
    Categories {
        values: Vec<Category>,
        /// Points of any other value.
        #[serde(default)]
        other: f64,
    },
}

/// A threshold and the points of the values from it on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// At least so much. None: not typed yet.
    pub from: Option<f64>,
    pub points: f64,
}

/// A value and its points. Compared trimmed and without regard to case; a yes/no column has `yes` and `no`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub value: String,
    pub points: f64,
}

/// What a missing value counts for.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum MissingPoints {
    /// Nothing: the customer is scored by the other criteria.
    #[default]
    LeftOut,
    /// So many points.
    Points { points: f64 },
    /// The customer has no score.
    NoScore,
}

impl Criterion {
    /// Its name or, where it has none, that of its column.
    pub fn label(&self) -> &str {
        let name = self.name.trim();
        if name.is_empty() { &self.column } else { name }
    }
}

impl Scorecard {
    /// Weights in the shape of shares of 1; all zero where they add up to nothing. A weight below zero counts as none.
    pub fn shares(&self) -> Vec<f64> {
        let weight = |c: &Criterion| if c.weight.is_finite() { c.weight.max(0.0) } else { 0.0 };
        let sum: f64 = self.criteria.iter().map(weight).sum();
        self.criteria.iter().map(|c| if sum > 0.0 { weight(c) / sum } else { 0.0 }).collect()
    }

    /// Sets a weight. Where the weights stay together the others share what is left of 100 in proportion, or evenly where they were all zero.
    pub fn set_weight(&mut self, index: usize, weight: f64) {
        let Some(criterion) = self.criteria.get_mut(index) else { return };
        let together = self.weights == WeightMode::Together;
        let weight = if together { weight.clamp(0.0, 100.0) } else { weight.max(0.0) };
        criterion.weight = weight;
        if !together {
            return;
        }
        if let [only] = self.criteria.as_mut_slice() {
            only.weight = 100.0;
            return;
        }
        let others = || (0..self.criteria.len()).filter(move |&i| i != index);
        let sum: f64 = others().map(|i| self.criteria[i].weight.max(0.0)).sum();
        let count = self.criteria.len() - 1;
        let next: Vec<(usize, f64)> = others()
            .map(|i| (i, if sum > 0.0 { self.criteria[i].weight.max(0.0) / sum } else { 1.0 / count as f64 }))
            .map(|(i, share)| (i, tenths(share * (100.0 - weight))))
            .collect();
        for (i, weight) in next {
            self.criteria[i].weight = weight;
        }
        self.settle(Some(index));
    }

    /// Brings the weights to 100 together in their proportions, in tenths.
    pub fn to_hundred(&mut self) {
        let shares = self.shares();
        let even = 100.0 / self.criteria.len().max(1) as f64;
        let none = shares.iter().all(|&s| s == 0.0);
        for (criterion, share) in self.criteria.iter_mut().zip(shares) {
            criterion.weight = tenths(if none { even } else { share * 100.0 });
        }
        self.settle(None);
    }

    /// Gives what rounding left over to the heaviest criterion other than `fixed`.
    fn settle(&mut self, fixed: Option<usize>) {
        let sum: f64 = self.criteria.iter().map(|c| c.weight).sum();
        let heaviest = (0..self.criteria.len())
            .filter(|&i| Some(i) != fixed)
            .max_by(|&a, &b| self.criteria[a].weight.total_cmp(&self.criteria[b].weight).then(b.cmp(&a)));
        if let Some(i) = heaviest {
            self.criteria[i].weight = tenths((self.criteria[i].weight + 100.0 - sum).max(0.0));
        }
    }
}

fn tenths(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::{NoValue, Tier, TierMethod};
    use proptest::prelude::*;

    fn scorecard(weights: &[f64]) -> Scorecard {
        let criterion = |&weight: &f64| Criterion {
            name: String::new(),
            column: "c".into(),
            weight,
            points: Points::PercentileRank,
            lower_is_better: false,
            missing: MissingPoints::default(),
        };
        let grading = Tiers {
            column: String::new(),
            method: TierMethod::EqualWidth,
            tiers: vec![Tier { name: "A".into(), colour: Default::default(), cap: None }],
            lower_is_better: false,
            no_value: NoValue::default(),
        };
        Scorecard { criteria: weights.iter().map(criterion).collect(), weights: WeightMode::Together, grading, export_points: false }
    }

    fn weights(card: &Scorecard) -> Vec<f64> {
        card.criteria.iter().map(|c| c.weight).collect()
    }

    #[test]
    fn one_weight_moves_the_others_in_proportion() {
        let mut card = scorecard(&[40.0, 30.0, 20.0, 10.0]);
        card.set_weight(0, 70.0);
        assert_eq!(weights(&card), [70.0, 15.0, 10.0, 5.0]);
        card.set_weight(0, 100.0);
        assert_eq!(weights(&card), [100.0, 0.0, 0.0, 0.0]);
        card.set_weight(0, 70.0);
        assert_eq!(weights(&card), [70.0, 10.0, 10.0, 10.0]);
        card.weights = WeightMode::Free;
        card.set_weight(1, 120.0);
        assert_eq!(weights(&card), [70.0, 120.0, 10.0, 10.0]);
        card.to_hundred();
        assert_eq!(weights(&card).iter().sum::<f64>(), 100.0);
        assert_eq!(card.shares().len(), 4);
    }

    proptest! {
        #[test]
        fn together_they_are_a_hundred(start in prop::collection::vec(0.0..100.0f64, 1..7), index in 0usize..7, weight in -5.0..130.0f64) {
            let mut card = scorecard(&start);
            card.to_hundred();
            let sum = |card: &Scorecard| weights(card).iter().sum::<f64>();
            prop_assert!((sum(&card) - 100.0).abs() < 1e-9, "{:?}", weights(&card));
            card.set_weight(index, tenths(weight));
            prop_assert!((sum(&card) - 100.0).abs() < 1e-9, "{:?}", weights(&card));
            prop_assert!(weights(&card).iter().all(|&w| (0.0..=100.0).contains(&w)), "{:?}", weights(&card));
            if start.len() > 1 && index < start.len() {
                prop_assert_eq!(card.criteria[index].weight, tenths(weight).clamp(0.0, 100.0));
            }
        }
    }
}
