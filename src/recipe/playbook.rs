//! Parameters of the `playbook` step: what is done for each segment of an earlier step, how often, by whom, and what that is hoped to bring.

use serde::{Deserialize, Serialize};

/// A plan for the segments of an earlier step. All results are per month.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// Name of an earlier step that sorts each customer into one group. Empty: not chosen yet.
    #[serde(default)]
    pub segments_of: String,
    /// One per group, in any order. A group without one is not contacted.
    #[serde(default)]
    pub plays: Vec<Play>,
    #[serde(default)]
    pub capacity: Capacity,
    #[serde(default, skip_serializing_if = "is_percent")]
    pub uplift_in: UpliftUnit,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub headings: Headings,
}

/// What is done for one group.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Play {
    /// Name of the group.
    pub segment: String,
    /// How well the customers are served, in the plan's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// Who sees to them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub offer: String,
    /// Contacts of each customer per period.
    #[serde(default)]
    pub contacts: f64,
    #[serde(default)]
    pub per: Period,
    /// The contacts are sent by machine: they take nobody's time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automated: bool,
    /// Money per contact.
    #[serde(default)]
    pub cost: f64,
    /// Of a hundred contacts, how many are answered with a purchase.
    #[serde(default)]
    pub response: f64,
    /// What one response brings: money, or percent of the segment's mean value, as `uplift_in` says.
    #[serde(default)]
    pub uplift: f64,
}

/// The span that contacts are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Week,
    #[default]
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Period; 4] = [Period::Week, Period::Month, Period::Quarter, Period::Year];

    /// How many of them a month has; a year has twelve months and 52 weeks.
    pub fn in_a_month(self) -> f64 {
        match self {
            Period::Week => 52.0 / 12.0,
            Period::Month => 1.0,
            Period::Quarter => 1.0 / 3.0,
            Period::Year => 1.0 / 12.0,
        }
    }
}

/// What the uplift of a play is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpliftUnit {
    /// Percent of the segment's mean of the value column.
    #[default]
    Percent,
    /// Money, in the unit of the costs.
    Money,
}

/// Who is there to make the contacts that are not sent by machine. Nought: not stated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    #[serde(default)]
    pub people: f64,
    /// Contacts that one person makes in a month.
    #[serde(default)]
    pub contacts_per_person: f64,
}

impl Default for Capacity {
    fn default() -> Self {
        Capacity { people: 5.0, contacts_per_person: 400.0 }
    }
}

/// What the added columns are called, behind the name of the step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Headings {
    pub service: String,
    pub owner: String,
    pub channel: String,
    pub cadence: String,
    pub offer: String,
}

impl Default for Headings {
    fn default() -> Self {
        let [service, owner, channel, cadence, offer] =
            ["Service level", "Owner", "Channel", "Contacts per month", "Offer"].map(str::to_owned);
        Headings { service, owner, channel, cadence, offer }
    }
}

impl Headings {
    /// In the order of the columns.
    pub fn in_order(&self) -> [&str; 5] {
        [&self.service, &self.owner, &self.channel, &self.cadence, &self.offer].map(String::as_str)
    }
}

impl Playbook {
    /// The play of a group: the first of that name, compared as text is.
    pub fn play(&self, segment: &str) -> Option<&Play> {
        self.position(segment).map(|at| &self.plays[at])
    }

    /// Where that play stands among the plays.
    pub fn position(&self, segment: &str) -> Option<usize> {
        self.plays.iter().position(|play| same_name(&play.segment, segment))
    }
}

/// Whether two names of groups are alike.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    a == b || a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn is_percent(unit: &UpliftUnit) -> bool {
    *unit == UpliftUnit::Percent
}

fn is_usual(headings: &Headings) -> bool {
    *headings == Headings::default()
}
